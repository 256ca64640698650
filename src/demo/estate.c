/*
 * estate.c - packs/<place>/estate.yaml: asset cards, land and contracts, row by row.
 *
 * Below the name of each register stand its rows; a word is a field, `unit` a code.  A field
 * that points to another row gives the number by which that row was named above.  The unit of
 * what a contract makes due, and of what it brought in, is that of the contract.
 */
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"

enum { ROWS = 400 };

struct made {
	const char *reg, *number;
	int64_t id, unit;
};
struct estate {
	struct place *place;
	int count;
	struct made rows[ROWS];
};

static const struct made *made_find(const struct estate *es, const char *reg, const char *number)
{
	for (int i = 0; i < es->count; i++)
		if (text_eq(es->rows[i].reg, reg) && text_eq(es->rows[i].number, number))
			return &es->rows[i];
	return NULL;
}

static bool unit_of_row(struct estate *es, const struct reading *r, int64_t *out, struct err *e)
{
	struct place *p = es->place;
	const char *contract = plan_word(r, "contract");
	const struct made *m = contract ? made_find(es, "contract", contract) : NULL;
	struct unit unit;
	if (m) {
		*out = m->unit;
		return true;
	}
	assert(!contract); /* one that stands above it */
	if (!unit_by_code(p->a, p->db, plan_word(r, "unit"), 0, &unit, e))
		return false;
	*out = unit.id;
	return true;
}

static void fields_put(const struct estate *es, const struct reading *r, struct entry *en)
{
	const struct reg_def *def = en->rec->def;
	for (int i = 0; i < def->field_count; i++) {
		const struct field_def *f = &def->fields[i];
		const char *word = plan_word(r, f->name);
		if (!word)
			continue;
		if (f->type != FIELD_REF) {
			entry_put(en, f->name, word);
			continue;
		}
		const struct made *m = made_find(es, f->ref->name, word);
		assert(m); /* one that stands above it */
		entry_id(en, f->name, m->id);
	}
}

/* What the register takes without being told. */
static void usual_put(struct entry *en)
{
	const struct reg_def *def = en->rec->def;
	for (int i = 0; i < def->field_count; i++)
		if (def->fields[i].initial)
			entry_put(en, def->fields[i].name, def->fields[i].initial);
}

static bool rows_make(struct estate *es, const struct reading *plan, const char *reg, struct err *e)
{
	struct place *p = es->place;
	for (int i = 0; plan_has(plan, reg); i++) {
		struct reading r = plan_item(plan, reg, i);
		const char *number = r.map ? plan_word(&r, text_eq(reg, "resource") ? "parcel" : "number") : NULL;
		struct entry en;
		int64_t id, unit;
		if (!r.map)
			break;
		if (!unit_of_row(es, &r, &unit, e))
			return false;
		entry_start(p, &en, reg, unit);
		usual_put(&en);
		fields_put(es, &r, &en);
		if (!entry_save(&en, &id, e))
			return false;
		assert(es->count < ROWS);
		es->rows[es->count++] = (struct made){ reg, number ? arena_strdup(p->a, number) : "", id, unit };
	}
	return true;
}

bool make_estate(struct place *p, struct err *e)
{
	static const char *const regs[] = { "asset_card", "resource", "contract", "contract_due", "contract_receipt" };
	struct estate *es = ARENA_NEW(p->a, struct estate);
	struct reading r;
	es->place = p;
	if (!plan_area(p->a, p->plan->slug, "estate", &r, e))
		return false;
	if (!r.map)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(regs); i++)
		if (!rows_make(es, &r, regs[i], e))
			return false;
	return plan_says_ok(&r, "estate.yaml", e);
}
