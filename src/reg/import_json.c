/* import_json.c - staged records and findings as text. */
#include "base/arena.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "reg/import_int.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

void record_put(struct arena *a, struct json *j, const struct record *r)
{
	json_open(j, '{');
	json_kid(j, "id", r->id);
	json_ki64(j, "ver", r->ver);
	json_kid(j, "unit", r->unit);
	json_kstr(j, "state", r->state);
	json_key(j, "f");
	json_open(j, '{');
	for (int i = 0; i < r->def->field_count; i++)
		if (r->v[i].known)
			json_kstr(j, r->def->fields[i].name,
				  value_raw(a, &r->def->fields[i], &r->v[i]));
	json_close(j, '}');
	json_close(j, '}');
}

char *record_to_json(struct arena *a, const struct record *r)
{
	struct buf out;
	struct json j;
	buf_init(&out, 1 << 20);
	json_init(&j, &out);
	record_put(a, &j, r);
	char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

static int64_t id_member(const json_t *o, const char *key)
{
	int64_t id;
	const char *s = json_string_value(json_object_get(o, key));
	return s && id_parse(s, &id) ? id : 0;
}

struct record *record_of(struct arena *a, const struct reg_def *def, int64_t county,
			 const json_t *o)
{
	if (!json_is_object(o))
		return NULL;
	struct record *r = record_new(a, def, county, id_member(o, "unit"));
	struct findings ignored;
	findings_init(&ignored, a);
	r->id = id_member(o, "id");
	r->ver = json_integer_value(json_object_get(o, "ver"));
	r->state = arena_strdup(a, json_string_value(json_object_get(o, "state")));
	const json_t *fields = json_object_get(o, "f");
	for (int i = 0; i < def->field_count; i++) {
		const char *raw = json_string_value(json_object_get(fields, def->fields[i].name));
		r->v[i] = (struct value){0};
		if (raw && !value_parse(a, &def->fields[i], raw, false, &r->v[i], &ignored))
			return NULL;
	}
	return r;
}

struct record *record_from_json(struct arena *a, const struct reg_def *def, int64_t county,
				const char *text)
{
	json_error_t je;
	json_t *o = text ? json_loads(text, 0, &je) : NULL;
	struct record *r = o ? record_of(a, def, county, o) : NULL;
	json_decref(o);
	return r;
}

enum { PACK_MARK = 0x1f };

char *msg_pack(struct arena *a, const struct msg *m)
{
	struct buf out;
	buf_init(&out, 4096);
	buf_puts(&out, m->id ? m->id : "");
	for (int i = 0; i < m->argc; i++) {
		buf_putc(&out, PACK_MARK);
		buf_puts(&out, m->text + m->at[i]);
	}
	char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

char *msg_unpack(struct arena *a, const char *packed, enum lang lang)
{
	struct msg m = {0};
	size_t used = 0;
	char *copy = arena_strdup(a, packed), *arg = strchr(copy, PACK_MARK);
	m.id = *copy ? copy : NULL;
	while (arg && m.argc < MSG_ARGS) {
		char *text = arg + 1;
		*arg = 0;
		arg = strchr(text, PACK_MARK);
		size_t n = arg ? (size_t)(arg - text) : strlen(text);
		if (used + n + 1 > sizeof m.text)
			break;
		m.at[m.argc++] = (unsigned short)used;
		memcpy(m.text + used, text, n);
		used += n + 1;
	}
	return msg_render(a, &m, lang);
}

/* Made for every cell, so that whatever is found has its place. */
char *place_of(struct arena *a, const char *file, int column, int row)
{
	char address[24];
	if (column > 0)
		cell_address(column, row, address);
	else
		snprintf(address, sizeof address, "%d", row);
	size_t n = strlen(file), m = strlen(address);
	char *place = arena_alloc(a, n + m + 2);
	memcpy(place, file, n);
	place[n] = '!';
	memcpy(place + n + 1, address, m + 1);
	return place;
}
