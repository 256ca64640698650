/* referrer.c - the rows of every register that point at one record. */
#include "reg/referrer.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

enum standing record_standing(const struct record *r, ymd at)
{
	const struct reg_def *def = r->def;
	const struct value *from = def->valid_from ? &r->v[def->valid_from->index] : NULL,
			   *to = def->valid_to ? &r->v[def->valid_to->index] : NULL;
	if (to && to->known && to->i <= at)
		return STANDING_PAST;
	for (int i = 0; !def->valid_to && i < def->state_count; i++)
		if (def->states[i].closed && text_eq(def->states[i].code, r->state))
			return STANDING_PAST;
	if (from && from->known && from->i > at)
		return STANDING_COMING;
	return def->valid_to || def->state_count ? STANDING_NOW : STANDING_NONE;
}

const char *reg_group_label(const struct reg_def *def, enum lang lang)
{
	const struct choice_list *groups = choice_list_find("register_group");
	const struct choice *group = groups ? choice_find(groups, def->group) : NULL;
	return group ? label_in(&group->label, lang) : def->group;
}

static bool counts_now(const struct record *r, ymd at)
{
	return record_standing(r, at) != STANDING_PAST;
}

/* What holds now or will hold goes first; otherwise the order stays. */
static void part(struct arena *a, struct referrer *ref, ymd at)
{
	int n = ref->list.count, put = 0;
	struct record **rows = ARENA_ARRAY(a, struct record *, n + 1);
	struct value **subs = ARENA_ARRAY(a, struct value *, n + 1);
	ref->standings = ARENA_ARRAY(a, enum standing, n + 1);
	for (int past = 0; past < 2; past++)
		for (int i = 0; i < n; i++) {
			if (counts_now(ref->list.rows[i], at) == (past == 1))
				continue;
			rows[put] = ref->list.rows[i];
			subs[put] = ref->list.subs[i];
			ref->standings[put++] = record_standing(ref->list.rows[i], at);
			ref->now += past == 0;
			ref->past += past == 1;
		}
	ref->list.rows = rows;
	ref->list.subs = subs;
}

/* The pages after the first, so that nothing is left out. */
static bool load_rest(struct arena *a, struct db *db, struct query *q, struct referrer *ref,
		      struct err *e)
{
	struct record_list *all = &ref->list, page;
	while (all->next) {
		q->after = all->next;
		if (!query_list(a, db, q, &page, e))
			return false;
		int n = all->count + page.count;
		struct record **rows = ARENA_ARRAY(a, struct record *, n + 1);
		struct value **subs = ARENA_ARRAY(a, struct value *, n + 1);
		for (int i = 0; i < n; i++) {
			bool old = i < all->count;
			rows[i] = old ? all->rows[i] : page.rows[i - all->count];
			subs[i] = old ? all->subs[i] : page.subs[i - all->count];
		}
		*all = (struct record_list){
		    .count = n, .rows = rows, .subs = subs, .next = page.next};
	}
	return true;
}

static bool load_one(struct arena *a, struct db *db, const struct referrer_ask *ask,
		     struct referrer *ref, struct err *e)
{
	struct query q;
	struct scope scope;
	char id[24];
	scope_of_roles(ask->acc, ref->def->read & ask->roles, &scope);
	if (scope.count == 0)
		return true;
	query_init(&q, ref->def, ask->to->county, &scope);
	query_filter(&q, (struct path){.field = ref->field->index, .sub = -1}, OP_EQ,
		     id_text(ask->to->id, id));
	q.limit = ask->limit ? ask->limit : LIMIT_PAGE_ROWS;
	q.reveal = ask->reveal;
	if (!query_list(a, db, &q, &ref->list, e) || (!ask->limit && !load_rest(a, db, &q, ref, e)))
		return false;
	ref->more = ref->list.next != NULL;
	part(a, ref, ask->at);
	return true;
}

bool referrers_load(struct arena *a, struct db *db, const struct referrer_ask *ask, int *count,
		    struct referrer **out, struct err *e)
{
	const struct reg_set *all = reg_all();
	int fields = 0, n = 0;
	for (int k = 0; k < all->count; k++)
		fields += all->regs[k]->field_count;
	struct referrer *list = ARENA_ARRAY(a, struct referrer, fields + 1);
	for (int k = 0; k < all->count; k++)
		for (int i = 0; i < all->regs[k]->field_count; i++) {
			struct referrer ref = {.def = all->regs[k],
					       .field = &all->regs[k]->fields[i]};
			if (ref.field->ref != ask->to->def)
				continue;
			if (!load_one(a, db, ask, &ref, e))
				return false;
			if (ref.list.count)
				list[n++] = ref;
		}
	*out = list;
	*count = n;
	return true;
}
