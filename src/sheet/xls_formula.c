/*
 * xls_formula.c - what the formulas of an old .xls workbook last came to.
 *
 * FreeXL leaves the cells of formulas empty, so their results are read here: the workbook's
 * stream out of the compound file ([MS-CFB]), then its FORMULA and STRING records ([MS-XLS]
 * 2.4.127, 2.4.268).  Every length is checked; what cannot be followed ends the reading.
 */
#include "sheet/xls_int.h"

#include <glib.h>
#include <string.h>

enum {
	HEADER = 512, ENTRY = 128, MINI = 64, MINI_CUTOFF = 4096, HEADER_FATS = 109,
	BIFF_FORMULA = 0x0006, BIFF_BOUNDSHEET = 0x0085, BIFF_STRING = 0x0207, BIFF_BOF = 0x0809,
	BIFF8 = 0x0600, BIFF_SHEETS = 256
};

struct compound {
	const unsigned char *p;
	size_t n, sector;
	GByteArray *fat, *mini_fat, *mini;
};

static uint32_t u32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static unsigned u16(const unsigned char *p)
{
	return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static const unsigned char *sector_at(const struct compound *c, uint32_t number)
{
	size_t at = ((size_t)number + 1) * c->sector;
	return number <= 0x00FFFFFF && at + c->sector <= c->n ? c->p + at : NULL;
}

static uint32_t next_of(const GByteArray *fat, uint32_t number)
{
	return (size_t)number * 4 + 4 <= fat->len ? u32(fat->data + (size_t)number * 4) : UINT32_MAX;
}

/* A chain of sectors, at most `size` bytes of it; a chain cannot be longer than the file. */
static GByteArray *chain(const struct compound *c, uint32_t start, size_t size)
{
	GByteArray *out = g_byte_array_new();
	const unsigned char *from;
	while (out->len < size && out->len < c->n && (from = sector_at(c, start))) {
		g_byte_array_append(out, from, (guint)c->sector);
		start = next_of(c->fat, start);
	}
	if (out->len > size)
		g_byte_array_set_size(out, (guint)size);
	return out;
}

static GByteArray *mini_chain(const struct compound *c, uint32_t start, size_t size)
{
	GByteArray *out = g_byte_array_new();
	while (out->len < size && (size_t)start * MINI + MINI <= c->mini->len) {
		g_byte_array_append(out, c->mini->data + (size_t)start * MINI, MINI);
		start = next_of(c->mini_fat, start);
	}
	if (out->len > size)
		g_byte_array_set_size(out, (guint)size);
	return out;
}

/* The sectors of the FAT: the header names the first, a chain of lists the others. */
static void fat_read(struct compound *c)
{
	const unsigned char *from;
	c->fat = g_byte_array_new();
	for (size_t i = 0; i < HEADER_FATS; i++)
		if ((from = sector_at(c, u32(c->p + 76 + i * 4))))
			g_byte_array_append(c->fat, from, (guint)c->sector);
	const unsigned char *list = sector_at(c, u32(c->p + 68));
	for (size_t lists = c->n / c->sector; list && lists; lists--) {
		for (size_t i = 0; i + 4 < c->sector && c->fat->len < c->n; i += 4)
			if ((from = sector_at(c, u32(list + i))))
				g_byte_array_append(c->fat, from, (guint)c->sector);
		list = sector_at(c, u32(list + c->sector - 4));
	}
}

static bool is_workbook(const unsigned char *entry)
{
	static const unsigned char name[] = "W\0o\0r\0k\0b\0o\0o\0k\0";
	return u16(entry + 64) == sizeof name - 1 + 2 && memcmp(entry, name, sizeof name - 1) == 0;
}

/* The stream "Workbook"; NULL when there is none. */
static GByteArray *workbook_stream(struct compound *c)
{
	GByteArray *out = NULL, *directory = chain(c, u32(c->p + 48), c->n);
	c->mini_fat = chain(c, u32(c->p + 60), c->n);
	size_t root = directory->len >= ENTRY ? u32(directory->data + 120) : 0;
	c->mini = directory->len >= ENTRY ? chain(c, u32(directory->data + 116), root)
					  : g_byte_array_new();
	for (size_t at = 0; !out && at + ENTRY <= directory->len; at += ENTRY) {
		const unsigned char *entry = directory->data + at;
		size_t size = u32(entry + 120);
		if (is_workbook(entry))
			out = size < MINI_CUTOFF ? mini_chain(c, u32(entry + 116), size)
						 : chain(c, u32(entry + 116), size);
	}
	g_byte_array_free(directory, TRUE);
	g_byte_array_free(c->mini_fat, TRUE);
	g_byte_array_free(c->mini, TRUE);
	return out;
}

/* ---- records ---- */

static struct xls_formula *add(struct arena *a, struct xls_formulas *list)
{
	if (list->count == list->cap) {
		size_t more = list->cap ? list->cap * 2 : 64;
		list->rows = arena_grow(a, list->rows, list->cap * sizeof *list->rows,
					more * sizeof *list->rows);
		list->cap = more;
	}
	struct xls_formula *f = &list->rows[list->count++];
	*f = (struct xls_formula){.kind = CELL_EMPTY};
	return f;
}

/* The eight bytes of a result; true when a STRING record follows with the text. */
static bool result_read(const unsigned char *v, struct xls_formula *f)
{
	if (v[6] != 0xFF || v[7] != 0xFF) {
		uint64_t bits = (uint64_t)u32(v + 4) << 32 | u32(v);
		memcpy(&f->number, &bits, sizeof bits);
		f->kind = CELL_NUMBER;
		return false;
	}
	if (v[0] == 1) {
		f->kind = CELL_FLAG;
		f->number = v[2] != 0;
	} else if (v[0] == 2) {
		f->kind = CELL_ERROR;
	}
	return v[0] == 0;
}

static void string_read(struct arena *a, const unsigned char *p, size_t n, struct xls_formula *f)
{
	size_t chars = n >= 3 ? u16(p) : 0, width = n >= 3 && p[2] & 1 ? 2 : 1;
	f->kind = CELL_ERROR; /* it goes on in another record, or is damaged */
	if (n < 3 || (p[2] & ~1) || 3 + chars * width > n)
		return;
	gunichar2 *units = g_new(gunichar2, chars + 1);
	for (size_t i = 0; i < chars; i++)
		units[i] = (gunichar2)(width == 2 ? u16(p + 3 + 2 * i) : p[3 + i]);
	char *text = g_utf16_to_utf8(units, (glong)chars, NULL, NULL, NULL);
	if (text) {
		f->kind = CELL_TEXT;
		f->text = arena_strdup(a, text);
	}
	g_free(text);
	g_free(units);
}

static void records_read(struct arena *a, const unsigned char *p, size_t n, struct xls_formulas *out)
{
	uint32_t sheets[BIFF_SHEETS];
	int count = 0, sheet = -1;
	struct xls_formula *waiting = NULL;
	for (size_t at = 0; at + 4 <= n;) {
		unsigned id = u16(p + at);
		size_t len = u16(p + at + 2), begin = at;
		const unsigned char *data = p + at + 4;
		at += 4 + len;
		if (at > n)
			return;
		if (id == BIFF_BOF) {
			if (len < 2 || u16(data) != BIFF8)
				return;
			sheet = -1;
			for (int i = 0; i < count; i++)
				sheet = sheets[i] == begin ? i : sheet;
		} else if (id == BIFF_BOUNDSHEET && len >= 4 && count < BIFF_SHEETS) {
			sheets[count++] = u32(data);
		} else if (id == BIFF_FORMULA && len >= 14 && sheet >= 0) {
			struct xls_formula *f = add(a, out);
			f->sheet = sheet;
			f->row = (int)u16(data) + 1;
			f->column = (int)u16(data + 2) + 1;
			waiting = result_read(data + 6, f) ? f : NULL;
		} else if (id == BIFF_STRING && waiting) {
			string_read(a, data, len, waiting);
			waiting = NULL;
		}
	}
}

void xls_formulas_read(struct arena *a, const char *path, struct xls_formulas *out)
{
	GMappedFile *file = g_mapped_file_new(path, FALSE, NULL);
	*out = (struct xls_formulas){0};
	if (!file)
		return;
	struct compound c = {.p = (const unsigned char *)g_mapped_file_get_contents(file),
			     .n = g_mapped_file_get_length(file)};
	if (c.n > HEADER && (c.p[30] == 9 || c.p[30] == 12)) {
		c.sector = (size_t)1 << c.p[30];
		fat_read(&c);
		GByteArray *stream = workbook_stream(&c);
		if (stream) {
			records_read(a, stream->data, stream->len, out);
			g_byte_array_free(stream, TRUE);
		}
		g_byte_array_free(c.fat, TRUE);
	}
	g_mapped_file_unref(file);
}
