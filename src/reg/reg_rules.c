/* reg_rules.c - who may do what, named checks, states and the steps between them. */
#include "auth/auth.h"
#include "base/arena.h"
#include "base/str.h"
#include "reg/reg_int.h"

#include <string.h>

enum { STATES_MAX = 32 };

static const char *const role_words[] = {
#define X(id, code, label) code,
    ROLES(X)
#undef X
};

static unsigned roles_read(struct reg_reading *r, const struct ynode *n, const char *what)
{
	unsigned mask = 0;
	if (!n)
		return 0;
	if (n->kind != Y_LIST) {
		DEF_ERROR(r->f, n->pos, "def-role", "\"%s\" must be a list of roles.", what);
		return 0;
	}
	for (int i = 0; i < n->count; i++) {
		const char *word = yword(n->items[i], what, r->f);
		size_t k = 0;
		while (word && k < ROLE__COUNT && strcmp(role_words[k], word) != 0)
			k++;
		if (word && k == ROLE__COUNT)
			hint_nearest(DEF_ERROR(r->f, n->items[i]->pos, "def-role",
					       "There is no role \"%s\".", word),
				     word, role_words, ROLE__COUNT);
		else if (word)
			mask |= ROLE_BIT(k);
	}
	return mask;
}

static void allow_resolve(struct reg_reading *r, struct reg_draft *d)
{
	static const char *const known[] = {"read", "write", NULL};
	const struct ynode *n = ymap_get(d->root, "allow");
	if (!n || n->kind != Y_MAP) {
		find_hint(DEF_ERROR(r->f, n ? n->pos : d->root->pos, "def-allow",
				    "The register \"%s\" does not say who may read and write it.",
				    d->def->name),
			  "Write allow: {read: [organiser, …], write: [organiser, …]}.");
		return;
	}
	ymap_known(n, "permission", known, r->f);
	d->def->read = roles_read(r, ymap_get(n, "read"), "read");
	d->def->write = roles_read(r, ymap_get(n, "write"), "write");
	if (d->def->write & ~d->def->read)
		DEF_ERROR(r->f, n->pos, "def-allow",
			  "A role that may write \"%s\" must be allowed to read it.", d->def->name);
}

static bool check_fits(struct reg_reading *r, const struct reg_def *def, const struct check_def *c,
		       struct src_pos pos)
{
	bool fits = true;
	for (size_t i = 0; i < ARRAY_LEN(c->needs) && c->needs[i]; i++) {
		if (field_find(def, c->needs[i]))
			continue;
		DEF_ERROR(r->f, pos, "def-check", "The check \"%s\" needs a field \"%s\".", c->name,
			  c->needs[i]);
		fits = false;
	}
	return fits;
}

static void checks_resolve(struct reg_reading *r, struct reg_draft *d)
{
	const struct ynode *n = ymap_get(d->root, "checks");
	if (!n)
		return;
	if (n->kind != Y_LIST) {
		DEF_ERROR(r->f, n->pos, "def-check", "\"checks\" must be a list of names.");
		return;
	}
	size_t known = 0;
	while (reg_checks[known])
		known++;
	const char **names = ARENA_ARRAY(r->a, const char *, known + 1);
	for (size_t k = 0; k < known; k++)
		names[k] = reg_checks[k]->name;
	const struct check_def **out = ARENA_ARRAY(r->a, const struct check_def *, n->count + 1);
	for (int i = 0; i < n->count; i++) {
		const char *name = yword(n->items[i], "checks", r->f);
		const struct check_def *c = name ? check_find(name) : NULL;
		if (c && check_fits(r, d->def, c, n->items[i]->pos))
			out[d->def->check_count++] = c;
		else if (!c && name)
			hint_nearest(DEF_ERROR(r->f, n->items[i]->pos, "def-check",
					       "There is no check \"%s\".", name),
				     name, names, known);
	}
	d->def->checks = out;
}

static const struct state_def *state_named(const struct reg_def *def, const char *code)
{
	for (int i = 0; i < def->state_count; i++)
		if (text_eq(def->states[i].code, code))
			return &def->states[i];
	return NULL;
}

static void states_resolve(struct reg_reading *r, struct reg_draft *d)
{
	static const char *const known[] = {"code", "label", "closed", "initial", NULL};
	const struct ynode *n = ymap_get(d->root, "states");
	if (!n)
		return;
	if (n->kind != Y_LIST || n->count == 0 || n->count > STATES_MAX) {
		DEF_ERROR(r->f, n->pos, "def-state",
			  "\"states\" must be a list of at most %d states.", (int)STATES_MAX);
		return;
	}
	struct state_def *out = ARENA_ARRAY(r->a, struct state_def, n->count);
	d->def->states = out;
	for (int i = 0; i < n->count; i++) {
		const struct ynode *s = n->items[i];
		const char *code =
		    s->kind == Y_MAP ? yword(ymap_get(s, "code"), "code", r->f) : NULL;
		bool first =
		    s->kind == Y_MAP && yflag(ymap_get(s, "initial"), "initial", false, r->f);
		if (s->kind == Y_MAP)
			ymap_known(s, "state", known, r->f);
		if (!code || !def_name_ok(code) || state_named(d->def, code)) {
			DEF_ERROR(r->f, s->pos, "def-state",
				  "Every state needs a code of its own.");
			continue;
		}
		if (first != (i == 0))
			DEF_ERROR(r->f, s->pos, "def-state",
				  "The first state, and no other, must say initial: yes.");
		out[d->def->state_count] = (struct state_def){
		    .code = code, .label = ylabel(ymap_get(s, "label"), code, s->pos, r->f)};
		out[d->def->state_count++].closed =
		    yflag(ymap_get(s, "closed"), "closed", false, r->f);
	}
}

static const struct state_def *end_of(struct reg_reading *r, const struct reg_def *def,
				      const struct ynode *t, const char *which)
{
	const struct ynode *n = ymap_get(t, which);
	const char *code = yword(n, which, r->f);
	const struct state_def *s = code ? state_named(def, code) : NULL;
	const char **codes = ARENA_ARRAY(r->a, const char *, def->state_count + 1);
	for (int i = 0; i < def->state_count; i++)
		codes[i] = def->states[i].code;
	if (!n)
		DEF_ERROR(r->f, t->pos, "def-transition",
			  "A transition needs code, label, from, to and allow.");
	else if (code && !s)
		hint_nearest(
		    DEF_ERROR(r->f, n->pos, "def-transition", "There is no state \"%s\".", code),
		    code, codes, (size_t)def->state_count);
	return s;
}

/* `over`: up to two fields that refer to rows. */
static void over_read(struct reg_reading *r, struct reg_draft *d, const struct ynode *n, struct transition_def *out)
{
	if (!n)
		return;
	if (n->kind != Y_LIST || n->count < 1 || n->count > (int)ARRAY_LEN(out->over)) {
		DEF_ERROR(r->f, n->pos, "def-transition", "\"over\" is a list of one or two fields.");
		return;
	}
	for (int i = 0; i < n->count; i++) {
		struct path p = {0, -1};
		if (!def_path_read(r, d->def, n->items[i], "over", false, &p))
			continue;
		out->over[i] = path_field(d->def, p);
		if (!out->over[i] || out->over[i]->type != FIELD_REF)
			DEF_ERROR(r->f, n->items[i]->pos, "def-transition",
				  "\"over\" names fields that refer to a row of another register.");
	}
}

static void transition_read(struct reg_reading *r, struct reg_draft *d, const struct ynode *t,
			    struct transition_def *out)
{
	static const char *const known[] = {"code", "label", "from", "to", "allow", "ask", "over", NULL};
	if (t->kind != Y_MAP || !ymap_get(t, "code") || !ymap_get(t, "allow")) {
		DEF_ERROR(r->f, t->pos, "def-transition",
			  "A transition needs code, label, from, to and allow.");
		return;
	}
	ymap_known(t, "transition", known, r->f);
	const char *code = yword(ymap_get(t, "code"), "code", r->f);
	if (code && !def_name_ok(code))
		DEF_ERROR(r->f, ymap_get(t, "code")->pos, "def-name", "\"%s\" is not a name.",
			  code);
	struct path ask = {0, -1};
	bool asks = def_path_read(r, d->def, ymap_get(t, "ask"), "ask", false, &ask);
	*out = (struct transition_def){
	    .code = code,
	    .label = ylabel(ymap_get(t, "label"), code ? code : "transition", t->pos, r->f),
	    .from = end_of(r, d->def, t, "from"),
	    .to = end_of(r, d->def, t, "to"),
	    .allow = roles_read(r, ymap_get(t, "allow"), "allow"),
	    .ask = asks ? path_field(d->def, ask) : NULL,
	};
	over_read(r, d, ymap_get(t, "over"), out);
	d->def->transition_count++;
}

void transitions_resolve(struct reg_reading *r, struct reg_draft *d)
{
	const struct ynode *n = ymap_get(d->root, "transitions");
	if (!n)
		return;
	if (n->kind != Y_LIST || d->def->state_count == 0) {
		DEF_ERROR(r->f, n->pos, "def-transition",
			  "\"transitions\" is a list, and needs states.");
		return;
	}
	struct transition_def *out = ARENA_ARRAY(r->a, struct transition_def, n->count + 1);
	d->def->transitions = out;
	for (int i = 0; i < n->count; i++)
		transition_read(r, d, n->items[i], &out[d->def->transition_count]);
}

static void group_resolve(struct reg_reading *r, struct reg_draft *d)
{
	const struct ynode *n = ymap_get(d->root, "group");
	const char *code = yword(n, "group", r->f);
	const struct choice_list *groups = NULL;
	for (int i = 0; i < r->list_count; i++)
		if (text_eq(r->lists[i]->name, "register_group"))
			groups = r->lists[i];
	if (!n)
		DEF_ERROR(r->f, d->root->pos, "def-group", "The register \"%s\" has no group.",
			  d->def->name);
	d->def->group = code ? code : "";
	if (!n || !code || (groups && choice_find(groups, code)))
		return;
	int count = groups ? groups->count : 0;
	const char **codes = ARENA_ARRAY(r->a, const char *, count + 1);
	for (int i = 0; i < count; i++)
		codes[i] = groups->choices[i].code;
	hint_nearest(
	    DEF_ERROR(r->f, n->pos, "def-group", "There is no group of registers \"%s\".", code),
	    code, codes, (size_t)count);
}

void rules_resolve(struct reg_reading *r, struct reg_draft *d)
{
	group_resolve(r, d);
	allow_resolve(r, d);
	checks_resolve(r, d);
	states_resolve(r, d);
}
