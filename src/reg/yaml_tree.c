/* yaml_tree.c - libyaml events into a tree with positions; refuses what we do not use. */
#include "reg/yaml_tree.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"

#include <string.h>
#include <yaml.h>

struct reader {
	struct arena *a;
	struct findings *f;
	const char *file, *text;
	size_t n;
	yaml_parser_t parser;
	bool broken;
};

static const struct {
	const char *wide, *ascii;
} signs[] = {
    {"：", ":"}, {"，", ","}, {"“", "\""}, {"”", "\""},	    {"｛", "{"},
    {"｝", "}"}, {"［", "["}, {"］", "]"}, {"　", "space"},
};

const char *fullwidth_sign(const char *text)
{
	const char *first = NULL, *found = NULL;
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		const char *at = strstr(text, signs[i].wide);
		if (at && (!first || at < first)) {
			first = at;
			found = signs[i].wide;
		}
	}
	return found;
}

static void hint_fullwidth(struct finding *fi, const char *sign)
{
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (strcmp(signs[i].wide, sign) == 0)
			find_hint(fi, "Here is the full-width sign \"%s\"; write \"%s\".", sign,
				  signs[i].ascii);
}

struct findings *def_at(struct findings *f, struct src_pos pos)
{
	f->place = arena_printf(f->arena, "%s:%d:%d", pos.file, pos.line, pos.column);
	return f;
}

static struct src_pos mark_pos(const struct reader *r, yaml_mark_t m)
{
	return (struct src_pos){r->file, (int)m.line + 1, (int)m.column + 1};
}

/* The full-width sign in line `line` of the file, or NULL. */
static const char *sign_in_line(const struct reader *r, int line)
{
	const char *p = r->text, *end = r->text + r->n;
	while (--line > 0) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl)
			return NULL;
		p = nl + 1;
	}
	const char *nl = memchr(p, '\n', (size_t)(end - p));
	return fullwidth_sign(arena_strndup(r->a, p, (size_t)((nl ? nl : end) - p)));
}

static void say_broken(struct reader *r)
{
	struct src_pos pos = mark_pos(r, r->parser.problem_mark);
	const char *problem = r->parser.problem ? r->parser.problem : "unreadable";
	struct finding *fi =
	    DEF_ERROR(r->f, pos, "yaml-form", "The file cannot be read from here: %s.", problem);
	const char *sign = sign_in_line(r, pos.line);
	for (int back = 1; !sign && back <= 2 && pos.line > back; back++)
		sign = sign_in_line(r, pos.line - back);
	if (sign)
		hint_fullwidth(fi, sign);
}

static bool next(struct reader *r, yaml_event_t *ev)
{
	if (r->broken)
		return false;
	if (!yaml_parser_parse(&r->parser, ev)) {
		say_broken(r);
		r->broken = true;
		return false;
	}
	return true;
}

static void refuse_extras(struct reader *r, struct src_pos pos, const void *anchor, const void *tag)
{
	if (anchor)
		DEF_ERROR(r->f, pos, "yaml-anchor", "Anchors (&) are not used in definitions.");
	if (tag)
		DEF_ERROR(r->f, pos, "yaml-tag", "Tags (!) are not used in definitions.");
}

static struct ynode *node_read(struct reader *r, yaml_event_t *ev, int depth);

static struct ynode *node_new(struct reader *r, enum ykind kind, const yaml_event_t *ev)
{
	struct ynode *n = ARENA_NEW(r->a, struct ynode);
	*n = (struct ynode){.kind = kind, .text = "", .pos = mark_pos(r, ev->start_mark)};
	return n;
}

static void grow(struct reader *r, struct ynode *n)
{
	if (n->count & (n->count - 1))
		return;
	size_t old = (size_t)n->count, cap = old ? old * 2 : 1;
	n->items = arena_grow(r->a, n->items, old * sizeof *n->items, cap * sizeof *n->items);
	if (n->kind == Y_MAP)
		n->keys = arena_grow(r->a, n->keys, old * sizeof *n->keys, cap * sizeof *n->keys);
}

static void list_read(struct reader *r, struct ynode *n, int depth)
{
	yaml_event_t ev;
	while (next(r, &ev)) {
		bool end = ev.type == YAML_SEQUENCE_END_EVENT;
		struct ynode *item = end ? NULL : node_read(r, &ev, depth + 1);
		yaml_event_delete(&ev);
		if (end || !item)
			return;
		grow(r, n);
		n->items[n->count++] = item;
	}
}

static void map_read(struct reader *r, struct ynode *n, int depth)
{
	yaml_event_t ev;
	const struct ynode *key = NULL;
	while (next(r, &ev)) {
		bool end = ev.type == YAML_MAPPING_END_EVENT;
		struct ynode *part = end ? NULL : node_read(r, &ev, depth + 1);
		yaml_event_delete(&ev);
		if (end || !part)
			return;
		if (!key) {
			key = part;
			if (key->kind != Y_TEXT)
				DEF_ERROR(r->f, key->pos, "yaml-key", "A key must be a word.");
			else if (ymap_get(n, key->text))
				DEF_ERROR(r->f, key->pos, "yaml-double",
					  "The key \"%s\" is given twice.", key->text);
			continue;
		}
		grow(r, n);
		n->keys[n->count] = key;
		n->items[n->count++] = part;
		key = NULL;
	}
}

static struct ynode *too_deep(struct reader *r, struct src_pos pos)
{
	DEF_ERROR(r->f, pos, "yaml-depth", "The file is nested more than %d deep.",
		  (int)LIMIT_DEF_DEPTH);
	r->broken = true;
	return NULL;
}

/* NULL only when the file is broken. */
static struct ynode *node_read(struct reader *r, yaml_event_t *ev, int depth)
{
	struct src_pos pos = mark_pos(r, ev->start_mark);
	struct ynode *n;
	if (depth > LIMIT_DEF_DEPTH)
		return too_deep(r, pos);
	if (ev->type == YAML_SCALAR_EVENT) {
		refuse_extras(r, pos, ev->data.scalar.anchor, ev->data.scalar.tag);
		n = node_new(r, Y_TEXT, ev);
		n->text = arena_strndup(r->a, (const char *)ev->data.scalar.value,
					ev->data.scalar.length);
		n->quoted = ev->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	} else if (ev->type == YAML_SEQUENCE_START_EVENT) {
		refuse_extras(r, pos, ev->data.sequence_start.anchor, ev->data.sequence_start.tag);
		n = node_new(r, Y_LIST, ev);
		list_read(r, n, depth);
	} else if (ev->type == YAML_MAPPING_START_EVENT) {
		refuse_extras(r, pos, ev->data.mapping_start.anchor, ev->data.mapping_start.tag);
		n = node_new(r, Y_MAP, ev);
		map_read(r, n, depth);
	} else {
		DEF_ERROR(r->f, pos, "yaml-alias", "Aliases (*) are not used in definitions.");
		n = node_new(r, Y_TEXT, ev);
	}
	return r->broken ? NULL : n;
}

static bool has_tabs(struct reader *r)
{
	int line = 1, column = 1;
	bool found = false;
	for (size_t i = 0; i < r->n; i++) {
		unsigned char c = (unsigned char)r->text[i];
		if (c == '\n') {
			line++;
			column = 1;
			continue;
		}
		if (c == '\t') {
			struct src_pos pos = {r->file, line, column};
			find_hint(DEF_ERROR(r->f, pos, "yaml-tab", "Here is a tab."),
				  "Use spaces.");
			found = true;
		}
		if ((c & 0xc0) != 0x80)
			column++;
	}
	return found;
}

static const struct ynode *document_read(struct reader *r)
{
	const struct ynode *root = NULL;
	yaml_event_t ev;
	int documents = 0;
	while (next(r, &ev)) {
		enum yaml_event_type_e type = ev.type;
		bool content = type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
			       type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT;
		struct src_pos pos = mark_pos(r, ev.start_mark);
		if (content)
			root = node_read(r, &ev, 1);
		yaml_event_delete(&ev);
		if (type == YAML_DOCUMENT_START_EVENT && ++documents > 1) {
			DEF_ERROR(r->f, pos, "yaml-documents", "A file holds one document only.");
			r->broken = true;
		}
		if (type == YAML_STREAM_END_EVENT)
			break;
	}
	return r->broken ? NULL : root;
}

const struct ynode *yaml_tree(struct arena *a, const char *file, const char *text, size_t n,
			      struct findings *f)
{
	struct reader r = {.a = a, .f = f, .file = file, .text = text, .n = n};
	struct src_pos top = {file, 1, 1};
	if (n > LIMIT_DEF_BYTES) {
		DEF_ERROR(f, top, "def-size", "The file is larger than %d bytes.",
			  (int)LIMIT_DEF_BYTES);
		return NULL;
	}
	if (!utf8_ok(text, n)) {
		DEF_ERROR(f, top, "def-utf8", "The file is not UTF-8 text.");
		return NULL;
	}
	if (has_tabs(&r) || !yaml_parser_initialize(&r.parser))
		return NULL;
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, n);
	const struct ynode *root = document_read(&r);
	yaml_parser_delete(&r.parser);
	if (!root && !r.broken)
		DEF_ERROR(f, top, "def-empty", "The file is empty.");
	return root;
}

const struct ynode *ymap_get(const struct ynode *map, const char *key)
{
	if (map && map->kind == Y_MAP)
		for (int i = 0; i < map->count; i++)
			if (text_eq(map->keys[i]->text, key))
				return map->items[i];
	return NULL;
}

void hint_nearest(struct finding *fi, const char *word, const char *const *candidates, size_t count)
{
	const char *sign = fullwidth_sign(word);
	const char *near = nearest(word, candidates, count);
	if (sign)
		hint_fullwidth(fi, sign);
	else if (near)
		find_hint(fi, "Did you mean \"%s\"?", near);
}

void ymap_known(const struct ynode *map, const char *what, const char *const *known,
		struct findings *f)
{
	size_t n = 0;
	while (known[n])
		n++;
	for (int i = 0; i < map->count; i++) {
		const char *key = map->keys[i]->text;
		size_t k = 0;
		while (k < n && !text_eq(known[k], key))
			k++;
		if (k < n)
			continue;
		struct finding *fi = DEF_ERROR(f, map->keys[i]->pos, "def-key",
					       "A %s has no attribute \"%s\".", what, key);
		hint_nearest(fi, key, known, n);
	}
}

const char *ytext(const struct ynode *node, const char *what, struct findings *f)
{
	if (!node)
		return NULL;
	if (node->kind == Y_TEXT && *node->text)
		return node->text;
	DEF_ERROR(f, node->pos, "def-text", "\"%s\" must be one text.", what);
	return NULL;
}

const char *yword(const struct ynode *node, const char *what, struct findings *f)
{
	const char *text = ytext(node, what, f);
	const char *sign = text ? fullwidth_sign(text) : NULL;
	if (!sign)
		return text;
	hint_fullwidth(DEF_ERROR(f, node->pos, "def-fullwidth", "\"%s\" is not a word for \"%s\".",
				 text, what),
		       sign);
	return NULL;
}

bool yflag(const struct ynode *node, const char *what, bool absent, struct findings *f)
{
	if (!node)
		return absent;
	if (node->kind == Y_TEXT && (text_eq(node->text, "yes") || text_eq(node->text, "no")))
		return text_eq(node->text, "yes");
	DEF_ERROR(f, node->pos, "def-flag", "\"%s\" must be yes or no.", what);
	return absent;
}

int yint(const struct ynode *node, const char *what, int low, int high, int absent,
	 struct findings *f)
{
	if (!node)
		return absent;
	int64_t v;
	if (node->kind == Y_TEXT && parse_i64(node->text, &v) && v >= low && v <= high)
		return (int)v;
	DEF_ERROR(f, node->pos, "def-number", "\"%s\" must be a whole number from %d to %d.", what,
		  low, high);
	return absent;
}

struct label ylabel(const struct ynode *node, const char *what, struct src_pos owner,
		    struct findings *f)
{
	static const char *const known[] = {"zh", "en", NULL};
	struct label l = {"", ""};
	if (!node || node->kind != Y_MAP) {
		struct finding *fi = DEF_ERROR(f, node ? node->pos : owner, "def-label",
					       "\"%s\" needs a label.", what);
		find_hint(fi, "Write label: {zh: …, en: …}.");
		return l;
	}
	ymap_known(node, "label", known, f);
	const char *zh = ytext(ymap_get(node, "zh"), "zh", f),
		   *en = ytext(ymap_get(node, "en"), "en", f);
	if (!ymap_get(node, "zh") || !ymap_get(node, "en"))
		DEF_ERROR(f, node->pos, "def-label",
			  "The label of \"%s\" must be given in zh and in en.", what);
	l.zh = zh ? zh : "";
	l.en = en ? en : "";
	return l;
}
