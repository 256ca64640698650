/* xlsx_parts.c - the small parts of an XLSX: relations, workbook, styles, shared strings. */
#include "sheet/xlsx_int.h"

#include <stdlib.h>
#include <string.h>

enum { RELATIONS_MAX = 1024, PART_NAME = 240, FORMAT_IDS = 65536 };

struct relation {
	const char *id, *type, *target;
};

struct relations {
	struct arena *arena;
	const char *folder;        /* "xl": targets are relative to it */
	struct relation list[RELATIONS_MAX];
	int count;
};

static void no_end(void *user, const char *name)
{
	(void)user, (void)name;
}

static void no_text(void *user, const char *p, int n)
{
	(void)user, (void)p, (void)n;
}

static bool parse_part(struct xlsx *x, const char *name, const struct xml_handlers *h, void *user,
		       struct err *e)
{
	struct part p = { 0 };
	if (!part_open(x, &p, name, e))
		return false;
	struct xml *xml = xml_open(x->arena, part_source(&p), NULL, h, user);
	int done = xml_run(xml, e);
	xml_close(xml);
	part_close(&p);
	return done == 0;
}

/* "worksheets/../worksheets/sheet1.xml" in folder "xl"; NULL when it leaves the package. */
static const char *resolve(struct arena *a, const char *folder, const char *target)
{
	char out[PART_NAME] = "";
	size_t n = 0;
	if (strlen(target) + strlen(folder) + 2 > PART_NAME)
		return NULL;
	const char *whole = target[0] == '/' ? target + 1 : arena_printf(a, "%s/%s", folder, target);
	for (const char *p = whole; *p;) {
		size_t len = strcspn(p, "/");
		if (len == 2 && p[0] == '.' && p[1] == '.') {
			if (n == 0)
				return NULL;
			while (n && out[--n] != '/')
				;
		} else if (len && !(len == 1 && p[0] == '.')) {
			if (n)
				out[n++] = '/';
			memcpy(out + n, p, len);
			n += len;
		}
		p += len + (p[len] == '/');
	}
	return arena_strndup(a, out, n);
}

static void relation_start(void *user, const char *name, const char **attrs)
{
	struct relations *r = user;
	const char *id = xml_attr(attrs, "Id"), *type = xml_attr(attrs, "Type");
	const char *target = xml_attr(attrs, "Target"), *mode = xml_attr(attrs, "TargetMode");
	if (strcmp(name, "Relationship") != 0 || !id || !type || !target || r->count == RELATIONS_MAX)
		return;
	if (mode && strcmp(mode, "External") == 0)
		return;
	target = resolve(r->arena, r->folder, target);
	const char *kind = strrchr(type, '/');
	if (target)
		r->list[r->count++] = (struct relation){
			.id = arena_strdup(r->arena, id),
			.type = arena_strdup(r->arena, kind ? kind + 1 : type),
			.target = target,
		};
}

static struct relations *read_relations(struct xlsx *x, const char *part, struct err *e)
{
	static const struct xml_handlers h = { relation_start, no_end, no_text };
	struct relations *r = ARENA_NEW(x->arena, struct relations);
	r->arena = x->arena;
	const char *slash = strrchr(part, '/');
	int folder = slash ? (int)(slash - part) : 0;
	r->folder = arena_strndup(x->arena, part, (size_t)folder);
	const char *name = arena_printf(x->arena, "%s%s_rels/%s.rels", r->folder, folder ? "/" : "",
					slash ? slash + 1 : part);
	if (part_exists(x, name) && !parse_part(x, name, &h, r, e))
		return NULL;
	return r;
}

static const char *relation_of_type(const struct relations *r, const char *type)
{
	for (int i = 0; i < r->count; i++)
		if (strcmp(r->list[i].type, type) == 0)
			return r->list[i].target;
	return NULL;
}

/* ---- workbook ---- */

struct workbook {
	struct sheet *s;
	struct xlsx *x;
	const struct relations *relations;
	struct err *e;
	bool failed;
};

static void add_sheet(struct workbook *w, const char *name, const char *state, const char *id)
{
	const struct relation *found = NULL;
	for (int i = 0; i < w->relations->count; i++)
		if (id && strcmp(w->relations->list[i].id, id) == 0)
			found = &w->relations->list[i];
	if (!found || strcmp(found->type, "worksheet") != 0)
		return; /* a chart sheet holds no rows */
	bool hidden = state && strcmp(state, "visible") != 0;
	int at = w->s->count;
	w->failed = !sheet_add(w->s, name ? name : "", hidden, xlsx_rows_hint(w->x, found->target), w->e);
	if (!w->failed)
		w->x->parts[at].name = found->target;
}

static void workbook_start(void *user, const char *name, const char **attrs)
{
	struct workbook *w = user;
	if (strcmp(name, "workbookPr") == 0) {
		const char *v = xml_attr(attrs, "date1904");
		w->x->from_1904 = v && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0);
	} else if (strcmp(name, "sheet") == 0 && !w->failed) {
		add_sheet(w, xml_attr(attrs, "name"), xml_attr(attrs, "state"), xml_attr(attrs, "id"));
	}
}

bool xlsx_read_workbook(struct sheet *s, struct xlsx *x, struct err *e)
{
	static const struct xml_handlers h = { workbook_start, no_end, no_text };
	const struct relations *top = read_relations(x, "", e);
	if (!top)
		return false;
	const char *main = relation_of_type(top, "officeDocument");
	if (!main)
		main = "xl/workbook.xml";
	struct workbook w = { .s = s, .x = x, .e = e };
	w.relations = read_relations(x, main, e);
	if (!w.relations || !parse_part(x, main, &h, &w, e) || w.failed)
		return false;
	x->styles_part = relation_of_type(w.relations, "styles");
	x->strings_part = relation_of_type(w.relations, "sharedStrings");
	if (s->count > 0)
		return true;
	err_set(e, ERR_REFUSED, N_("The workbook has no sheet with rows."));
	return err_hint(e, N_("Check that this is the right file."));
}

/* ---- styles ---- */

struct styles {
	struct xlsx *x;
	unsigned char *custom;     /* by format id: 0 unknown, else 1 + number_format */
	bool in_cell_xfs;
};

static void styles_start(void *user, const char *name, const char **attrs)
{
	struct styles *st = user;
	const char *id_text = xml_attr(attrs, "numFmtId");
	long id = id_text ? strtol(id_text, NULL, 10) : 0;
	if (strcmp(name, "cellXfs") == 0) {
		st->in_cell_xfs = true;
	} else if (strcmp(name, "numFmt") == 0) {
		const char *code = xml_attr(attrs, "formatCode");
		if (code && id >= 0 && id < FORMAT_IDS)
			st->custom[id] = (unsigned char)(1 + format_of_code(code));
	} else if (strcmp(name, "xf") == 0 && st->in_cell_xfs) {
		enum number_format f = FORMAT_PLAIN;
		if (id >= 0 && id < FORMAT_IDS)
			f = st->custom[id] ? (enum number_format)(st->custom[id] - 1) :
					     format_builtin((int)id);
		buf_putc(&st->x->formats, (char)f);
	}
}

static void styles_end(void *user, const char *name)
{
	struct styles *st = user;
	if (strcmp(name, "cellXfs") == 0)
		st->in_cell_xfs = false;
}

bool xlsx_read_styles(struct xlsx *x, struct err *e)
{
	static const struct xml_handlers h = { styles_start, styles_end, no_text };
	if (!x->styles_part || !part_exists(x, x->styles_part))
		return true;
	struct styles st = { .x = x, .custom = arena_alloc(x->arena, FORMAT_IDS) };
	return parse_part(x, x->styles_part, &h, &st, e);
}

/* ---- shared strings ---- */

struct strings {
	struct xlsx *x;
	struct xml *xml;
	size_t from;               /* where the string being read begins */
	bool in_string, in_text;
	int phonetic;              /* inside rPh: readings, not text */
};

static void strings_start(void *user, const char *name, const char **attrs)
{
	struct strings *st = user;
	(void)attrs;
	if (strcmp(name, "si") == 0) {
		st->from = st->x->strings.n;
		st->in_string = true;
		return;
	}
	if (strcmp(name, "rPh") == 0)
		st->phonetic++;
	else if (strcmp(name, "t") == 0)
		st->in_text = st->phonetic == 0 && st->in_string;
}

static void strings_end(void *user, const char *name)
{
	struct strings *st = user;
	struct buf *blob = &st->x->strings;
	if (strcmp(name, "rPh") == 0)
		st->phonetic--;
	st->in_text = false;
	if (strcmp(name, "si") != 0)
		return;
	st->in_string = false;
	if (blob->n > st->from)
		blob->n = st->from + undo_escapes(blob->p + st->from, blob->n - st->from);
	uint32_t end = (uint32_t)blob->n;
	buf_put(&st->x->string_ends, (const char *)&end, sizeof end);
	if (!blob->full && !st->x->string_ends.full)
		return;
	err_set(xml_err(st->xml), ERR_REFUSED, N_("The workbook holds more text than can be read at once."));
	err_hint(xml_err(st->xml), N_("Split it into several workbooks."));
	xml_stop(st->xml);
}

static void strings_text(void *user, const char *p, int n)
{
	struct strings *st = user;
	struct buf *blob = &st->x->strings;
	/* One byte more than a cell may hold is kept: the cell that uses it is then named. */
	size_t room = CELL_MAX + 1 - (blob->n - st->from);
	if (st->in_text)
		buf_put(blob, p, (size_t)n < room ? (size_t)n : room);
}

bool xlsx_read_strings(struct xlsx *x, struct err *e)
{
	static const struct xml_handlers h = { strings_start, strings_end, strings_text };
	struct part p = { 0 };
	if (x->strings_loaded || !x->strings_part || !part_exists(x, x->strings_part))
		return true;
	if (!part_open(x, &p, x->strings_part, e))
		return false;
	struct strings st = { .x = x };
	st.xml = xml_open(x->arena, part_source(&p), NULL, &h, &st);
	int done = xml_run(st.xml, e);
	xml_close(st.xml);
	part_close(&p);
	x->strings_loaded = done == 0;
	return done == 0;
}

struct str xlsx_string(const struct xlsx *x, size_t index)
{
	uint32_t from = 0, to;
	if (index >= x->string_ends.n / sizeof to)
		return (struct str){ "", 0 };
	memcpy(&to, x->string_ends.p + index * sizeof to, sizeof to);
	if (index)
		memcpy(&from, x->string_ends.p + (index - 1) * sizeof from, sizeof from);
	return (struct str){ x->strings.p + from, to - from };
}
