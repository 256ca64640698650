/*
 * measure_set.c - the sealed set: which files it comes from, finding by name.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/embed.h"
#include "base/findings.h"
#include "base/limits.h"
#include "base/str.h"
#include "measure/measure_int.h"
#include "reg/burden.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

static struct measure_set sealed;

static void sealed_default(const char *name, const char **value, const char **document)
{
	const struct parameter_def *p = parameter_find(&sealed, name);
	*value = p ? p->initial : NULL;
	*document = p ? p->document : NULL;
}

void measure_set_use(const struct measure_set *set)
{
	sealed = *set;
	reg_parameters_use(sealed_default);
}

const struct measure_set *measure_all(void)
{
	return &sealed;
}

/* ---- finding by name ---- */

const struct measure_def *measure_find(const struct measure_set *set, const char *name)
{
	for (int i = 0; i < set->measure_count; i++)
		if (text_eq(set->measures[i]->name, name))
			return set->measures[i];
	return NULL;
}

const struct parameter_def *parameter_find(const struct measure_set *set, const char *name)
{
	for (int i = 0; i < set->parameter_count; i++)
		if (text_eq(set->parameters[i]->name, name))
			return set->parameters[i];
	return NULL;
}

const struct band_set *bands_find(const struct measure_set *set, const char *name)
{
	for (int i = 0; i < set->band_count; i++)
		if (text_eq(set->bands[i]->name, name))
			return set->bands[i];
	return NULL;
}

int indicator_count(void)
{
	return sealed.indicator_count;
}

const struct indicator_def *indicator_at(int i)
{
	assert(i >= 0 && i < sealed.indicator_count);
	return &sealed.indicators[i]->def;
}

const struct indicator_def *indicator_find(const char *name)
{
	for (int i = 0; i < sealed.indicator_count; i++)
		if (text_eq(sealed.indicators[i]->def.name, name))
			return &sealed.indicators[i]->def;
	return NULL;
}

struct buf *buf_in(struct arena *a, size_t max)
{
	struct buf *b = ARENA_NEW(a, struct buf);
	buf_init_in(b, a, max);
	return b;
}

const struct indicator_full *indicator_full(const struct indicator_def *def)
{
	for (int i = 0; i < sealed.indicator_count; i++)
		if (&sealed.indicators[i]->def == def)
			return sealed.indicators[i];
	assert(!"a definition of the set");
}

const char *indicator_nearest(const char *name)
{
	const char *names[LIMIT_INDICATORS];
	for (int i = 0; i < sealed.indicator_count; i++)
		names[i] = sealed.indicators[i]->def.name;
	return nearest(name, names, (size_t)sealed.indicator_count);
}

/* The site's own files are read after the built-in ones. */
static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct definition_text *)x)->file,
		      ((const struct definition_text *)y)->file);
}

static int site_texts(struct arena *a, const char *site_dir, struct definition_text *out, int max,
		      struct findings *f)
{
	const char *folder = arena_printf(a, "%s/indicators", site_dir);
	GDir *dir = g_dir_open(folder, 0, NULL);
	int count = 0;
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		if (!g_str_has_suffix(name, ".yaml"))
			continue;
		if (count == max) {
			find_error(f, NULL, "def-size", "The folder %s holds more than %d files.",
				   folder, max);
			break;
		}
		out[count++].file = arena_printf(a, "indicators/%s", name);
	}
	if (dir)
		g_dir_close(dir);
	qsort(out, (size_t)count, sizeof *out, by_name);
	for (int i = 0; i < count; i++) {
		char *text = NULL;
		gsize size = 0;
		if (g_file_get_contents(arena_printf(a, "%s/%s", site_dir, out[i].file), &text,
					&size, NULL)) {
			out[i].text = arena_strndup(a, text, size);
			out[i].size = size;
			g_free(text);
		} else {
			find_error(f, NULL, "def-file", "The file %s cannot be read.", out[i].file);
			out[i].text = "";
		}
	}
	return count;
}

static bool is_of_site(const struct definition_text *texts, int count, const char *file)
{
	for (int i = 0; i < count; i++)
		if (text_eq(texts[i].file, file))
			return true;
	return false;
}

/* What a site of its own counts lays no burden on anybody; ours is tested. */
static void burdens_refuse(const struct measure_set *set, const struct definition_text *texts, int count,
			   struct findings *f)
{
	const struct burden_list *list = count ? burden_list(set->arena) : NULL;
	for (int i = 0; i < set->measure_count; i++) {
		const struct measure_def *m = set->measures[i];
		if (!is_of_site(texts, count, m->pos.file))
			continue;
		burden_label(set->arena, list, NULL, &m->label, m->pos, f);
		burden_label(set->arena, list, NULL, &m->about, m->pos, f);
	}
	for (int i = 0; i < set->indicator_count; i++) {
		const struct indicator_def *in = &set->indicators[i]->def;
		if (!is_of_site(texts, count, in->pos.file))
			continue;
		burden_label(set->arena, list, NULL, &in->label, in->pos, f);
		burden_label(set->arena, list, NULL, &in->about, in->pos, f);
	}
}

bool measures_read(struct arena *a, const char *site_dir, struct findings *f)
{
	enum { FILES_MAX = 128 };
	struct definition_text *texts = ARENA_ARRAY(a, struct definition_text, FILES_MAX);
	int count = 0, errors = f->errors;
	for (size_t i = embedded_from("indicators/"); i < embedded_count; i++) {
		const struct embedded *file = &embedded_files[i];
		if (!has_prefix(file->path, "indicators/"))
			break;
		assert(count < FILES_MAX / 2);
		texts[count++] = (struct definition_text){file->path, file->data, file->size};
	}
	int own = site_dir ? site_texts(a, site_dir, texts + count, FILES_MAX - count, f) : 0;
	struct measure_set set = {.arena = a};
	measures_read_texts(&set, texts, count + own, f);
	burdens_refuse(&set, texts + count, own, f);
	if (f->errors > errors)
		return false;
	measure_set_use(&set);
	return true;
}
