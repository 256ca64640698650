/*
 * decode.c - a text file as UTF-8, whatever it was written in.
 *
 * Without a byte order mark a file that is valid UTF-8 (but for a few broken characters)
 * is UTF-8; anything else from a Chinese office is GB 18030, which includes GBK and GB 2312.
 */
#include "sheet/sheet_int.h"
#include "base/str.h"

#include <glib.h>
#include <errno.h>
#include <string.h>

struct text_file {
	FILE *f;
	GIConv conv;
	size_t skip;
	int64_t size, done;
	bool failed, ended;
	char in[CHUNK];
	size_t in_n;
};

/* Counts whole and broken multi-byte characters of one chunk; bytes left over at its end. */
static size_t count_utf8(const char *p, size_t n, bool last, int64_t *good, int64_t *bad)
{
	size_t i = 0, len;
	while (i < n) {
		if ((unsigned char)p[i] < 0x80) {
			i++;
			continue;
		}
		if (!last && n - i < 4)
			return n - i;
		if (utf8_get(p + i, n - i, &len) == 0xFFFD && len == 1)
			(*bad)++;
		else
			(*good)++;
		i += len;
	}
	return 0;
}

struct text_probe text_probe_file(FILE *f)
{
	char buf[CHUNK];
	size_t left = 0, n;
	int64_t good = 0, bad = 0;
	struct text_probe probe = { .charset = "GB18030" };
	rewind(f);
	n = fread(buf, 1, 3, f);
	if (n == 3 && memcmp(buf, "\xEF\xBB\xBF", 3) == 0)
		return (struct text_probe){ .charset = "UTF-8", .skip = 3 };
	if (n >= 2 && memcmp(buf, "\xFF\xFE", 2) == 0)
		return (struct text_probe){ .charset = "UTF-16LE", .skip = 2 };
	if (n >= 2 && memcmp(buf, "\xFE\xFF", 2) == 0)
		return (struct text_probe){ .charset = "UTF-16BE", .skip = 2 };
	rewind(f);
	while ((n = fread(buf + left, 1, sizeof buf - left, f)) > 0) {
		n += left;
		probe.binary |= memchr(buf, 0, n) != NULL;
		left = count_utf8(buf, n, false, &good, &bad);
		memmove(buf, buf + n - left, left);
	}
	count_utf8(buf, left, true, &good, &bad);
	if (bad == 0 || bad * 50 < good)
		probe.charset = "UTF-8";
	return probe;
}

static void release(void *arg)
{
	struct text_file *t = arg;
	if (t->conv != (GIConv)-1)
		g_iconv_close(t->conv);
	if (t->f)
		fclose(t->f);
}

struct text_file *text_open(struct arena *a, const char *path, const char *charset, struct err *e)
{
	struct text_file *t = ARENA_NEW(a, struct text_file);
	t->conv = (GIConv)-1;
	arena_on_reset(a, release, t);
	t->f = fopen(path, "rbe");
	if (!t->f) {
		err_set(e, ERR_FILE, N_("The file cannot be opened: %s."), g_strerror(errno));
		return NULL;
	}
	struct text_probe probe = text_probe_file(t->f);
	if (charset && probe.skip == 0 && strcmp(probe.charset, "UTF-8") != 0)
		probe.charset = charset;
	t->skip = probe.skip;
	t->conv = g_iconv_open("UTF-8", probe.charset);
	if (t->conv == (GIConv)-1) {
		err_set(e, ERR_FILE, N_("This computer cannot read the character set %s."), probe.charset);
		return NULL;
	}
	fseek(t->f, 0, SEEK_END);
	t->size = ftell(t->f);
	return text_rewind(t, e) ? t : NULL;
}

const char *text_declared(const char *path, const char *word, char charset[32])
{
	char head[4096];
	FILE *f = fopen(path, "rbe");
	if (!f)
		return NULL;
	size_t n = fread(head, 1, sizeof head - 1, f), len = 0;
	fclose(f);
	head[n] = 0;
	const char *p = strcasestr(head, word);
	if (!p)
		return NULL;
	p += strlen(word);
	p += *p == '"' || *p == '\'';
	while (len < 31 && (g_ascii_isalnum(p[len]) || p[len] == '-' || p[len] == '_'))
		len++;
	memcpy(charset, p, len);
	charset[len] = 0;
	if (len == 0 || g_ascii_strncasecmp(charset, "gb", 2) == 0 ||
	    g_ascii_strncasecmp(charset, "utf", 3) == 0)
		return NULL; /* text_probe_file() knows better */
	GIConv known = g_iconv_open("UTF-8", charset);
	if (known == (GIConv)-1)
		return NULL;
	g_iconv_close(known);
	return charset;
}

bool text_rewind(struct text_file *t, struct err *e)
{
	t->in_n = 0;
	t->done = (int64_t)t->skip;
	t->ended = false;
	g_iconv(t->conv, NULL, NULL, NULL, NULL);
	if (fseek(t->f, (long)t->skip, SEEK_SET) == 0)
		return true;
	return err_set(e, ERR_FILE, N_("The file cannot be read."));
}

int text_progress(const struct text_file *t)
{
	return t->size > 0 && t->done < t->size ? (int)(t->done * 1000 / t->size) : 1000;
}

static bool fill(struct text_file *t, struct err *e)
{
	size_t got = fread(t->in + t->in_n, 1, sizeof t->in - t->in_n, t->f);
	if (ferror(t->f))
		return err_set(e, ERR_FILE, N_("The file cannot be read."));
	t->ended = got == 0;
	t->in_n += got;
	t->done += (int64_t)got;
	return true;
}

/* Converts what fits; a broken byte becomes U+FFFD.  NUL bytes become blanks. */
static size_t convert(struct text_file *t, char *buf, size_t n)
{
	char *in = t->in, *out = buf;
	size_t in_left = t->in_n, out_left = n;
	while (in_left && out_left >= 4) {
		if (g_iconv(t->conv, &in, &in_left, &out, &out_left) != (gsize)-1 || errno == E2BIG)
			break;
		if (errno == EINVAL && !t->ended)
			break; /* a character cut by the chunk */
		if (out_left < 3)
			break;
		memcpy(out, "\xEF\xBF\xBD", 3);
		out += 3;
		out_left -= 3;
		in++;
		in_left--;
	}
	memmove(t->in, in, in_left);
	t->in_n = in_left;
	size_t made = (size_t)(out - buf);
	for (char *nul; (nul = memchr(buf, 0, made));)
		*nul = ' ';
	return made;
}

static ptrdiff_t text_read(void *self, char *buf, size_t n, struct err *e)
{
	struct text_file *t = self;
	for (;;) {
		if (!t->ended && t->in_n < sizeof t->in / 2 && !fill(t, e))
			return -1;
		size_t made = convert(t, buf, n);
		if (made || (t->ended && t->in_n == 0))
			return (ptrdiff_t)made;
	}
}

struct source text_source(struct text_file *t)
{
	return (struct source){ .read = text_read, .self = t };
}
