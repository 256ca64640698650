/*
 * ole.c - the names in the directory of an OLE compound file ([MS-CFB]).
 *
 * Reads the header, the FAT sectors it lists itself, and the directory chain; bounded, so
 * a made-up file costs at most a few hundred reads.
 */
#include "sheet/kind.h"
#include "sheet/sheet_int.h"

#include <string.h>

enum { HEADER = 512, CHAIN_MAX = 256, ENTRY = 128, NAME_MAX_UNITS = 32, HEADER_FATS = 109 };

struct ole {
	FILE *f;
	unsigned char header[HEADER];
	size_t sector;
};

static uint32_t u32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool read_sector(struct ole *o, uint32_t number, unsigned char *out)
{
	if (number > 0x00FFFFFF) /* marks such as the end of a chain */
		return false;
	long at = (long)(number + 1) * (long)o->sector;
	return fseek(o->f, at, SEEK_SET) == 0 && fread(out, 1, o->sector, o->f) == o->sector;
}

static uint32_t next_sector(struct ole *o, uint32_t number)
{
	unsigned char fat[4096];
	size_t per = o->sector / 4, index = number / per;
	if (index >= HEADER_FATS || !read_sector(o, u32(o->header + 76 + index * 4), fat))
		return UINT32_MAX;
	return u32(fat + number % per * 4);
}

/* The entry's name in ASCII; other characters become '?'. */
static void entry_name(const unsigned char *entry, char name[NAME_MAX_UNITS + 1])
{
	size_t n = (size_t)(entry[64] | entry[65] << 8) / 2;
	if (n > NAME_MAX_UNITS)
		n = NAME_MAX_UNITS;
	for (size_t i = 0; i < n; i++)
		name[i] = (char)(entry[i * 2 + 1] == 0 && entry[i * 2] < 0x80 ? entry[i * 2] : '?');
	name[n] = 0;
}

static enum file_kind kind_of_name(const char *name)
{
	static const struct {
		const char *name;
		enum file_kind kind;
	} known[] = {
		{ "Workbook", FILE_SHEET_XLS }, { "Book", FILE_SHEET_XLS },
		{ "EncryptedPackage", FILE_PASSWORD }, { "WordDocument", FILE_DOC },
		{ "PowerPoint Document", FILE_PPTX },
	};
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].kind;
	return FILE_OLE;
}

static enum file_kind search_directory(struct ole *o)
{
	unsigned char sector[4096];
	uint32_t at = u32(o->header + 48);
	for (int i = 0; i < CHAIN_MAX && read_sector(o, at, sector); i++, at = next_sector(o, at)) {
		for (size_t off = 0; off + ENTRY <= o->sector; off += ENTRY) {
			char name[NAME_MAX_UNITS + 1];
			entry_name(sector + off, name);
			enum file_kind kind = kind_of_name(name);
			if (kind != FILE_OLE)
				return kind;
		}
	}
	return FILE_OLE;
}

enum file_kind ole_kind_of(const char *path)
{
	struct ole o = { .f = fopen(path, "rbe") };
	enum file_kind kind = FILE_OLE;
	if (!o.f)
		return kind;
	if (fread(o.header, 1, HEADER, o.f) == HEADER && (o.header[30] == 9 || o.header[30] == 12)) {
		o.sector = (size_t)1 << o.header[30];
		kind = search_directory(&o);
	}
	fclose(o.f);
	return kind;
}
