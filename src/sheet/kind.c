/* kind.c - the first bytes tell what a file is; its name never does. */
#include "sheet/kind.h"
#include "sheet/sheet_int.h"
#include "base/str.h"

#include <glib.h>
#include <errno.h>
#include <string.h>

enum { HEAD = 8192 };

bool refuse_kind(enum file_kind kind, struct err *e)
{
	switch (kind) {
#define X(name, text, hint)                                                                        \
	case name:                                                                                 \
		err_set(e, ERR_REFUSED, text);                                                     \
		return err_hint(e, hint);
	REFUSED_KINDS(X)
#undef X
	case FILE_SHEET_ZIP: case FILE_SHEET_XLS: case FILE_SHEET_HTML: case FILE_SHEET_XML:
	case FILE_SHEET_CSV:
		break;
	}
	assert(!"a kind that is read");
	return false;
}

static const struct {
	const char *bytes;
	size_t n;
	enum file_kind kind;
} marks[] = {
#define MARK(lit, kind) { lit, sizeof(lit) - 1, kind }
	MARK("PK\3\4", FILE_SHEET_ZIP), MARK("PK\5\6", FILE_ZIP),
	MARK("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FILE_OLE),
	MARK("\x09\x08\x10\0", FILE_SHEET_XLS), MARK("\x09\x08\x08\0", FILE_SHEET_XLS),
	MARK("\x09\x04\x06\0", FILE_SHEET_XLS), MARK("\x09\x02\x06\0", FILE_SHEET_XLS),
	MARK("\x09\0\x04\0", FILE_SHEET_XLS),
	MARK("%PDF", FILE_PDF), MARK("{\\rtf", FILE_RTF), MARK("Rar!\x1A\x07", FILE_RAR),
	MARK("7z\xBC\xAF\x27\x1C", FILE_7Z), MARK("\x1F\x8B", FILE_GZIP), MARK("BZh", FILE_GZIP),
	MARK("\xFD" "7zXZ\0", FILE_GZIP), MARK("\x89PNG", FILE_PICTURE),
	MARK("\xFF\xD8\xFF", FILE_PICTURE), MARK("GIF8", FILE_PICTURE),
	MARK("II*\0", FILE_PICTURE), MARK("MM\0*", FILE_PICTURE),
	MARK("SQLite format 3", FILE_DATABASE), MARK("\0\1\0\0Standard ", FILE_DATABASE),
	MARK("\x7F" "ELF", FILE_PROGRAM), MARK("MIME-Version:", FILE_MHTML),
#undef MARK
};

static bool has_word(const char *head, size_t n, const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; i + len <= n; i++)
		if (g_ascii_strncasecmp(head + i, word, len) == 0)
			return true;
	return false;
}

/* Text: markup, JSON, or a table of values.  `head` is UTF-8 enough to find ASCII words. */
static enum file_kind text_kind(const char *head, size_t n)
{
	size_t at = 0;
	if (n >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0)
		at = 3;
	while (at < n && strchr(" \t\r\n", head[at]) && head[at])
		at++;
	const char *p = head + at;
	size_t left = n - at;
	if (left == 0)
		return FILE_EMPTY;
	if (left >= 2 && (p[0] == '{' || p[0] == '[') && strchr("{[\"\r\n} ", p[1]) && p[1])
		return FILE_JSON;
	if (p[0] != '<')
		return FILE_SHEET_CSV;
	if (has_word(p, left, "urn:schemas-microsoft-com:office:spreadsheet") &&
	    has_word(p, left, "<?xml") && !has_word(p, left, "<html"))
		return FILE_SHEET_XML;
	if (has_word(p, left, "<table") || has_word(p, left, "<html") || has_word(p, left, "<!doctype html") ||
	    has_word(p, left, "<meta") || has_word(p, left, "<style"))
		return FILE_SHEET_HTML;
	return has_word(p, left, "<?xml") ? FILE_XML : FILE_SHEET_CSV;
}

/* UTF-16 without its zero bytes: enough to see ASCII words. */
static size_t squeeze(char *head, size_t n)
{
	size_t out = 0;
	for (size_t i = 2; i < n; i++)
		if (head[i])
			head[out++] = head[i];
	return out;
}

static enum file_kind kind_of_head(const char *path, char *head, size_t n)
{
	if (n == 0)
		return FILE_EMPTY;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (n >= marks[i].n && memcmp(head, marks[i].bytes, marks[i].n) == 0)
			return marks[i].kind == FILE_OLE ? ole_kind_of(path) : marks[i].kind;
	if (n >= 12 && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0)
		return FILE_PICTURE;
	if (n >= 12 && memcmp(head + 4, "ftyp", 4) == 0)
		return FILE_PICTURE; /* HEIC and films of phones */
	if (n >= 14 && head[0] == 'B' && head[1] == 'M' && memcmp(head + 6, "\0\0\0\0", 4) == 0)
		return FILE_PICTURE;
	if (n >= 64 && head[0] == 'M' && head[1] == 'Z' && memchr(head, 0, n))
		return FILE_PROGRAM;
	bool utf16 = n >= 2 && (memcmp(head, "\xFF\xFE", 2) == 0 || memcmp(head, "\xFE\xFF", 2) == 0);
	if (utf16)
		n = squeeze(head, n);
	return text_kind(head, n);
}

bool file_kind_of(const char *path, enum file_kind *kind, struct err *e)
{
	char head[HEAD];
	FILE *f = fopen(path, "rbe");
	if (!f)
		return err_set(e, ERR_FILE, N_("The file cannot be opened: %s."), g_strerror(errno));
	size_t n = fread(head, 1, sizeof head, f);
	bool failed = ferror(f) != 0;
	*kind = kind_of_head(path, head, n);
	if (*kind == FILE_SHEET_CSV && !failed && text_probe_file(f).binary)
		*kind = FILE_BINARY;
	fclose(f);
	return !failed || err_set(e, ERR_FILE, N_("The file cannot be read."));
}
