/*
 * xlsx.c - the XLSX package: a zip of parts, read within limits.
 *
 * Parts are found in the archive's own directory, never on the disk, so a name such as
 * ../../etc/passwd is only a name that does not exist.
 */
#include "sheet/kind.h"
#include "sheet/xlsx_int.h"

#include <string.h>

enum { ENTRIES_MAX = 10000, RATIO_FREE = 4 * 1024 * 1024 };

void part_close(struct part *p)
{
	if (p->file)
		zip_fclose(p->file);
	p->file = NULL;
}

bool part_exists(struct xlsx *x, const char *name)
{
	return zip_name_locate(x->zip, name, 0) >= 0;
}

static bool too_big(struct err *e)
{
	err_set(e, ERR_REFUSED,
		N_("The workbook unpacks to far more than a sheet of people ever holds."));
	return err_hint(e, N_("Delete the sheets and empty formatted rows that are not needed, "
			      "save it as .xlsx and try again."));
}

bool part_open(struct xlsx *x, struct part *p, const char *name, struct err *e)
{
	zip_stat_t st;
	part_close(p);
	zip_int64_t at = zip_name_locate(x->zip, name, 0);
	if (at < 0 || zip_stat_index(x->zip, (zip_uint64_t)at, 0, &st) != 0)
		return damaged(e);
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return refuse_kind(FILE_PASSWORD, e);
	if (st.size > (zip_uint64_t)LIMIT_SHEET_UNPACKED)
		return too_big(e);
	p->file = zip_fopen_index(x->zip, (zip_uint64_t)at, 0);
	if (!p->file)
		return damaged(e);
	p->packed = (int64_t)st.comp_size;
	p->declared = (int64_t)st.size;
	p->done = 0;
	return true;
}

ptrdiff_t part_read(void *self, char *buf, size_t n, struct err *e)
{
	struct part *p = self;
	zip_int64_t got = zip_fread(p->file, buf, n);
	if (got < 0) {
		damaged(e);
		return -1;
	}
	p->done += got;
	if (p->done > LIMIT_SHEET_UNPACKED ||
	    (p->done > RATIO_FREE && p->done / LIMIT_SHEET_RATIO > p->packed)) {
		too_big(e);
		return -1;
	}
	return (ptrdiff_t)got;
}

struct source part_source(struct part *p)
{
	return (struct source){ .read = part_read, .self = p };
}

static void release(void *arg)
{
	struct xlsx *x = arg;
	part_close(&x->sheet);
	if (x->zip)
		zip_discard(x->zip);
	buf_done(&x->strings);
	buf_done(&x->string_ends);
	buf_done(&x->formats);
}

/* What a zip without a workbook is. */
static enum file_kind other_zip(struct xlsx *x)
{
	static const struct {
		const char *part;
		enum file_kind kind;
	} marks[] = {
		{ "word/document.xml", FILE_DOCX }, { "ppt/presentation.xml", FILE_PPTX },
		{ "xl/workbook.bin", FILE_XLSB }, { "OFD.xml", FILE_OFD }, { "content.xml", FILE_ODF },
	};
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (part_exists(x, marks[i].part))
			return marks[i].kind;
	return FILE_ZIP;
}

static bool check_size(struct xlsx *x, struct err *e)
{
	int64_t total = 0;
	zip_stat_t st;
	zip_int64_t count = zip_get_num_entries(x->zip, 0);
	if (count > ENTRIES_MAX)
		return too_big(e);
	for (zip_int64_t i = 0; i < count; i++) {
		if (zip_stat_index(x->zip, (zip_uint64_t)i, 0, &st) != 0)
			return damaged(e);
		if (st.size > (zip_uint64_t)LIMIT_SHEET_UNPACKED)
			return too_big(e);
		total += (int64_t)st.size;
		if (total > LIMIT_SHEET_UNPACKED)
			return too_big(e);
	}
	return true;
}

bool xlsx_open(struct sheet *s, struct err *e)
{
	int code = 0;
	struct xlsx *x = ARENA_NEW(s->arena, struct xlsx);
	x->arena = s->arena;
	x->zip = zip_open(s->path, ZIP_RDONLY, &code);
	if (!x->zip)
		return damaged(e);
	buf_init(&x->strings, (size_t)LIMIT_SHARED_BYTES);
	buf_init(&x->string_ends, (size_t)LIMIT_SHARED_STRINGS * sizeof(uint32_t));
	buf_init(&x->formats, 128 * 1024);
	arena_on_reset(s->arena, release, x);
	if (!part_exists(x, "[Content_Types].xml") || other_zip(x) != FILE_ZIP)
		return refuse_kind(other_zip(x), e);
	if (!check_size(x, e) || !xlsx_read_workbook(s, x, e) || !xlsx_read_styles(x, e))
		return false;
	s->reader = x;
	s->ops = &xlsx_ops;
	return true;
}
