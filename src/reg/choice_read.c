/* choice_read.c - lists of choices: code, labels, other spellings, in rank order. */
#include "base/arena.h"
#include "base/str.h"
#include "reg/reg_int.h"

static void also_read(struct reg_reading *r, struct choice *out, const struct ynode *n)
{
	if (!n)
		return;
	if (n->kind != Y_LIST) {
		DEF_ERROR(r->f, n->pos, "choice-also", "\"also\" is a list of other spellings.");
		return;
	}
	const char **aliases = ARENA_ARRAY(r->a, const char *, n->count + 1);
	int count = 0;
	for (int i = 0; i < n->count; i++) {
		const char *text = ytext(n->items[i], "also", r->f);
		if (text)
			aliases[count++] = text;
	}
	out->aliases = aliases;
}

static void item_read(struct reg_reading *r, struct choice *out, int rank, const struct ynode *n)
{
	static const char *const known[] = {"code", "zh", "en", "also", NULL};
	*out = (struct choice){.code = "", .label = {"", ""}, .rank = rank};
	if (n->kind != Y_MAP) {
		DEF_ERROR(r->f, n->pos, "choice-form",
			  "A choice is written {code: …, zh: …, en: …}.");
		return;
	}
	ymap_known(n, "choice", known, r->f);
	const char *code = yword(ymap_get(n, "code"), "code", r->f);
	const char *zh = ytext(ymap_get(n, "zh"), "zh", r->f),
		   *en = ytext(ymap_get(n, "en"), "en", r->f);
	if (!ymap_get(n, "code") || !ymap_get(n, "zh") || !ymap_get(n, "en"))
		DEF_ERROR(r->f, n->pos, "choice-form", "A choice needs code, zh and en.");
	if (code && !def_name_ok(code))
		DEF_ERROR(r->f, ymap_get(n, "code")->pos, "def-name", "\"%s\" is not a name.",
			  code);
	out->code = code ? code : "";
	out->label = (struct label){zh ? zh : "", en ? en : ""};
	also_read(r, out, ymap_get(n, "also"));
}

static bool spelled(const struct choice *c, const char *text)
{
	if (text_eq(c->code, text) || text_eq(c->label.zh, text) || text_eq(c->label.en, text))
		return true;
	for (const char *const *p = c->aliases; p && *p; p++)
		if (text_eq(*p, text))
			return true;
	return false;
}

/* A spelling that two choices share could not be read back. */
static void doubles(struct reg_reading *r, const struct choice *all, int i, const struct ynode *n)
{
	for (int k = 0; k < i; k++) {
		const char *both = NULL;
		if (spelled(&all[k], all[i].code))
			both = all[i].code;
		else if (spelled(&all[k], all[i].label.zh))
			both = all[i].label.zh;
		else if (spelled(&all[k], all[i].label.en))
			both = all[i].label.en;
		for (const char *const *p = all[i].aliases; p && *p && !both; p++)
			if (spelled(&all[k], *p))
				both = *p;
		if (both && *both)
			DEF_ERROR(r->f, n->pos, "choice-double",
				  "\"%s\" already stands for the choice \"%s\".", both,
				  all[k].code);
	}
}

static void list_read(struct reg_reading *r, const struct ynode *key, const struct ynode *n)
{
	static const char *const known[] = {"label", "items", NULL};
	if (n->kind != Y_MAP || !ymap_get(n, "items") || ymap_get(n, "items")->kind != Y_LIST) {
		DEF_ERROR(r->f, n->pos, "choice-form",
			  "The choice list \"%s\" needs label and items.", key->text);
		return;
	}
	ymap_known(n, "choice list", known, r->f);
	if (!def_name_ok(key->text))
		DEF_ERROR(r->f, key->pos, "def-name", "\"%s\" is not a name.", key->text);
	for (int i = 0; i < r->list_count; i++)
		if (text_eq(r->lists[i]->name, key->text))
			DEF_ERROR(r->f, key->pos, "def-double",
				  "The choice list \"%s\" is given twice.", key->text);
	const struct ynode *items = ymap_get(n, "items");
	struct choice *all = ARENA_ARRAY(r->a, struct choice, items->count);
	for (int i = 0; i < items->count; i++) {
		item_read(r, &all[i], i, items->items[i]);
		doubles(r, all, i, items->items[i]);
	}
	struct choice_list *out = ARENA_NEW(r->a, struct choice_list);
	*out = (struct choice_list){.name = key->text,
				    .count = items->count,
				    .choices = all,
				    .label = ylabel(ymap_get(n, "label"), key->text, n->pos, r->f),
				    .pos = key->pos};
	if (r->list_count == LIMIT_DEFS)
		DEF_ERROR(r->f, key->pos, "def-limit", "There are more than %d choice lists.",
			  (int)LIMIT_DEFS);
	else
		r->lists[r->list_count++] = out;
}

void choices_read(struct reg_reading *r, const struct ynode *root)
{
	static const char *const known[] = {"choices", NULL};
	ymap_known(root, "file of choices", known, r->f);
	const struct ynode *lists = ymap_get(root, "choices");
	if (lists->kind != Y_MAP) {
		DEF_ERROR(r->f, lists->pos, "choice-form", "\"choices\" holds lists by name.");
		return;
	}
	for (int i = 0; i < lists->count; i++)
		list_read(r, lists->keys[i], lists->items[i]);
}
