/* duty_page.c - each member's facts and wishes beside the duties; the decision is people's. */
#include "page/duty_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/figure_page.h"
#include "page/page_reg.h"
#include "tpl.h"

enum { VILLAGES = 300 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },      { .name = "day", .kind = PARAM_DATE },
	{ .name = "decided", .kind = PARAM_DATE },   { .name = "document", .kind = PARAM_TEXT },
	{ .name = "d.*", .kind = PARAM_TEXT },       { .name = "r.*", .kind = PARAM_NOTE },
	{ 0 },
};

const struct page duty_page = {
	.path = "/duties",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = show,
	.title = N_("Duty matching"),
	.about = "Facts and wishes of a village's committee beside its duties.",
};
const struct page duty_save_page = {
	.path = "/duties",
	.method = POST,
	.cap = CAP_WRITE,
	.params = params,
	.serve = save,
	.title = N_("Duty matching"),
	.about = "Saves the division of a committee's duties whole.",
};

bool duty_readable(struct request *rq, struct scope *scope, struct err *e)
{
	reg_scope(rq->account, reg_find("duty_assignment"), false, scope);
	if (rq->unit.id && scope->count)
		return true;
	err_set(e, ERR_DENIED, "Your account may not read the division of duties.");
	return err_hint(e, N_("Ask the administrator of your unit."));
}

/* ---- members ---- */

static const char *shown(struct request *rq, struct record *rec, const char *field)
{
	const struct field_def *f = field_find(rec->def, field);
	return page_hides(rq, f, rec) ? "" : value_text(rq->arena, f, &rec->v[f->index], rq->lang);
}

static void query_here(struct request *rq, struct query *q, const struct reg_def *def, const struct scope *scope)
{
	struct path unit;
	bool there = path_parse(def, "unit", &unit);
	assert(there);
	query_init(q, def, rq->county, scope);
	q->unit = rq->unit.id;
	q->limit = LIMIT_PAGE_ROWS;
	query_filter(q, unit, OP_EQ, arena_printf(rq->arena, "%" PRId64, rq->unit.id));
}

static struct duty_member *member_of(struct duty_members *m, int64_t person)
{
	for (int i = 0; i < m->count; i++)
		if (m->rows[i].id == person)
			return &m->rows[i];
	return NULL;
}

/* Facts of the person, if the account may read that row; the name alone otherwise. */
static bool add_facts(struct request *rq, ymd at, struct duty_member *m, struct err *e)
{
	struct scope scope;
	struct record *rec;
	struct err none = { 0 };
	reg_scope(rq->account, reg_find("person"), false, &scope);
	if (!reg_load(rq->arena, rq->db, reg_find("person"), rq->county, m->id, &scope, false, &rec, &none)) {
		if (none.code != ERR_NOT_FOUND)
			*e = none;
		return none.code == ERR_NOT_FOUND;
	}
	const struct value *birth = record_value(rec, "birth");
	bool hidden = page_hides(rq, field_find(rec->def, "birth"), rec);
	m->sex = shown(rq, rec, "sex");
	m->education = shown(rq, rec, "education");
	m->major = shown(rq, rec, "major");
	m->political = shown(rq, rec, "political");
	if (birth->known && !hidden)
		m->age = arena_printf(rq->arena, "%d", date_age((ymd)birth->i, at));
	return true;
}

static bool add_posts(struct request *rq, ymd at, struct duty_members *out, struct err *e)
{
	const struct reg_def *def = reg_find("post");
	struct scope scope;
	struct query q;
	struct record_list list;
	struct path committee;
	bool there = path_parse(def, "committee", &committee);
	assert(there);
	reg_scope(rq->account, def, false, &scope);
	query_here(rq, &q, def, &scope);
	q.at = at;
	query_filter(&q, committee, OP_EQ, "1");
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	for (int i = list.count - 1; i >= 0; i--) { /* oldest entry first: the secretary leads */
		struct record *r = list.rows[i];
		const struct value *person = record_value(r, "person");
		struct duty_member *m = member_of(out, person->i);
		const char *post = shown(rq, r, "kind");
		if (m) {
			m->posts = arena_printf(rq->arena, "%s、%s", m->posts, post);
			continue;
		}
		if (out->count == (int)ARRAY_LEN(out->rows))
			break;
		m = &out->rows[out->count++];
		*m = (struct duty_member){
			.id = person->i, .name = person->s, .posts = post, .sex = "", .age = "", .education = "",
			.major = "", .political = "", .duties = "",
			.href = arena_printf(rq->arena, "/reg/person/%" PRId64, person->i),
		};
		if (!add_facts(rq, at, m, e))
			return false;
	}
	return true;
}

static const char *code_of(const struct value *v)
{
	return v->known ? v->s : NULL;
}

/* The newest wishes of each; without consent only that there are some. */
static bool add_wishes(struct request *rq, ymd at, struct duty_members *out, struct err *e)
{
	static const char *const fields[] = { "first", "second", "third" };
	const struct reg_def *def = reg_find("duty_wish");
	struct scope scope;
	struct query q;
	struct record_list list;
	reg_scope(rq->account, def, false, &scope);
	if (!scope.count)
		return true;
	query_here(rq, &q, def, &scope);
	if (!query_list(rq->arena, rq->db, &q, &list, e))
		return false;
	for (int i = 0; i < list.count; i++) {
		struct record *r = list.rows[i];
		struct duty_member *m = member_of(out, record_value(r, "person")->i);
		if (!m || m->declined || m->wishes || record_value(r, "stated")->i > at)
			continue;
		if (!record_value(r, "consent")->i) {
			m->declined = true;
			continue;
		}
		m->wishes = "";
		for (size_t k = 0; k < ARRAY_LEN(fields); k++) {
			const char *one = shown(rq, r, fields[k]);
			if (!is_empty(one))
				m->wishes = arena_printf(rq->arena, "%s%s%s", m->wishes, *m->wishes ? "、" : "", one);
		}
		m->first = code_of(record_value(r, "first"));
		m->second = code_of(record_value(r, "second"));
		m->third = code_of(record_value(r, "third"));
		m->speciality = shown(rq, r, "speciality");
		m->temperament = shown(rq, r, "temperament");
	}
	return true;
}

bool duty_members_load(struct request *rq, ymd at, struct duty_members *out, struct err *e)
{
	out->count = 0;
	return add_posts(rq, at, out, e) && add_wishes(rq, at, out, e);
}

/* ---- the sheet ---- */

static int wish_rank(const struct duty_member *m, const char *duty)
{
	return text_eq(m->first, duty) ? 1 : text_eq(m->second, duty) ? 2 : text_eq(m->third, duty) ? 3 : 0;
}

static void make_options(struct request *rq, const struct duty_members *m, const char *duty, struct duty_line *line)
{
	static const char *const words[] = { NULL, N_("first choice"), N_("second choice"), N_("third choice") };
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, m->count + 1);
	char id[24];
	line->wished = "";
	for (int i = 0; i < m->count; i++) {
		int rank = wish_rank(&m->rows[i], duty);
		const char *label = m->rows[i].name;
		if (rank) {
			label = arena_printf(rq->arena, "%s（%s）", label, tr(rq->lang, words[rank]));
			line->wished = arena_printf(rq->arena, "%s%s%s", line->wished, *line->wished ? "、" : "", label);
		}
		options[i] = (struct ui_option){ .value = arena_strdup(rq->arena, id_text(m->rows[i].id, id)),
						 .label = label };
	}
	line->options = options;
	line->option_count = m->count;
}

static void make_line(struct request *rq, const struct duty_members *m, const struct duty_list *standing,
		      const struct choice *duty, struct duty_line *line)
{
	char id[24];
	const struct duty_standing *now = NULL;
	*line = (struct duty_line){
		.label = label_in(&duty->label, rq->lang),
		.field = arena_printf(rq->arena, "d.%s", duty->code),
		.reason_field = arena_printf(rq->arena, "r.%s", duty->code),
		.now = "",
	};
	for (int i = 0; i < standing->count; i++)
		if (text_eq(standing->rows[i].duty, duty->code)) {
			now = now ? now : &standing->rows[i];
			line->now = arena_printf(rq->arena, "%s%s%s", line->now, *line->now ? "、" : "",
						 standing->rows[i].name);
		}
	make_options(rq, m, duty->code, line);
	line->value = rq_has(rq, line->field) ? rq_text(rq, line->field)
		      : now		      ? arena_strdup(rq->arena, id_text(now->person, id))
					      : "";
	line->reason = rq_has(rq, line->reason_field) ? rq_text(rq, line->reason_field) : now ? now->reason : "";
}

/* What is missing: duties with nobody, members with nothing. */
static void make_gaps(struct request *rq, struct duty_members *m, const struct duty_list *standing,
		      struct duty_view *v)
{
	const struct choice_list *list = choice_list_find("committee_duty");
	for (int i = 0; i < standing->count; i++) {
		struct duty_member *who = member_of(m, standing->rows[i].person);
		const struct choice *c = choice_find(list, standing->rows[i].duty);
		if (who && c)
			who->duties = arena_printf(rq->arena, "%s%s%s", who->duties, *who->duties ? "、" : "",
						   label_in(&c->label, rq->lang));
	}
	v->gaps = v->idle = "";
	for (int i = 0; i < v->line_count; i++)
		if (is_empty(v->lines[i].now) && !text_eq(list->choices[i].code, "other"))
			v->gaps = arena_printf(rq->arena, "%s%s%s", v->gaps, *v->gaps ? "、" : "", v->lines[i].label);
	for (int i = 0; i < m->count; i++)
		if (is_empty(m->rows[i].duties))
			v->idle = arena_printf(rq->arena, "%s%s%s", v->idle, *v->idle ? "、" : "", m->rows[i].name);
}

static const char *day_text(struct request *rq, const char *name, ymd otherwise)
{
	char text[16];
	ymd day = rq_date(rq, name);
	return arena_strdup(rq->arena, date_iso(day ? day : otherwise, text));
}

static bool make_sheet(struct request *rq, const struct scope *scope, struct duty_view *v, struct err *e)
{
	const struct choice_list *list = choice_list_find("committee_duty");
	struct duty_members *m = ARENA_NEW(rq->arena, struct duty_members);
	struct duty_list *standing = ARENA_NEW(rq->arena, struct duty_list);
	struct duty_line *lines = ARENA_ARRAY(rq->arena, struct duty_line, list->count);
	struct scope writes;
	ymd at = rq_date(rq, "day") ? rq_date(rq, "day") : today();
	reg_scope(rq->account, reg_find("duty_assignment"), true, &writes);
	if (!duty_members_load(rq, at, m, e) ||
	    !duties_standing(rq->arena, rq->db, rq->county, rq->unit.id, scope, at, standing, e) ||
	    !scope_has(rq->db, &writes, rq->county, rq->unit.id, &v->may_write, e))
		return false;
	for (int i = 0; i < list->count; i++)
		make_line(rq, m, standing, &list->choices[i], &lines[v->line_count++]);
	v->lines = lines;
	v->members = m;
	v->decided_once = standing->count > 0;
	v->day = day_text(rq, "day", today());
	v->decided = day_text(rq, "decided", today());
	v->document = rq_text(rq, "document");
	v->notice = arena_printf(rq->arena, "/duties/notice?unit=%" PRId64 "&day=%s", rq->unit.id, v->day);
	make_gaps(rq, m, standing, v);
	return true;
}

/* ---- a unit above villages: which of them have decided ---- */

static bool counts(struct request *rq, const char *reg, bool valid, struct group_list *out, struct err *e)
{
	const struct reg_def *def = reg_find(reg);
	struct scope scope;
	struct query q;
	struct aggregate g = { .kind = AGG_ROWS, .group = GROUP_LEVEL, .level = LEVEL_VILLAGE };
	reg_scope(rq->account, def, false, &scope);
	query_init(&q, def, rq->county, &scope);
	q.unit = rq->unit.id;
	q.at = valid ? today() : 0;
	return query_aggregate(rq->arena, rq->db, &q, &g, out, e);
}

static int64_t count_of(const struct group_list *list, int64_t unit)
{
	int64_t id;
	for (int i = 0; i < list->count; i++)
		if (id_parse(list->rows[i].key, &id) && id == unit)
			return list->rows[i].value;
	return 0;
}

static bool make_villages(struct request *rq, struct duty_view *v, struct err *e)
{
	struct unit_list list;
	struct group_list duties, wishes;
	struct figure fig;
	struct figure_ask ask = { .indicator = indicator_find("duty.villages_decided"), .county = rq->county,
				  .unit = rq->unit.id, .at = today() };
	page_figure_scope(rq, ask.indicator, &ask.scope);
	if (!unit_villages(rq->arena, rq->db, rq->unit.id, 0, &list, e) ||
	    !counts(rq, "duty_assignment", true, &duties, e) || !counts(rq, "duty_wish", false, &wishes, e) ||
	    !figure_compute(rq->arena, rq->db, &ask, &fig, e))
		return false;
	struct duty_village *rows = ARENA_ARRAY(rq->arena, struct duty_village, list.count + 1);
	for (int i = 0; i < list.count && v->village_count < VILLAGES; i++)
		rows[v->village_count++] = (struct duty_village){
			.name = list.units[i].name,
			.href = arena_printf(rq->arena, "/duties?unit=%" PRId64, list.units[i].id),
			.duties = count_of(&duties, list.units[i].id),
			.wishes = count_of(&wishes, list.units[i].id),
		};
	v->villages = rows;
	v->figure_label = label_in(&ask.indicator->label, rq->lang);
	v->figure = figure_text(rq->arena, &fig, rq->lang);
	v->figure_href = figure_href(rq, "duty.villages_decided", rq->unit.id, today());
	return true;
}

static bool draw(struct request *rq, struct html *h, const struct scope *scope, struct err *e)
{
	char id[24];
	struct duty_view v = { .unit = arena_strdup(rq->arena, id_text(rq->unit.id, id)),
			       .village = rq->unit.level == LEVEL_VILLAGE, .findings = rq->findings };
	if (!(v.village ? make_sheet(rq, scope, &v, e) : make_villages(rq, &v, e)))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Duty matching")), rq->unit.name);
	tpl_duties(h, &v);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	return duty_readable(rq, &scope, e) && draw(rq, h, &scope, e);
}

/* ---- saving ---- */

static bool read_decision(struct request *rq, struct duty_decision *in, struct err *e)
{
	const struct choice_list *list = choice_list_find("committee_duty");
	*in = (struct duty_decision){ .county = rq->county, .unit = rq->unit.id, .day = rq_date(rq, "day"),
				      .decided = rq_date(rq, "decided"), .document = rq_text(rq, "document") };
	for (int i = 0; i < list->count; i++) {
		const char *code = list->choices[i].code,
			   *person = rq_text(rq, arena_printf(rq->arena, "d.%s", code));
		struct duty_choice *c = &in->choices[in->count];
		if (is_empty(person))
			continue;
		if (!id_parse(person, &c->person))
			return err_set(e, ERR_INPUT, "\"%s\" is nobody on this committee.", person);
		c->duty = code;
		c->reason = rq_text(rq, arena_printf(rq->arena, "r.%s", code));
		in->count++;
	}
	return true;
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope, reads;
	struct duty_decision in;
	struct err why = { 0 };
	bool inside;
	reg_scope(rq->account, reg_find("duty_assignment"), true, &scope);
	if (!duty_readable(rq, &reads, e) || !scope_has(rq->db, &scope, rq->county, rq->unit.id, &inside, e))
		return false;
	if (!inside || rq->unit.level != LEVEL_VILLAGE)
		return err_set(e, ERR_DENIED, "Your account may not decide the duties of %s.", rq->unit.name);
	if (!read_decision(rq, &in, e))
		return false;
	struct save_how how = page_how(rq, &scope);
	if (duties_decide(rq->arena, rq->db, &in, &how, rq->findings, &why)) {
		reply_flash(rq, N_("The division of duties was saved."));
		reply_redirect(rq, arena_printf(rq->arena, "/duties?unit=%" PRId64, rq->unit.id));
		return true;
	}
	if (why.code != ERR_REFUSED) {
		*e = why;
		return false;
	}
	rq->refuse = true;
	rq->status = err_http(ERR_REFUSED);
	return draw(rq, h, &reads, e);
}
