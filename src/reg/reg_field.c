/* reg_field.c - the fields of a register: names, types, limits. */
#include "base/arena.h"
#include "base/date.h"
#include "base/str.h"
#include "reg/reg_int.h"

#include <string.h>

enum { TEXT_MAX = 200, NOTE_MAX = 4000, TEXT_MOST = 20000, NUMBER_MOST = 2000000000 };

static const char *const type_words[FIELD__COUNT + 1] = {
#define X(id, word) word,
	FIELD_TYPES(X)
#undef X
};

/* clang-format off */
static const char *const attributes[] = {
	"name", "type", "label", "help", "of", "ref", "required", "list", "filter", "search",
	"unique", "personal", "max", "min", "scale", "default", NULL,
};
/* clang-format on */

/* Standard columns, then the words that PostgreSQL or SQLite will not take as a column name. */
/* clang-format off */
static const char *const taken[] = {
	"county", "id", "unit", "ver", "state", "created_ms", "updated_ms",
	"add", "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc",
	"asymmetric", "authorization", "autoincrement", "between", "binary", "both", "case",
	"cast", "check", "collate", "collation", "column", "commit", "concurrently", "constraint",
	"create", "cross", "current_catalog", "current_date", "current_role", "current_schema",
	"current_time", "current_timestamp", "current_user", "default", "deferrable", "delete",
	"desc", "distinct", "do", "drop", "else", "end", "escape", "except", "exists", "false",
	"fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike",
	"in", "index", "initially", "inner", "insert", "intersect", "into", "is", "isnull",
	"join", "lateral", "leading", "left", "like", "limit", "localtime", "localtimestamp",
	"natural", "not", "nothing", "notnull", "null", "offset", "on", "only", "or", "order",
	"outer", "overlaps", "placing", "primary", "references", "returning", "right", "rowid",
	"select", "session_user", "set", "similar", "some", "symmetric", "system_user", "table",
	"tablesample", "then", "to", "trailing", "transaction", "true", "union", "unique",
	"update", "user", "using", "values", "variadic", "verbose", "when", "where", "window",
	"with",
};
/* clang-format on */

const char *field_type_word(enum field_type t)
{
	assert(t < FIELD__COUNT);
	return type_words[t];
}

bool field_is_sealed(const struct field_def *f)
{
	return f->type == FIELD_IDNUM || f->type == FIELD_PHONE;
}

bool field_is_text(const struct field_def *f)
{
	return f->type == FIELD_TEXT || f->type == FIELD_NOTE || f->type == FIELD_CHOICE ||
	       field_is_sealed(f);
}

bool def_name_ok(const char *name)
{
	size_t n = strlen(name);
	if (n < 1 || n > 41 || name[0] < 'a' || name[0] > 'z')
		return false;
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

bool def_name_free(const char *name)
{
	size_t n = strlen(name);
	if (n >= 4 && strcmp(name + n - 4, "_bix") == 0)
		return false; /* the blind index of a sealed field */
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		if (strcmp(taken[i], name) == 0)
			return false;
	return true;
}

static void name_read(struct reg_reading *r, struct reg_draft *d, struct field_def *out, int index,
		      const struct ynode *n)
{
	const struct ynode *node = ymap_get(n, "name");
	const char *name = yword(node, "name", r->f);
	out->name = name ? name : arena_printf(r->a, "field%d", index + 1);
	if (!node)
		DEF_ERROR(r->f, n->pos, "def-name", "Every field needs a name.");
	if (!node || !name)
		return;
	size_t both = strlen(name) + strlen(d->def->name);
	if (!def_name_ok(name)) {
		find_hint(DEF_ERROR(r->f, node->pos, "def-name", "\"%s\" is not a name.", name),
			  "Use a-z, 0-9 and _, beginning with a letter, at most 41 characters.");
		out->name = arena_printf(r->a, "field%d", index + 1);
	} else if (!def_name_free(name)) {
		find_hint(DEF_ERROR(r->f, node->pos, "def-reserved", "The name \"%s\" is reserved.",
				    name),
			  "Choose another one, such as \"%s_on\" or \"%s_text\".", name, name);
		out->name = arena_printf(r->a, "field%d", index + 1);
	} else if (both > 50) {
		DEF_ERROR(
		    r->f, node->pos, "def-name",
		    "The names of register and field are too long together: \"%s\" and \"%s\".",
		    d->def->name, name);
	}
	for (int i = 0; i < index; i++)
		if (text_eq(d->fields[i].name, name))
			DEF_ERROR(r->f, node->pos, "def-double", "The field \"%s\" is given twice.",
				  name);
}

static void type_read(struct reg_reading *r, struct field_def *out, const struct ynode *n)
{
	const struct ynode *node = ymap_get(n, "type");
	const char *word = yword(node, "type", r->f);
	if (!node)
		DEF_ERROR(r->f, n->pos, "def-type", "The field \"%s\" has no type.", out->name);
	for (int t = 0; word && t < FIELD__COUNT; t++) {
		if (strcmp(type_words[t], word) == 0) {
			out->type = (enum field_type)t;
			return;
		}
	}
	if (word)
		hint_nearest(
		    DEF_ERROR(r->f, node->pos, "def-type", "There is no field type \"%s\".", word),
		    word, type_words, FIELD__COUNT);
}

/* Says so when an attribute is given to a type that has no use for it. */
static void only_for(struct reg_reading *r, const struct ynode *n, const struct field_def *f,
		     const char *attribute, bool fits)
{
	const struct ynode *node = ymap_get(n, attribute);
	if (node && !fits)
		DEF_ERROR(r->f, node->pos, "def-attribute",
			  "The attribute \"%s\" has no meaning for a field of type %s.", attribute,
			  field_type_word(f->type));
}

static void numbers_read(struct reg_reading *r, struct field_def *out, const struct ynode *n)
{
	bool text = out->type == FIELD_TEXT || out->type == FIELD_NOTE;
	bool number = out->type == FIELD_INT || out->type == FIELD_DEC;
	only_for(r, n, out, "max", text || number);
	only_for(r, n, out, "min", number);
	only_for(r, n, out, "scale", out->type == FIELD_DEC);
	if (text)
		out->max = yint(ymap_get(n, "max"), "max", 1, TEXT_MOST,
				out->type == FIELD_TEXT ? TEXT_MAX : NOTE_MAX, r->f);
	if (number) {
		out->max = yint(ymap_get(n, "max"), "max", -NUMBER_MOST, NUMBER_MOST, 0, r->f);
		out->min = yint(ymap_get(n, "min"), "min", -NUMBER_MOST, NUMBER_MOST, 0, r->f);
	}
	if (out->type == FIELD_DEC)
		out->scale = yint(ymap_get(n, "scale"), "scale", 1, 9, 2, r->f);
	if (number && out->max && out->min > out->max)
		DEF_ERROR(r->f, n->pos, "def-number",
			  "The smallest value of \"%s\" is above its largest.", out->name);
}

static void flags_read(struct reg_reading *r, struct field_def *out, const struct ynode *n)
{
	enum field_type t = out->type;
	bool sealed = field_is_sealed(out), side = t == FIELD_UNITS;
	only_for(r, n, out, "filter", !sealed && t != FIELD_NOTE);
	only_for(r, n, out, "search", t == FIELD_TEXT || t == FIELD_PERSON);
	only_for(r, n, out, "unique", t == FIELD_TEXT || t == FIELD_INT || sealed);
	only_for(r, n, out, "default", !sealed && !side && t != FIELD_PERSON && t != FIELD_REF);
	out->required = yflag(ymap_get(n, "required"), "required", false, r->f);
	out->list = yflag(ymap_get(n, "list"), "list", false, r->f);
	out->filter = yflag(ymap_get(n, "filter"), "filter", false, r->f);
	out->search = yflag(ymap_get(n, "search"), "search", false, r->f);
	out->unique = yflag(ymap_get(n, "unique"), "unique", false, r->f);
	out->personal = yflag(ymap_get(n, "personal"), "personal", sealed, r->f);
}

static void initial_read(struct reg_reading *r, struct field_def *out, const struct ynode *n)
{
	const struct ynode *node = ymap_get(n, "default");
	const char *text = ytext(node, "default", r->f);
	int64_t i;
	ymd day;
	if (!text)
		return;
	out->initial = text;
	bool ok = true;
	if (out->type == FIELD_FLAG) {
		out->initial = yflag(node, "default", false, r->f) ? "1" : "0";
	} else if (out->type == FIELD_INT) {
		ok = parse_i64(text, &i);
	} else if (out->type == FIELD_DATE) {
		ok = date_parse(text, false, &day);
	}
	if (!ok)
		DEF_ERROR(r->f, node->pos, "def-default",
			  "\"%s\" cannot be the default of a field of type %s.", text,
			  field_type_word(out->type));
}

static void field_read(struct reg_reading *r, struct reg_draft *d, int i, const struct ynode *n)
{
	struct field_def *out = &d->fields[i];
	*out = (struct field_def){
	    .name = "", .label = {"", ""}, .help = {"", ""}, .index = i, .pos = n->pos};
	if (n->kind != Y_MAP) {
		DEF_ERROR(r->f, n->pos, "def-field",
			  "A field is written {name: …, type: …, label: …}.");
		out->name = arena_printf(r->a, "field%d", i + 1);
		return;
	}
	ymap_known(n, "field", attributes, r->f);
	name_read(r, d, out, i, n);
	type_read(r, out, n);
	out->label = ylabel(ymap_get(n, "label"), out->name, n->pos, r->f);
	if (ymap_get(n, "help"))
		out->help = ylabel(ymap_get(n, "help"), "help", n->pos, r->f);
	only_for(r, n, out, "of", out->type == FIELD_CHOICE);
	only_for(r, n, out, "ref", out->type == FIELD_REF);
	numbers_read(r, out, n);
	flags_read(r, out, n);
	initial_read(r, out, n);
}

void fields_read(struct reg_reading *r, struct reg_draft *d)
{
	const struct ynode *list = ymap_get(d->root, "fields");
	if (!list || list->kind != Y_LIST || list->count == 0) {
		DEF_ERROR(r->f, list ? list->pos : d->root->pos, "def-fields",
			  "The register \"%s\" needs a list of fields.", d->def->name);
		return;
	}
	if (list->count > LIMIT_DEF_FIELDS) {
		DEF_ERROR(r->f, list->items[LIMIT_DEF_FIELDS]->pos, "def-limit",
			  "A register has at most %d fields.", (int)LIMIT_DEF_FIELDS);
		return;
	}
	d->fields = ARENA_ARRAY(r->a, struct field_def, list->count);
	d->nodes = ARENA_ARRAY(r->a, const struct ynode *, list->count);
	for (int i = 0; i < list->count; i++) {
		d->nodes[i] = list->items[i];
		field_read(r, d, i, list->items[i]);
	}
	d->def->fields = d->fields;
	d->def->field_count = list->count;
}
