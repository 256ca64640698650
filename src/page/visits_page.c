/*
 * visits_page.c - those away whom a unit visits at a festival: the list, on paper and as a sheet,
 * and the contacts of many people saved at once.
 */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/paper.h"
#include "page/person_page.h"
#include "page/talent_page.h"
#include "sheet/sheet.h"
#include "tpl.h"

/* Each person sends up to three parameters, and a request has at most LIMIT_PARAMS. */
enum { LOG_ROWS = 60, LIST_ROWS = 2000, COLUMNS = 9 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);
static bool serve_file(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "as", .kind = PARAM_TEXT},
    {.name = "festival", .kind = PARAM_TEXT},
    {.name = "due", .kind = PARAM_FLAG},
    {.name = "happened", .kind = PARAM_DATE},
    {.name = "way", .kind = PARAM_TEXT},
    {.name = "by", .kind = PARAM_TEXT},
    {.name = "v.*", .kind = PARAM_FLAG},
    {.name = "o.*", .kind = PARAM_TEXT},
    {.name = "c.*", .kind = PARAM_NOTE, .max = 4000},
    {0},
};

const struct page visits_page = {
    .path = "/talent/visits",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Visit list"),
    .about = "Those away whom a unit visits at a festival, with a form for the contacts.",
};
const struct page visits_save_page = {
    .path = "/talent/visits/save",
    .method = POST,
    .cap = CAP_WRITE,
    .params = params,
    .serve = save,
    .title = N_("Visit list"),
    .about = "Saves the contacts of all who were ticked.",
};
const struct page visits_export_page = {
    .path = "/talent/visits/file/:as",
    .method = GET,
    .cap = CAP_EXPORT,
    .params = params,
    .serve = serve_file,
    .slow = 1,
    .title = N_("Visit list"),
    .about = "The visit list as an XLSX or PDF file.",
};

static const struct field_def *contact_field(const char *name)
{
	const struct field_def *f = field_find(reg_find("talent_contact"), name);
	assert(f);
	return f;
}

/* "羊角塘镇春节走访名单" */
static const char *heading(struct request *rq)
{
	const struct choice *c = choice_find(contact_field("festival")->of, rq_text(rq, "festival"));
	const char *gap = rq->lang == LANG_ZH ? "" : " ";
	return arena_printf(rq->arena, "%s%s%s%s%s", rq->unit.name, gap,
			    c ? label_in(&c->label, rq->lang) : "", c ? gap : "",
			    tr(rq->lang, N_("Visit list")));
}

/* ---- who is on it ---- */

static bool is_wanted(const struct away_person *who, bool only_due)
{
	return !only_due || !who->contacts || who->state == CONTACT_OVERDUE ||
	       who->state == CONTACT_SOON;
}

static bool make_list(struct request *rq, const struct scope *scope, struct visits_view *v,
		      struct err *e)
{
	v->only_due = rq_flag(rq, "due");
	v->heading = heading(rq);
	if (!contact_plan_load(rq->arena, rq->db, rq->county, rq->unit.id, scope, today(), &v->plan, e))
		return false;
	struct away_row *rows = ARENA_ARRAY(rq->arena, struct away_row, v->plan.count + 1);
	for (int i = 0; i < v->plan.count && v->count < LIST_ROWS; i++) {
		const struct away_person *who = &v->plan.rows[i];
		if (!is_wanted(who, v->only_due))
			continue;
		struct away_row *r = &rows[v->count++];
		*r = away_row_of(rq, who);
		r->tick = arena_printf(rq->arena, "v.%" PRId64, who->id);
		r->outcome = arena_printf(rq->arena, "o.%" PRId64, who->id);
		r->content = arena_printf(rq->arena, "c.%" PRId64, who->id);
		r->ticked = rq_flag(rq, r->tick);
		r->chosen = rq_text(rq, r->outcome);
		r->said = rq_text(rq, r->content);
	}
	v->rows = rows;
	return true;
}

static bool readable(struct request *rq, struct scope *scope, struct err *e)
{
	reg_scope(rq->account, reg_find("talent_contact"), false, scope);
	if (rq->unit.id && scope->count)
		return true;
	err_set(e, ERR_DENIED, "Your account may not read the contacts with those away.");
	return err_hint(e, N_("Ask the administrator of your unit."));
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope, writable, exported;
	char text[32];
	if (!readable(rq, &scope, e))
		return false;
	struct visits_view v = {.unit = arena_strdup(rq->arena, id_text(rq->unit.id, text)),
				.festival = rq_text(rq, "festival"),
				.way = is_empty(rq_text(rq, "way")) ? "visit" : rq_text(rq, "way"),
				.by = rq_text(rq, "by"),
				.findings = rq->findings};
	ymd day = rq_date(rq, "happened") ? rq_date(rq, "happened") : today();
	v.date = arena_strdup(rq->arena, date_iso(day, text));
	if (!make_list(rq, &scope, &v, e))
		return false;
	reg_scope(rq->account, reg_find("talent_contact"), true, &writable);
	if (!scope_has(rq->db, &writable, rq->county, rq->unit.id, &v.may_write, e))
		return false;
	v.too_many = v.may_write && v.count > LOG_ROWS;
	v.may_write &= !v.too_many;
	page_export_scope(rq, reg_find("talent_contact"), &exported);
	v.may_export = exported.count > 0;
	const char *same = arena_printf(rq->arena, "unit=%s&festival=%s%s", v.unit, v.festival,
					v.only_due ? "&due=1" : "");
	v.xlsx = arena_printf(rq->arena, "/talent/visits/file/xlsx?%s", same);
	v.pdf = arena_printf(rq->arena, "/talent/visits/file/pdf?%s", same);
	v.festival_count = talent_options(rq, contact_field("festival"), &v.festivals);
	v.way_count = talent_options(rq, contact_field("way"), &v.ways);
	v.outcome_count = talent_options(rq, contact_field("outcome"), &v.outcomes);
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Visit list")), rq->unit.name);
	tpl_visits(h, &v);
	return true;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	return show(rq, h, e);
}

/* ---- the contacts of many at once ---- */

struct visit {
	const struct scope *scope; /* where contacts may be written */
	struct value by;
};

static bool put(struct request *rq, struct record *r, const char *field, const char *text)
{
	return value_parse(rq->arena, contact_field(field), text, false, record_value(r, field),
			   rq->findings);
}

static bool save_one(struct request *rq, const struct visit *visit, int64_t id, struct err *e)
{
	struct record *away;
	struct err why = {0};
	char day[16];
	if (!reg_load(rq->arena, rq->db, reg_find("away_talent"), rq->county, id, visit->scope, false,
		      &away, e))
		return false;
	struct record *r = record_new(rq->arena, reg_find("talent_contact"), rq->county, away->unit);
	const char *outcome = rq_text(rq, arena_printf(rq->arena, "o.%" PRId64, id));
	const char *name = record_title(rq->arena, away, rq->lang);
	rq->findings->place = name;
	*record_value(r, "away") = (struct value){.known = true, .i = id, .s = name};
	*record_value(r, "by") = visit->by;
	bool read = put(rq, r, "happened", rq_date(rq, "happened") ? date_iso(rq_date(rq, "happened"), day) : "") &
		    put(rq, r, "way", rq_text(rq, "way")) & put(rq, r, "festival", rq_text(rq, "festival")) &
		    put(rq, r, "outcome", is_empty(outcome) ? "greeted" : outcome) &
		    put(rq, r, "content", rq_text(rq, arena_printf(rq->arena, "c.%" PRId64, id)));
	struct save_how how = page_how(rq, visit->scope);
	if (read && !reg_save(rq->arena, rq->db, r, &how, rq->findings, &why) &&
	    why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	rq->findings->place = NULL;
	return true;
}

/* All or none: what is wrong with one is said and the page shown as it was sent. */
static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct visit visit = {.scope = &scope};
	const struct rq_pair *ticks;
	int count = rq_prefixed(rq, "v.", &ticks);
	bool here;
	reg_scope(rq->account, reg_find("talent_contact"), true, &scope);
	if (!scope_has(rq->db, &scope, rq->county, rq->unit.id, &here, e))
		return false;
	if (!here)
		return err_set(e, ERR_DENIED, "Your account may not change this register.");
	if (!page_read_person(rq, contact_field("by"), rq_text(rq, "by"), &visit.by, e))
		return false;
	if (!count)
		find_error(rq->findings, NULL, "visits-none", "Nobody is ticked as contacted.");
	for (int i = 0; i < count; i++) {
		int64_t id;
		if (!id_parse(ticks[i].name, &id))
			return err_set(e, ERR_NOT_FOUND,
				       "There is no such entry, or it is not yours to see.");
		if (!save_one(rq, &visit, id, e))
			return false;
	}
	if (rq->findings->errors) {
		rq->refuse = true;
		rq->status = err_http(ERR_REFUSED);
		return show(rq, h, e);
	}
	reply_flash(rq, N_("The contacts are saved."));
	reply_redirect(rq, arena_printf(rq->arena, "/talent/visits?unit=%" PRId64 "&festival=%s%s",
					rq->unit.id, page_encoded(rq, rq_text(rq, "festival")),
					rq_flag(rq, "due") ? "&due=1" : ""));
	return true;
}

/* ---- on paper and as a sheet ---- */

static const char *const heads[COLUMNS] = {
    N_("No."),		   N_("Village"), N_("Name"), N_("Lives in"), N_("Work"), N_("Ties with home"),
    N_("Wish to return"), N_("Last contact"), N_("What was said"),
};

static const char *const *cells_of(struct request *rq, const struct visits_view *v)
{
	const char **cells = ARENA_ARRAY(rq->arena, const char *, v->count * COLUMNS + 1);
	for (int i = 0; i < v->count; i++) {
		const struct away_row *r = &v->rows[i];
		const char **c = cells + i * COLUMNS;
		char day[16];
		c[0] = arena_printf(rq->arena, "%d", i + 1);
		c[1] = r->who->unit_name;
		c[2] = r->who->name;
		c[3] = r->who->place;
		c[4] = arena_printf(rq->arena, "%s %s %s", r->industry, r->who->employer, r->who->position);
		c[5] = r->who->ties;
		c[6] = r->wish;
		c[7] = r->who->last ? arena_strdup(rq->arena, date_iso(r->who->last, day))
				    : tr(rq->lang, N_("never"));
		c[8] = "";
	}
	return cells;
}

static bool write_sheet(struct request *rq, const struct visits_view *v, const char *path, struct err *e)
{
	static const int widths[COLUMNS] = {6, 22, 12, 14, 26, 30, 14, 14, 40};
	const char *const *cells = cells_of(rq, v);
	struct sheet_out *o = out_open(path, tr(rq->lang, N_("Visit list")), e);
	if (!o)
		return false;
	for (int c = 0; c < COLUMNS; c++)
		out_width(o, c + 1, widths[c]);
	out_title(o, 1, COLUMNS, v->heading);
	for (int c = 0; c < COLUMNS; c++)
		out_cell(o, 2, c + 1, OUT_HEAD, tr(rq->lang, heads[c]));
	out_freeze(o, 2);
	for (int i = 0; i < v->count * COLUMNS; i++)
		out_cell(o, i / COLUMNS + 3, i % COLUMNS + 1, i % COLUMNS ? OUT_TEXT : OUT_NUMBER, cells[i]);
	return out_close(o, e);
}

static bool write_paper(struct request *rq, const struct visits_view *v, const char *path, struct err *e)
{
	static const int shares[COLUMNS] = {4, 14, 8, 9, 17, 18, 9, 9, 22};
	const char **words = ARENA_ARRAY(rq->arena, const char *, COLUMNS);
	for (int c = 0; c < COLUMNS; c++)
		words[c] = tr(rq->lang, heads[c]);
	struct paper_table t = {.title = v->heading,
				.column_count = COLUMNS,
				.row_count = v->count,
				.heads = words,
				.shares = shares,
				.cells = cells_of(rq, v)};
	return paper_table_pdf(&t, path, e);
}

static bool serve_file(struct request *rq, struct html *h, struct err *e)
{
	struct scope readers, scope;
	struct visits_view v = {0};
	bool pdf = text_eq(rq_text(rq, "as"), "pdf");
	char day[16];
	(void)h;
	if (!readable(rq, &readers, e))
		return false;
	page_export_scope(rq, reg_find("talent_contact"), &scope);
	if (!pdf && !text_eq(rq_text(rq, "as"), "xlsx"))
		return err_set(e, ERR_NOT_FOUND, "The visit list can be had as xlsx or pdf.");
	if (!make_list(rq, &scope, &v, e))
		return false;
	const char *kind = pdf ? "pdf" : "xlsx";
	const char *path = arena_printf(rq->arena, "%s/tmp/visits-%s.%s", rq->dir, rq->id, kind);
	if (!(pdf ? write_paper(rq, &v, path, e) : write_sheet(rq, &v, path, e)))
		return false;
	reply_file(rq, path,
		   arena_printf(rq->arena, "%s %s.%s", v.heading, date_iso(today(), day), kind),
		   pdf ? "application/pdf"
		       : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}
