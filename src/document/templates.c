/* templates.c - the templates of the program and of the site. */
#include "base/arena.h"
#include "base/embed.h"
#include "base/findings.h"
#include "base/str.h"
#include "document/document_int.h"

#include <glib.h>
#include <string.h>

enum { TEMPLATES_MAX = 200, TEMPLATE_BYTES = 1 << 18 };

/* Set once by templates_read(), before the first thread starts. */
static struct {
	int count;
	const struct template_def *list[TEMPLATES_MAX];
} templates;

static const char folder[] = "documents/";

int template_count(void)
{
	return templates.count;
}

const struct template_def *template_at(int i)
{
	assert(i >= 0 && i < templates.count);
	return templates.list[i];
}

const struct template_def *template_find(const char *name)
{
	for (int i = 0; i < templates.count; i++)
		if (text_eq(templates.list[i]->name, name))
			return templates.list[i];
	return NULL;
}

/* "documents/a.md" -> "a"; NULL when it is not a template's name: the name is part of URLs. */
static const char *name_of(struct arena *a, const char *file)
{
	size_t n = strlen(file);
	if (n < 4 || strcmp(file + n - 3, ".md") != 0 || n > 67)
		return NULL;
	n -= 3;
	if (strspn(file, "abcdefghijklmnopqrstuvwxyz0123456789-") != n)
		return NULL;
	return arena_strndup(a, file, n);
}

/* In order of names; one with a name already there takes its place. */
static void keep(const struct template_def *def, struct findings *f)
{
	int i = 0;
	while (i < templates.count && strcmp(templates.list[i]->name, def->name) < 0)
		i++;
	if (i < templates.count && text_eq(templates.list[i]->name, def->name)) {
		templates.list[i] = def;
		return;
	}
	if (templates.count == TEMPLATES_MAX) {
		find_error(f, NULL, "template-many",
			   "A site can have at most %d templates; %s is one too many.",
			   TEMPLATES_MAX, def->file);
		return;
	}
	memmove(&templates.list[i + 1], &templates.list[i],
		sizeof templates.list[0] * (size_t)(templates.count - i));
	templates.list[i] = def;
	templates.count++;
}

static void read_one(struct arena *a, const char *path, const char *base, const char *text,
		     struct findings *f)
{
	const char *name = name_of(a, base);
	if (!name) {
		find_hint(
			find_error(f, NULL, "template-name", "%s is not the name of a template.",
				   path),
			"Name it with a-z, 0-9 and -, at most 64 characters, and .md at the end.");
		return;
	}
	const struct template_def *def = template_parse(a, path, name, text, f);
	if (def)
		keep(def, f);
}

static int by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static void read_file(struct arena *a, const char *dir, const char *base, struct findings *f)
{
	char *text = NULL;
	gsize n = 0;
	const char *path = arena_printf(a, "%s/%s", dir, base);
	if (!g_file_get_contents(path, &text, &n, NULL))
		find_error(f, NULL, "template-read", "The template %s cannot be read.", path);
	else if (n > TEMPLATE_BYTES || memchr(text, 0, n))
		find_error(f, NULL, "template-read", "%s is not a text file of at most %d bytes.",
			   path, TEMPLATE_BYTES);
	else
		read_one(a, path, base, arena_strndup(a, text, n), f);
	g_free(text);
}

static void read_site(struct arena *a, const char *site_dir, struct findings *f)
{
	const char *names[TEMPLATES_MAX];
	size_t count = 0;
	const char *dir = arena_printf(a, "%s/documents", site_dir);
	GDir *d = g_dir_open(dir, 0, NULL);
	if (!d)
		return; /* a site need not have its own */
	for (const char *base; (base = g_dir_read_name(d));) {
		if (base[0] == '.' || !g_str_has_suffix(base, ".md"))
			continue;
		if (count == TEMPLATES_MAX) {
			find_error(f, NULL, "template-many",
				   "A site can have at most %d templates; %s is one too many.",
				   TEMPLATES_MAX, base);
			break;
		}
		names[count++] = arena_strdup(a, base);
	}
	g_dir_close(d);
	qsort(names, count, sizeof names[0], by_name);
	for (size_t i = 0; i < count; i++)
		read_file(a, dir, names[i], f);
}

bool templates_read(struct arena *a, const char *site_dir, struct findings *f)
{
	int before = f->errors;
	templates.count = 0;
	for (size_t i = embedded_from(folder); i < embedded_count; i++) {
		const struct embedded *file = &embedded_files[i];
		if (!has_prefix(file->path, folder))
			break;
		read_one(a, file->path, file->path + strlen(folder), file->data, f);
	}
	if (site_dir)
		read_site(a, site_dir, f);
	return f->errors == before;
}
