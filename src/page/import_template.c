/* import_template.c - the empty sheet of a register: laid out as its exported one. */
#include "base/arena.h"
#include "base/str.h"
#include "page/import_page.h"
#include "page/page_reg.h"
#include "sheet/sheet.h"

enum { TEMPLATE_ROWS = 1000, EMPTY_ROWS = 20 };

static bool serve_template(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {.name = "unit", .kind = PARAM_UNIT},
    {0},
};

const struct page import_template_page = {
    .path = "/import/template/:reg",
    .method = GET,
    .cap = CAP_IMPORT,
    .params = params,
    .serve = serve_template,
    .slow = 1,
    .title = N_("Empty sheet"),
    .about = "An empty sheet with the register's headings.",
};
static const char **choices_of(struct request *rq, const struct field_def *f)
{
	static const char *flags[] = {"是", "否", NULL};
	if (!f || f->type == FIELD_FLAG)
		return f ? flags : NULL;
	if (f->type != FIELD_CHOICE)
		return NULL;
	const char **values = ARENA_ARRAY(rq->arena, const char *, f->of->count + 1);
	for (int i = 0; i < f->of->count; i++)
		values[i] = f->of->choices[i].label.zh;
	return values;
}

static const char *how_to(struct request *rq, const struct field_def *f, const char **choices)
{
	struct buf out;
	if (!f)
		return tr(rq->lang, N_("Name or 12-digit code of the unit."));
	if (f->type == FIELD_DATE)
		return tr(rq->lang, N_("A date; year and month are enough: 2024-05."));
	if (!choices)
		return label_in(&f->help, rq->lang);
	buf_init(&out, 1 << 16);
	for (int i = 0; choices[i]; i++)
		buf_printf(&out, "%s%s", i ? "、" : "", choices[i]);
	const char *text = arena_strdup(rq->arena, buf_str(&out));
	buf_done(&out);
	return text;
}

static bool same_path(struct path a, struct path b)
{
	return a.field == b.field && a.sub == b.sub;
}

/* A column of the list stands for the heading: `person` for the person's name, too. */
static bool is_listed(const struct reg_def *def, struct path p)
{
	for (int i = 0; i < def->column_count; i++) {
		struct path c = def->columns[i].path;
		const struct field_def *f = path_field(def, c);
		bool named = f && f->type == FIELD_PERSON && c.sub == -1 && p.field == c.field &&
			     p.sub == f->ref->title.field;
		if (named || same_path(c, p))
			return true;
	}
	return false;
}

struct empty_sheet {
	struct sheet_layout l;
	const struct field_def **fields; /* of each column; NULL: 序号 or a unit */
};

static bool can_fill_in(const struct reg_def *def, struct path p)
{
	return p.field != PATH_ID && p.field != PATH_STATE &&
	       (p.field == PATH_UNIT || path_field(def, p));
}

/* The exported sheet's columns, then what else may be filled in. */
static void empty_columns(struct request *rq, const struct reg_def *def, struct empty_sheet *s)
{
	const struct import_def **heads =
	    ARENA_ARRAY(rq->arena, const struct import_def *, def->import_count + 1);
	struct layout_column *columns;
	int n = import_headings(def, heads);
	uint64_t chosen = 0;
	for (int i = 0; i < def->column_count && i < 64; i++)
		if (can_fill_in(def, def->columns[i].path))
			chosen |= 1ULL << i;
	s->l.count = layout_columns(rq->arena, def, chosen, n, LANG_ZH, &columns);
	s->fields = ARENA_ARRAY(rq->arena, const struct field_def *, s->l.count + n);
	for (int i = 0, k = 1; i < def->column_count && i < 64; i++)
		if (chosen >> i & 1)
			s->fields[k++] = path_field(def, def->columns[i].path);
	for (int i = 0; i < n; i++) {
		if (is_listed(def, heads[i]->path))
			continue;
		s->fields[s->l.count] = path_field(def, heads[i]->path);
		columns[s->l.count++] =
		    (struct layout_column){.head = heads[i]->heading, .width = 16};
	}
	s->l.columns = columns;
}

static void write_help(struct request *rq, const struct empty_sheet *s, struct sheet_out *o)
{
	out_sheet(o, tr(rq->lang, N_("How to fill in")), false);
	out_width(o, 1, 18);
	out_width(o, 2, 10);
	out_width(o, 3, 80);
	out_cell(o, 1, 1, OUT_HEAD, tr(rq->lang, N_("Column")));
	out_cell(o, 1, 2, OUT_HEAD, tr(rq->lang, N_("Required")));
	out_cell(o, 1, 3, OUT_HEAD, tr(rq->lang, N_("What to write")));
	for (int i = 1; i < s->l.count; i++) {
		const struct field_def *f = s->fields[i];
		const struct layout_column *c = &s->l.columns[i];
		const char *name =
		    c->group ? arena_printf(rq->arena, "%s·%s", c->group, c->head) : c->head;
		out_cell(o, i + 1, 1, OUT_TEXT, name);
		out_cell(o, i + 1, 2, OUT_TEXT, f && f->required ? tr(rq->lang, N_("yes")) : "");
		out_cell(o, i + 1, 3, OUT_TEXT, how_to(rq, f, choices_of(rq, f)));
	}
}

static void write_template(struct request *rq, const struct reg_def *def, struct sheet_out *o)
{
	struct empty_sheet s = {.l = {.def = def, .lang = LANG_ZH}};
	s.l.title = is_empty(def->export_title) ? def->label.zh : def->export_title;
	empty_columns(rq, def, &s);
	int row = layout_head(o, rq->arena, &s.l);
	for (int i = 0; i < s.l.count; i++) {
		const char **choices = choices_of(rq, s.fields[i]);
		if (choices)
			out_choices(o, i + 1, row, TEMPLATE_ROWS, choices);
	}
	for (int i = 0; i < EMPTY_ROWS; i++)
		out_cell(o, row + i, 1, OUT_NUMBER, arena_printf(rq->arena, "%d", i + 1));
	layout_foot(o, &s.l, row + EMPTY_ROWS);
	write_help(rq, &s, o);
}

static bool serve_template(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	(void)h;
	if (!import_reg(rq, &def, &scope, e))
		return false;
	const char *path = arena_printf(rq->arena, "%s/tmp/template-%s.xlsx", rq->dir, rq->id);
	struct sheet_out *o = out_open(path, def->label.zh, e);
	if (!o)
		return false;
	write_template(rq, def, o);
	if (!out_close(o, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s.xlsx", label_in(&def->label, rq->lang)),
		   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}
