/* def.c - the program's definitions, and finding things in them by name. */
#include "reg/def.h"
#include "base/arena.h"
#include "base/str.h"
#include "reg/reg_int.h"

#include <string.h>

static const struct reg_set *program_set; /* set once, before the first thread */

void reg_set_use(const struct reg_set *set)
{
	assert(!program_set || !set);
	program_set = set;
}

const struct reg_set *reg_all(void)
{
	assert(program_set);
	return program_set;
}

const char *label_in(const struct label *l, enum lang lang)
{
	const char *first = lang == LANG_EN ? l->en : l->zh,
		   *other = lang == LANG_EN ? l->zh : l->en;
	if (!is_empty(first))
		return first;
	return other ? other : "";
}

const struct reg_def *reg_find(const char *name)
{
	const struct reg_set *set = reg_all();
	for (int i = 0; i < set->count; i++)
		if (text_eq(set->regs[i]->name, name))
			return set->regs[i];
	return NULL;
}

const struct choice_list *choice_list_find(const char *name)
{
	const struct reg_set *set = reg_all();
	for (int i = 0; i < set->list_count; i++)
		if (text_eq(set->lists[i]->name, name))
			return set->lists[i];
	return NULL;
}

const struct field_def *field_find(const struct reg_def *def, const char *name)
{
	for (int i = 0; i < def->field_count; i++)
		if (text_eq(def->fields[i].name, name))
			return &def->fields[i];
	return NULL;
}

const struct choice *choice_find(const struct choice_list *list, const char *code)
{
	for (int i = 0; i < list->count; i++)
		if (text_eq(list->choices[i].code, code))
			return &list->choices[i];
	return NULL;
}

bool path_parse(const struct reg_def *def, const char *text, struct path *out)
{
	static const struct {
		const char *word;
		int field;
	} standard[] = {{"unit", PATH_UNIT}, {"state", PATH_STATE}, {"id", PATH_ID}};
	for (size_t i = 0; i < ARRAY_LEN(standard); i++) {
		if (strcmp(standard[i].word, text) == 0) {
			*out = (struct path){standard[i].field, -1};
			return true;
		}
	}
	char name[48];
	const char *dot = strchr(text, '.');
	size_t n = dot ? (size_t)(dot - text) : strlen(text);
	if (n >= sizeof name)
		return false;
	memcpy(name, text, n);
	name[n] = 0;
	const struct field_def *f = field_find(def, name);
	if (!f)
		return false;
	if (!dot) {
		*out = (struct path){f->index, -1};
		return true;
	}
	const struct field_def *sub = f->ref ? field_find(f->ref, dot + 1) : NULL;
	if (!sub)
		return false;
	*out = (struct path){f->index, sub->index};
	return true;
}

const struct field_def *path_field(const struct reg_def *def, struct path p)
{
	if (p.field < 0)
		return NULL;
	const struct field_def *f = &def->fields[p.field];
	return p.sub < 0 ? f : &f->ref->fields[p.sub];
}

const char *path_text(struct arena *a, const struct reg_def *def, struct path p)
{
	switch (p.field) {
	case PATH_UNIT:
		return "unit";
	case PATH_STATE:
		return "state";
	case PATH_ID:
		return "id";
	default:
		break;
	}
	const struct field_def *f = &def->fields[p.field];
	return p.sub < 0 ? f->name : arena_printf(a, "%s.%s", f->name, f->ref->fields[p.sub].name);
}

const struct check_def *check_find(const char *name)
{
	for (const struct check_def *const *c = reg_checks; *c; c++)
		if (text_eq((*c)->name, name))
			return *c;
	return NULL;
}
