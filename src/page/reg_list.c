/* reg_list.c - the list of one register: search, filters, order, pages. */
#include "page/reg_list.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "reg/saved.h"
#include "tpl.h"

#include <string.h>

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {.name = "q", .kind = PARAM_TEXT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "all", .kind = PARAM_FLAG},
    {.name = "boundary", .kind = PARAM_TEXT},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "sort", .kind = PARAM_TEXT},
    {.name = "after", .kind = PARAM_TEXT},
    {.name = "f.*", .kind = PARAM_TEXT},
    {.name = "c.*", .kind = PARAM_FLAG},
    {0},
};

const struct page reg_list_page = {
    .path = "/reg/:reg",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Register"),
    .about = "Lists the rows of a register that the account may see.",
};

static const char *filter_now(const struct request *rq, const char *name)
{
	const struct rq_pair *pairs;
	int n = rq_prefixed(rq, "f.", &pairs);
	for (int i = 0; i < n; i++)
		if (text_eq(pairs[i].name, name))
			return pairs[i].value;
	return "";
}

static struct reg_filter choice_filter(struct request *rq, const struct field_def *f,
				       const char *name)
{
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, f->of->count);
	for (int i = 0; i < f->of->count; i++)
		options[i] =
		    (struct ui_option){.value = f->of->choices[i].code,
				       .label = label_in(&f->of->choices[i].label, rq->lang)};
	return (struct reg_filter){.name = arena_printf(rq->arena, "f.%s", name),
				   .value = filter_now(rq, name),
				   .options = options,
				   .option_count = f->of->count};
}

static bool make_filter(struct request *rq, const struct reg_def *def, struct path p,
			const char *label, struct reg_filter *out)
{
	static const struct ui_option flag[] = {{.value = "1", .label = N_("yes")},
						{.value = "0", .label = N_("no")}};
	const struct field_def *f = path_field(def, p);
	const char *name = path_text(rq->arena, def, p);
	if (f->type == FIELD_CHOICE) {
		*out = choice_filter(rq, f, name);
	} else if (f->type == FIELD_FLAG) {
		*out = (struct reg_filter){.name = arena_printf(rq->arena, "f.%s", name),
					   .value = filter_now(rq, name),
					   .options = flag,
					   .option_count = 2};
	} else if (f->type == FIELD_DATE) {
		const char *from = arena_printf(rq->arena, "%s.from", name),
			   *to = arena_printf(rq->arena, "%s.to", name);
		*out = (struct reg_filter){.name = arena_printf(rq->arena, "f.%s", from),
					   .value = filter_now(rq, from),
					   .name_to = arena_printf(rq->arena, "f.%s", to),
					   .value_to = filter_now(rq, to)};
	} else {
		return false;
	}
	out->label = label;
	return true;
}

/* Own fields marked `filter`, and the choices among the columns that come from people. */
static void make_filters(struct request *rq, const struct reg_def *def, struct reg_list_view *v)
{
	struct reg_filter *list =
	    ARENA_ARRAY(rq->arena, struct reg_filter, def->field_count + def->column_count);
	for (int i = 0; i < def->column_count; i++) {
		const struct field_def *f = path_field(def, def->columns[i].path);
		if (def->columns[i].path.sub >= 0 && f->type == FIELD_CHOICE &&
		    make_filter(rq, def, def->columns[i].path,
				label_in(&def->columns[i].label, rq->lang), &list[v->filter_count]))
			v->filter_count++;
	}
	for (int i = 0; i < def->field_count; i++) {
		struct path p = {.field = i, .sub = -1};
		if (def->fields[i].filter &&
		    make_filter(rq, def, p, label_in(&def->fields[i].label, rq->lang),
				&list[v->filter_count]))
			v->filter_count++;
	}
	for (int i = 0; i < v->filter_count; i++)
		v->active_filters += !is_empty(list[i].value) || !is_empty(list[i].value_to);
	v->filters = list;
}

/* The query string without what belongs to one page of it. */
static const char *lasting_query(struct request *rq)
{
	struct buf out;
	char *copy = arena_strdup(rq->arena, rq->query), *save = NULL;
	buf_init(&out, 4096);
	for (char *part = strtok_r(copy, "&", &save); part; part = strtok_r(NULL, "&", &save))
		if (!has_prefix(part, "after=") && !has_prefix(part, "lang="))
			buf_printf(&out, "%s%s", out.n ? "&" : "", part);
	const char *text = arena_strdup(rq->arena, buf_str(&out));
	buf_done(&out);
	return text;
}

static bool make_saved(struct request *rq, const struct reg_def *def, struct reg_list_view *v,
		       struct err *e)
{
	struct saved_filter *list;
	int n;
	char id[24];
	if (!saved_list(rq->arena, rq->db, rq->county, rq->account->id, def->name, &n, &list, e))
		return false;
	struct reg_saved *saved = ARENA_ARRAY(rq->arena, struct reg_saved, n + 1);
	for (int i = 0; i < n; i++)
		saved[i] = (struct reg_saved){
		    .name = list[i].name,
		    .href = arena_printf(rq->arena, "/reg/%s?%s", def->name, list[i].query),
		    .id = arena_strdup(rq->arena, id_text(list[i].id, id)),
		};
	v->saved = saved;
	v->saved_count = n;
	return true;
}

static void make_columns(struct request *rq, const struct reg_def *def, uint64_t chosen,
			 struct reg_list_view *v)
{
	struct reg_column *columns = ARENA_ARRAY(rq->arena, struct reg_column, def->column_count);
	for (int i = 0; i < def->column_count; i++)
		columns[i] = (struct reg_column){
		    .name = arena_printf(rq->arena, "c.%s",
					 path_text(rq->arena, def, def->columns[i].path)),
		    .label = label_in(&def->columns[i].label, rq->lang),
		    .shown = chosen == 0 || (i < 64 && chosen >> i & 1),
		};
	v->columns = columns;
	v->columns_chosen = chosen != 0;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope, write;
	struct query q;
	struct record_list list;
	char day[16], unit[24];
	if (!page_reg(rq, false, &def, &scope, e))
		return false;
	query_init(&q, def, rq->county, &scope);
	if (!page_query(rq, def, &q, e) || !query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	reg_scope(rq->account, def, true, &write);
	struct reg_list_view v = {
	    .name = def->name,
	    .path = rq->path,
	    .query = rq->query,
	    .search = rq_text(rq, "q"),
	    .at = arena_strdup(rq->arena, date_iso(rq_date(rq, "at"), day)),
	    .all = rq_flag(rq, "all"),
	    .boundary = rq_text(rq, "boundary"),
	    .dated = def->valid_from || def->valid_to || def->state_count,
	    .may_write = write.count > 0,
	    .may_import =
		write.count > 0 && def->import_count && account_can(rq->account, CAP_IMPORT),
	    .may_export = account_can(rq->account, CAP_EXPORT),
	    .unit = arena_strdup(rq->arena, id_text(rq->unit.id, unit)),
	};
	make_filters(rq, def, &v);
	v.heads = page_heads(rq, def);
	v.rows = page_cells(rq, def, &list);
	v.column_count = def->column_count;
	v.lasting = lasting_query(rq);
	v.export = arena_printf(rq->arena, "/reg/%s/export?%s", def->name, v.lasting);
	make_columns(rq, def, q.columns, &v);
	if (!page_pager(rq, &q, &list, &v.pager, e) || !make_saved(rq, def, &v, e))
		return false;
	v.row_count = list.count;
	rq->title = label_in(&def->label, rq->lang);
	tpl_reg_list(h, &v);
	return true;
}
