/* org_roles.c - which posts an organisation must have, who holds them, which are missing. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/org_page.h"

#include <stdlib.h>

enum { RULES_MAX = 500, ROLES_MAX = 24, HOLDERS_MAX = 60 };

struct rule {
	int64_t unit, number;
	const char *kind, *role, *capacity;
};
struct role_rules {
	struct arena *arena;
	int count;
	struct rule rows[RULES_MAX];
};

static bool rule_take(void *arg, struct arena *row, const struct record *r, const struct value *subs,
		      struct err *e)
{
	struct role_rules *all = arg;
	struct record *rec = (struct record *)(uintptr_t)r;
	(void)row;
	(void)subs;
	if (all->count == RULES_MAX)
		return err_set(e, ERR_TOO_BIG, "More than %d posts are required of organisations.", RULES_MAX);
	all->rows[all->count++] = (struct rule){
		.unit = r->unit,
		.number = record_value(rec, "number")->i,
		.kind = arena_strdup(all->arena, record_value(rec, "org_kind")->s),
		.role = arena_strdup(all->arena, record_value(rec, "role")->s),
		.capacity = arena_strdup(all->arena, record_value(rec, "capacity")->s),
	};
	return true;
}

bool role_rules_load(struct request *rq, ymd at, const struct role_rules **out, struct err *e)
{
	struct role_rules *all = ARENA_NEW(rq->arena, struct role_rules);
	struct scope whole;
	struct query q;
	all->arena = rq->arena;
	scope_all(rq->county, &whole); /* what is set above the reader holds for the organisation */
	query_init(&q, reg_find("branch_role"), rq->county, &whole);
	q.at = at;
	*out = all;
	return query_each(rq->db, &q, rule_take, all, e);
}

/* The unit nearest above the organisation that sets anything for its kind; 0 none does. */
static bool rules_unit(struct request *rq, const struct role_rules *rules, const struct record *org,
		       const char *kind, int64_t *out, struct err *e)
{
	struct unit_list path;
	*out = 0;
	if (!unit_path(rq->arena, rq->db, org->unit, 0, &path, e))
		return false;
	for (int i = path.count - 1; i >= 0 && !*out; i--)
		for (int k = 0; k < rules->count; k++)
			if (rules->rows[k].unit == path.units[i].id && text_eq(rules->rows[k].kind, kind))
				*out = path.units[i].id;
	return true;
}

/* ---- in which capacity somebody holds a post ---- */

struct holding {
	struct request *rq;
	const struct record *org;
	ymd at;
	struct record_list bases; /* branch_base rows of the organisation */
};

static bool has_post(struct holding *h, int64_t person, const char *kind, const char *flag, bool *out,
		     struct err *e)
{
	struct record_list posts;
	*out = false;
	if (!page_rows_of(h->rq, "post", "person", person, h->at, 30, &posts, e))
		return false;
	for (int i = 0; i < posts.count; i++)
		*out |= flag ? record_value(posts.rows[i], flag)->i == 1
			     : text_eq(record_value(posts.rows[i], "kind")->s, kind);
	return true;
}

static bool heads_base(struct holding *h, int64_t person, bool *out, struct err *e)
{
	struct record_list headed;
	*out = false;
	if (!page_rows_of(h->rq, "base", "head", person, h->at, 30, &headed, e))
		return false;
	for (int i = 0; i < headed.count; i++)
		for (int k = 0; k < h->bases.count; k++)
			*out |= record_value(h->bases.rows[k], "base")->i == headed.rows[i]->id;
	return true;
}

static bool leads_coop(struct holding *h, int64_t person, bool *out, struct err *e)
{
	struct record_list led;
	*out = false;
	if (!page_rows_of(h->rq, "org", "leader", person, h->at, 30, &led, e))
		return false;
	for (int i = 0; i < led.count; i++) {
		const char *kind = record_value(led.rows[i], "kind")->s;
		*out |= text_eq(kind, "cooperative") || text_eq(kind, "collective");
	}
	return true;
}

static bool is_posted(struct holding *h, int64_t person, bool *out, struct err *e)
{
	struct record_list postings;
	if (!page_rows_of(h->rq, "expert_posting", "person", person, h->at, 1, &postings, e))
		return false;
	*out = postings.count > 0;
	return true;
}

static bool holds_as(struct holding *h, int64_t person, const char *capacity, bool *out, struct err *e)
{
	*out = false;
	if (text_eq(capacity, "base_head"))
		return heads_base(h, person, out, e);
	if (text_eq(capacity, "coop_leader"))
		return leads_coop(h, person, out, e);
	if (text_eq(capacity, "expert"))
		return is_posted(h, person, out, e);
	if (text_eq(capacity, "village_secretary"))
		return has_post(h, person, "secretary", NULL, out, e);
	if (text_eq(capacity, "first_secretary"))
		return has_post(h, person, "first_secretary", NULL, out, e);
	if (text_eq(capacity, "resident"))
		return has_post(h, person, "team_member", NULL, out, e);
	return !text_eq(capacity, "village_committee") || has_post(h, person, NULL, "committee", out, e);
}

/* ---- one role ---- */

static const char *choice_word(struct request *rq, const char *list, const char *code)
{
	const struct choice *c = choice_find(choice_list_find(list), code);
	return c ? label_in(&c->label, rq->lang) : code;
}

static bool take_holders(struct holding *h, const struct record_list *posts, const struct role_rules *rules,
			 int64_t unit, struct role_state *s, struct err *e)
{
	struct role_holder *out = ARENA_ARRAY(h->rq->arena, struct role_holder, posts->count + 1);
	const char *kind = record_value((struct record *)(uintptr_t)h->org, "kind")->s;
	for (int i = 0; i < posts->count; i++) {
		struct record *post = posts->rows[i];
		const struct value *person = record_value(post, "person");
		struct role_holder who = {
			.name = person->s, .href = arena_printf(h->rq->arena, "/reg/post/%" PRId64, post->id) };
		if (!text_eq(record_value(post, "kind")->s, s->code))
			continue;
		for (int k = 0; k < rules->count && !who.capacity; k++) {
			const struct rule *r = &rules->rows[k];
			bool yes;
			if (r->unit != unit || !text_eq(r->kind, kind) || !text_eq(r->role, s->code) ||
			    text_eq(r->capacity, "any"))
				continue;
			if (!holds_as(h, person->i, r->capacity, &yes, e))
				return false;
			if (yes)
				who.capacity = choice_word(h->rq, "role_capacity", r->capacity);
		}
		out[s->holder_count++] = who;
	}
	s->holders = out;
	s->missing = s->number > s->holder_count ? s->number - s->holder_count : 0;
	return true;
}

static struct role_state *role_add(struct request *rq, struct role_state *roles, int *count, const char *code)
{
	for (int i = 0; i < *count; i++)
		if (text_eq(roles[i].code, code))
			return &roles[i];
	if (*count == ROLES_MAX)
		return NULL;
	roles[*count] = (struct role_state){
		.code = code, .label = choice_word(rq, "post_kind", code), .who = "" };
	return &roles[(*count)++];
}

/* Rows of one post are alternatives: the largest number, and each capacity. */
static void rules_gather(struct request *rq, const struct role_rules *rules, int64_t unit, const char *kind,
			 struct role_state *roles, int *count)
{
	for (int i = 0; i < rules->count; i++) {
		const struct rule *r = &rules->rows[i];
		struct role_state *s;
		if (r->unit != unit || !text_eq(r->kind, kind) || !(s = role_add(rq, roles, count, r->role)))
			continue;
		if (r->number > s->number)
			s->number = r->number;
		if (!text_eq(r->capacity, "any"))
			s->who = arena_printf(rq->arena, "%s%s%s", s->who, *s->who ? " / " : "",
					      choice_word(rq, "role_capacity", r->capacity));
	}
}

static int by_kind(const void *x, const void *y)
{
	const struct role_state *a = x, *b = y;
	const struct choice_list *kinds = choice_list_find("post_kind");
	return choice_find(kinds, a->code)->rank - choice_find(kinds, b->code)->rank;
}

bool role_states_load(struct request *rq, const struct role_rules *rules, const struct record *org, ymd at,
		      struct role_list *out, struct err *e)
{
	struct holding h = { .rq = rq, .org = org, .at = at };
	struct role_state *roles = ARENA_ARRAY(rq->arena, struct role_state, ROLES_MAX);
	const char *kind = record_value((struct record *)(uintptr_t)org, "kind")->s;
	struct record_list posts;
	int64_t unit;
	*out = (struct role_list){ .roles = roles };
	if (!rules_unit(rq, rules, org, kind, &unit, e) ||
	    !page_rows_of(rq, "branch_base", "branch", org->id, at, 100, &h.bases, e) ||
	    !page_rows_of(rq, "post", "org", org->id, at, HOLDERS_MAX, &posts, e))
		return false;
	rules_gather(rq, rules, unit, kind, roles, &out->count);
	for (int i = 0; i < posts.count; i++)
		(void)role_add(rq, roles, &out->count, record_value(posts.rows[i], "kind")->s);
	qsort(roles, (size_t)out->count, sizeof *roles, by_kind);
	for (int i = 0; i < out->count; i++) {
		if (!take_holders(&h, &posts, rules, unit, &roles[i], e))
			return false;
		out->number += roles[i].number;
		out->missing += roles[i].missing;
	}
	return true;
}
