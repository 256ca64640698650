/*
 * visit.c - saving a visit and merging what two people wrote.
 *
 * To merge one more field: its name in visit_fields[] below, and a code of the same name in the
 * list visit_field (registers/choices_visit.yaml).
 */
#include "duty/visit.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "reg/query.h"

const char *const visit_fields[VISIT_FIELDS] = { "visited", "visitor", "household", "base",
						 "purpose", "said",    "found",	    "helped" };

const char *visit_outcome_code(enum visit_outcome o)
{
	static const char *const codes[] = { "saved", "same", "merged", "conflict", "gone" };
	assert((size_t)o < ARRAY_LEN(codes));
	return codes[o];
}

static const struct reg_def *visits(void)
{
	const struct reg_def *def = reg_find("visit");
	assert(def);
	return def;
}

static const struct field_def *field_at(int i)
{
	const struct field_def *f = field_find(visits(), visit_fields[i]);
	assert(f);
	return f;
}

static const struct value *value_of(const struct record *r, const char *field)
{
	const struct field_def *f = field_find(r->def, field);
	assert(f);
	return &r->v[f->index];
}

static struct path path_of(const struct reg_def *def, const char *text)
{
	struct path p;
	bool there = path_parse(def, text, &p);
	assert(there);
	return p;
}

bool visit_edit_set(struct arena *a, struct visit_edit *edit, const char *field, const char *began,
		    const char *wrote, struct findings *f)
{
	struct findings ignored;
	findings_init(&ignored, a);
	for (int i = 0; i < VISIT_FIELDS; i++) {
		if (!text_eq(visit_fields[i], field))
			continue;
		/* what it began from has been saved once; one that cannot be read is no value */
		if (!value_parse(a, field_at(i), began ? began : "", false, &edit->began[i], &ignored))
			edit->began[i] = (struct value){ .known = false };
		return value_parse(a, field_at(i), wrote ? wrote : "", false, &edit->wrote[i], f);
	}
	assert(!"field of a visit");
}

/* ---- the merge ---- */

enum visit_merge visit_merge_field(const struct field_def *f, const struct value *began, const struct value *wrote,
				   const struct value *now)
{
	if (value_eq(f, wrote, began) || value_eq(f, wrote, now))
		return MERGE_KEEP;
	return value_eq(f, began, now) ? MERGE_TAKE : MERGE_CONFLICT;
}

static bool people_have(const struct visit_people *p, int64_t person)
{
	for (int i = 0; i < p->count; i++)
		if (p->ids[i] == person)
			return true;
	return false;
}

struct put {
	struct arena *a;
	struct db *db;
	const struct visit_edit *in;
	const struct save_how *how;
	struct findings *f;
	struct visit_result *out;
	bool changed;
};

/* ---- who went ---- */

static bool person_add(const struct put *p, const struct record *visit, int64_t person, struct err *e)
{
	struct record *r = record_new(p->a, reg_find("visit_person"), visit->county, visit->unit);
	*record_value(r, "visit") = (struct value){ .known = true, .i = visit->id };
	*record_value(r, "person") = (struct value){ .known = true, .i = person };
	return reg_save(p->a, p->db, r, p->how, p->f, e);
}

static bool person_drop(const struct put *p, const struct record *visit, int64_t row, struct err *e)
{
	struct record *r;
	if (!reg_load(p->a, p->db, reg_find("visit_person"), visit->county, row, &p->how->scope, false, &r, e))
		return false;
	return reg_delete(p->a, p->db, r, p->how, p->f, e);
}

/*
 * A set: added is added, taken out is taken out, by whomever.  `also` is a visitor of the same
 * visit who is not the one it names; the visitor is never one of the others.
 */
static bool people_merge(struct put *p, const struct record *visit, int64_t also, struct err *e)
{
	struct visit_company now;
	const struct visit_people *began = &p->in->people_began, *wrote = &p->in->people_wrote;
	int64_t visitor = value_of(visit, "visitor")->i;
	struct visit_people have = { .count = 0 };
	if (!visit_company_load(p->a, p->db, visit->county, visit->id, &now, e))
		return false;
	for (int i = 0; i < now.count; i++) {
		int64_t person = now.who[i].person;
		bool taken_out = people_have(began, person) && !people_have(wrote, person);
		if (person == visitor || (taken_out && person != also)) {
			p->changed = true;
			if (!person_drop(p, visit, now.who[i].row, e))
				return false;
		} else if (have.count < VISIT_PEOPLE_MAX) {
			have.ids[have.count++] = person;
		}
	}
	for (int i = -1; i < wrote->count; i++) {
		int64_t person = i < 0 ? also : wrote->ids[i];
		if (!person || person == visitor || people_have(&have, person) ||
		    (i >= 0 && people_have(began, person)))
			continue;
		if (have.count == VISIT_PEOPLE_MAX)
			return err_set(e, ERR_TOO_BIG, "More than %d people went on one visit.", VISIT_PEOPLE_MAX + 1);
		have.ids[have.count++] = person;
		p->changed = true;
		if (!person_add(p, visit, person, e))
			return false;
	}
	return true;
}

/* ---- what was told differently ---- */

static bool conflict_known(const struct put *p, const struct record *visit, int field, bool *out, struct err *e)
{
	const struct reg_def *def = reg_find("visit_conflict");
	struct query q;
	struct record_list list;
	const char *ours = value_raw(p->a, field_at(field), &p->in->wrote[field]);
	query_init(&q, def, visit->county, &p->how->scope);
	query_filter(&q, path_of(def, "visit"), OP_EQ, arena_printf(p->a, "%" PRId64, visit->id));
	query_filter(&q, path_of(def, "field"), OP_EQ, visit_fields[field]);
	q.limit = LIMIT_PAGE_ROWS;
	*out = false;
	if (!query_list(p->a, p->db, &q, &list, e))
		return false;
	for (int i = 0; i < list.count && !*out; i++) {
		struct value *v = record_value(list.rows[i], "ours");
		*out = !record_value(list.rows[i], "settled")->known && text_eq(v->known ? v->s : "", ours);
	}
	return true;
}

static struct value text_value(const char *s)
{
	return (struct value){ .known = !is_empty(s), .s = s };
}

static bool conflict_add(struct put *p, const struct record *visit, int field, struct err *e)
{
	bool known;
	const struct field_def *f = field_at(field);
	p->out->conflicts++;
	if (!conflict_known(p, visit, field, &known, e))
		return false;
	if (known)
		return true;
	p->changed = true;
	struct record *r = record_new(p->a, reg_find("visit_conflict"), visit->county, visit->unit);
	*record_value(r, "visit") = (struct value){ .known = true, .i = visit->id };
	*record_value(r, "field") = text_value(visit_fields[field]);
	*record_value(r, "theirs") = text_value(value_raw(p->a, f, &visit->v[f->index]));
	*record_value(r, "ours") = text_value(value_raw(p->a, f, &p->in->wrote[field]));
	*record_value(r, "writer") = text_value(p->in->writer);
	*record_value(r, "written") = (struct value){ .known = true, .i = today() };
	return reg_save(p->a, p->db, r, p->how, p->f, e);
}

/* ---- saving ---- */

static bool add_new(struct put *p, struct err *e)
{
	struct record *r = record_new(p->a, visits(), p->in->county, p->in->unit);
	for (int i = 0; i < VISIT_FIELDS; i++)
		r->v[field_at(i)->index] = p->in->wrote[i];
	p->changed = true;
	if (!reg_save(p->a, p->db, r, p->how, p->f, e))
		return false;
	p->out->visit = r->id;
	p->out->is_new = true;
	return people_merge(p, r, 0, e);
}

/* Joins the edit into the visit.  `joined`: it was entered as a visit of its own. */
static bool merge_into(struct put *p, struct record *visit, bool joined, struct err *e)
{
	bool conflict[VISIT_FIELDS] = { false }, takes = false;
	int64_t also = 0;
	p->out->visit = visit->id;
	struct record *next = record_copy(p->a, visit);
	for (int i = 0; i < VISIT_FIELDS; i++) {
		const struct field_def *f = field_at(i);
		static const struct value nothing;
		/* what was entered as a new visit began from nothing here, whatever its writer says */
		const struct value *began = joined ? &nothing : &p->in->began[i];
		enum visit_merge m = visit_merge_field(f, began, &p->in->wrote[i], &visit->v[f->index]);
		if (text_eq(visit_fields[i], "visitor") && !began->known) {
			also = p->in->wrote[i].known ? p->in->wrote[i].i : 0; /* went as well */
			continue;
		}
		if (m == MERGE_TAKE) {
			next->v[f->index] = p->in->wrote[i];
			takes = true;
		}
		conflict[i] = m == MERGE_CONFLICT;
	}
	p->changed |= takes;
	if (takes && !reg_save(p->a, p->db, next, p->how, p->f, e))
		return false;
	for (int i = 0; i < VISIT_FIELDS; i++)
		if (conflict[i] && !conflict_add(p, next, i, e))
			return false;
	return people_merge(p, next, also, e);
}

static bool find_alike(const struct put *p, int64_t *out, struct err *e)
{
	int64_t people[VISIT_PEOPLE_MAX + 1];
	const struct value *visited = &p->in->wrote[0], *visitor = &p->in->wrote[1];
	struct visit_likeness like = { .county = p->in->county,
				       .unit = p->in->unit,
				       .day = (ymd)visited->i,
				       .household = p->in->wrote[2].known ? p->in->wrote[2].i : 0,
				       .base = p->in->wrote[3].known ? p->in->wrote[3].i : 0,
				       .people = people };
	*out = 0;
	if (!visited->known || !visitor->known)
		return true; /* the checks will say so */
	people[like.people_count++] = visitor->i;
	for (int i = 0; i < p->in->people_wrote.count; i++)
		people[like.people_count++] = p->in->people_wrote.ids[i];
	return visit_alike(p->db, &like, out, e);
}

/* ---- what has arrived from phones ---- */

static bool sent_find(const struct put *p, int64_t *visit, bool *again, struct err *e)
{
	*again = false;
	struct stmt *q = db_query(p->db,
				  SQL("select edit, visit, outcome from visit_sent where county=$1 and account=$2 "
				      "and client=$3 order by edit"),
				  e);
	if (!q)
		return false;
	bind(q, 1, p->in->county);
	bind(q, 2, p->how->actor);
	bind(q, 3, p->in->client);
	while (db_next(q)) {
		*visit = p->out->visit = col_i64(q, 1);
		if (col_i64(q, 0) < p->in->edit)
			continue;
		*again = true;
		p->out->outcome = VISIT_SAME; /* a later edit of the same visit says all that this one did */
		if (col_i64(q, 0) > p->in->edit)
			break;
		for (int o = 0; o <= VISIT_GONE; o++)
			if (text_eq(col_peek(q, 2), visit_outcome_code((enum visit_outcome)o)))
				p->out->outcome = (enum visit_outcome)o;
		break;
	}
	return db_end(q, e);
}

static bool sent_note(const struct put *p, struct err *e)
{
	if (is_empty(p->in->client))
		return true;
	struct stmt *q = db_query(p->db,
				  SQL("insert into visit_sent(county,account,client,edit,visit,outcome) "
				      "values($1,$2,$3,$4,$5,$6)"),
				  e);
	if (!q)
		return false;
	bind(q, 1, p->in->county);
	bind(q, 2, p->how->actor);
	bind(q, 3, p->in->client);
	bind(q, 4, p->in->edit);
	bind(q, 5, p->out->visit);
	bind(q, 6, visit_outcome_code(p->out->outcome));
	return db_run(q, e);
}

/* The visit that the edit is of; NULL and `gone` when somebody has deleted it. */
static bool load(const struct put *p, int64_t id, struct record **out, bool *gone, struct err *e)
{
	struct err why = { 0 };
	*gone = false;
	if (reg_load(p->a, p->db, visits(), p->in->county, id, &p->how->scope, true, out, &why))
		return true;
	*gone = why.code == ERR_NOT_FOUND && !is_empty(p->in->client);
	*out = NULL;
	if (*gone)
		return true;
	*e = why;
	return false;
}

/* Before anything is looked for there: whether a visit exists is not for everybody to know. */
static bool is_within(const struct put *p, struct err *e)
{
	bool inside;
	if (!scope_has(p->db, &p->how->scope, p->in->county, p->in->unit, &inside, e))
		return false;
	return inside || err_set(e, ERR_DENIED, "You may not enter visits of this village.");
}

static bool put_one(struct put *p, struct err *e)
{
	int64_t visit = p->in->visit;
	bool again = false, gone = false, joined = false;
	struct record *rec;
	if (!is_empty(p->in->client) && !sent_find(p, &visit, &again, e))
		return false;
	p->out->again = again;
	if (again)
		return true;
	if (!visit) {
		if (!is_within(p, e) || !find_alike(p, &visit, e))
			return false;
		joined = visit != 0;
	}
	if (!visit) {
		p->out->outcome = VISIT_SAVED;
		return add_new(p, e) && sent_note(p, e);
	}
	if (!load(p, visit, &rec, &gone, e))
		return false;
	p->out->visit = visit;
	p->out->outcome = VISIT_GONE;
	if (gone)
		return true;
	if (!merge_into(p, rec, joined, e))
		return false;
	p->out->outcome = p->out->conflicts ? VISIT_CONFLICT
			  : !p->changed	    ? VISIT_SAME
			  : joined	    ? VISIT_MERGED
					    : VISIT_SAVED;
	return sent_note(p, e);
}

bool visit_put(struct arena *a, struct db *db, const struct visit_edit *in, const struct save_how *how,
	       struct findings *f, struct visit_result *out, struct err *e)
{
	TXN(t);
	*out = (struct visit_result){ .outcome = VISIT_SAVED };
	struct put p = { .a = a, .db = db, .in = in, .how = how, .f = f, .out = out };
	assert(in->people_wrote.count <= VISIT_PEOPLE_MAX && in->people_began.count <= VISIT_PEOPLE_MAX);
	return txn_begin(&t, db, e) && put_one(&p, e) && txn_commit(&t, e);
}

/* ---- settling ---- */

static const char *joined_text(struct arena *a, const char *x, const char *y)
{
	if (is_empty(x) || is_empty(y))
		return is_empty(x) ? y : x;
	return arena_printf(a, "%s\n%s", x, y);
}

static int field_index(const char *name)
{
	for (int i = 0; i < VISIT_FIELDS; i++)
		if (text_eq(visit_fields[i], name))
			return i;
	assert(!"field of a conflict");
}

static bool settle_value(struct arena *a, struct record *visit, struct record *conflict, const char *chosen,
			 struct findings *f, struct err *e)
{
	const struct field_def *fd = field_at(field_index(record_value(conflict, "field")->s));
	struct value *v = &visit->v[fd->index];
	const struct value *ours = record_value(conflict, "ours");
	const char *text = ours->known ? ours->s : "";
	if (text_eq(chosen, "theirs"))
		return true;
	if (text_eq(chosen, "both") && fd->type != FIELD_NOTE)
		find_error(f, "chosen", "visit-both", "Only one of the two can hold here.");
	else if (text_eq(chosen, "both"))
		text = joined_text(a, v->known ? v->s : "", text);
	else if (!text_eq(chosen, "ours"))
		find_error(f, "chosen", "visit-choose", "It is not said which of the two holds.");
	if (f->errors || !value_parse(a, fd, text, false, v, f))
		return err_set(e, ERR_REFUSED, "This cannot be settled like this.");
	return true;
}

bool visit_settle(struct arena *a, struct db *db, int64_t county, int64_t conflict, const char *chosen,
		  const struct save_how *how, struct findings *f, struct err *e)
{
	TXN(t);
	struct record *c, *visit;
	if (!txn_begin(&t, db, e) ||
	    !reg_load(a, db, reg_find("visit_conflict"), county, conflict, &how->scope, true, &c, e))
		return false;
	if (record_value(c, "settled")->known) {
		err_set(e, ERR_CONFLICT, "Somebody else has settled this meanwhile.");
		return err_hint(e, N_("Look at the visit: it says what was chosen."));
	}
	if (!reg_load(a, db, visits(), county, record_value(c, "visit")->i, &how->scope, true, &visit, e) ||
	    !settle_value(a, visit, c, chosen, f, e) || !reg_save(a, db, visit, how, f, e))
		return false;
	*record_value(c, "chosen") = text_value(chosen);
	*record_value(c, "settled") = (struct value){ .known = true, .i = today() };
	return reg_save(a, db, c, how, f, e) && txn_commit(&t, e);
}

/* ---- dues ---- */

bool visit_dues(struct arena *a, struct db *db, int64_t county, int64_t unit, const struct scope *scope, ymd at,
		int limit, struct due_list *out, struct err *e)
{
	const struct reg_def *def = reg_find("visit_conflict");
	struct query q;
	struct record_list list;
	(void)at; /* they wait whatever the day */
	query_init(&q, def, county, scope);
	q.unit = unit;
	q.limit = limit;
	query_filter(&q, path_of(def, "settled"), OP_EMPTY, "");
	if (!query_list(a, db, &q, &list, e))
		return false;
	*out = (struct due_list){ .more = list.next != NULL, .rows = ARENA_ARRAY(a, struct due, list.count + 1) };
	for (int i = 0; i < list.count; i++) {
		const struct record *r = list.rows[i];
		out->rows[out->count++] = (struct due){
			.kind = DUE_CONFLICT,
			.key = arena_printf(a, "visit_conflict/%" PRId64, r->id),
			.unit = r->unit,
			.unit_name = r->unit_name,
			.title = arena_printf(a, "%s", value_of(r, "visit")->s),
			.href = arena_printf(a, "/visits/conflicts?unit=%" PRId64, r->unit),
		};
	}
	return true;
}
