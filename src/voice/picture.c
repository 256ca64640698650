/*
 * picture.c - JPEG, PNG and WebP taken apart and put together without what is not the picture.
 *
 * Only what the formats' own standards name is kept (ISO/IEC 10918-1 B.2, PNG 5 and 11, the WebP
 * container); a length that points past the end, or a part that is missing, makes it no picture.
 */
#include "voice/picture.h"

#include "base/arena.h"
#include "base/str.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct cut {
	const unsigned char *p;
	size_t n, at;
	unsigned char *out;     /* room for n + SPARE */
	size_t out_n;
	int width, height, turn; /* turn: EXIF orientation, 0 none */
};
enum { SPARE = 64 };

static unsigned be16(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static uint32_t le32(const unsigned char *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void copy(struct cut *c, size_t from, size_t n)
{
	assert(from + n <= c->n && c->out_n + n <= c->n + SPARE);
	memcpy(c->out + c->out_n, c->p + from, n);
	c->out_n += n;
}

/* ---- JPEG ---- */

/* The orientation that an EXIF segment names, 0 none: without it a portrait lies on its side. */
static int exif_turn(const unsigned char *p, size_t n)
{
	if (n < 14 + 2 || memcmp(p, "Exif\0\0", 6) != 0)
		return 0;
	p += 6;
	n -= 6;
	bool little = memcmp(p, "II", 2) == 0;
	size_t at = little ? le32(p + 4) : be32(p + 4);
	if (at < 8 || at > n - 2)
		return 0;
	unsigned count = little ? p[at] | (unsigned)p[at + 1] << 8 : be16(p + at);
	for (at += 2; count && at + 12 <= n; at += 12, count--) {
		unsigned tag = little ? p[at] | (unsigned)p[at + 1] << 8 : be16(p + at);
		unsigned v = little ? p[at + 8] : p[at + 9];
		if (tag == 0x0112)
			return v >= 2 && v <= 8 ? (int)v : 0;
	}
	return 0;
}

/* An EXIF segment with the orientation and nothing else. */
static void turn_write(struct cut *c)
{
	unsigned char seg[] = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
			       0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (unsigned char)c->turn, 0, 0, 0, 0, 0, 0};
	_Static_assert(sizeof seg == 36 && sizeof seg <= SPARE, "length of the segment and its marker");
	if (!c->turn)
		return;
	memmove(c->out + 2 + sizeof seg, c->out + 2, c->out_n - 2);
	memcpy(c->out + 2, seg, sizeof seg);
	c->out_n += sizeof seg;
}

/* Compressed data up to the next marker that is no restart. */
static void scan_copy(struct cut *c)
{
	size_t from = c->at;
	while (c->at + 1 < c->n &&
	       !(c->p[c->at] == 0xFF && c->p[c->at + 1] != 0 && !(c->p[c->at + 1] >= 0xD0 && c->p[c->at + 1] <= 0xD7)))
		c->at++;
	copy(c, from, c->at - from);
}

static bool is_frame(unsigned marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* Kept: tables, frames, scans, restart interval; APP14 (how the colours are coded). */
static bool jpeg_keeps(unsigned marker)
{
	return is_frame(marker) || marker == 0xC4 || marker == 0xDA || marker == 0xDB || marker == 0xDD ||
	       marker == 0xEE;
}

static bool jpeg_cut(struct cut *c)
{
	bool frame = false, scan = false;
	copy(c, 0, 2);
	for (c->at = 2; c->at + 4 <= c->n;) {
		if (c->p[c->at] != 0xFF)
			return false;
		unsigned marker = c->p[c->at + 1];
		if (marker == 0xFF) { /* fill */
			c->at++;
			continue;
		}
		if (marker == 0xD9)
			break;
		size_t len = be16(c->p + c->at + 2), from = c->at;
		if (marker < 0xC0 || len < 2 || c->at + 2 + len > c->n)
			return false;
		if (marker == 0xE1 && !c->turn)
			c->turn = exif_turn(c->p + from + 4, len - 2);
		if (is_frame(marker)) {
			if (len < 8 || frame)
				return false;
			frame = true;
			c->height = (int)be16(c->p + from + 5);
			c->width = (int)be16(c->p + from + 7);
		}
		c->at += 2 + len;
		if (jpeg_keeps(marker) && (marker != 0xEE || len <= 14 + 2))
			copy(c, from, 2 + len);
		if (marker == 0xDA) {
			if (!frame)
				return false;
			scan = true;
			scan_copy(c);
		}
	}
	bool end = c->at + 2 <= c->n && c->p[c->at] == 0xFF && c->p[c->at + 1] == 0xD9;
	if (!scan || !end)
		return false;
	copy(c, c->at, 2);
	turn_write(c);
	return true;
}

/* ---- PNG ---- */

static const unsigned char png_head[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

static bool png_keeps(const unsigned char *type)
{
	static const char *const kept[] = {"IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND"};
	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (memcmp(type, kept[i], 4) == 0)
			return true;
	return false;
}

static bool png_cut(struct cut *c)
{
	bool data = false;
	copy(c, 0, 8);
	for (c->at = 8; c->at + 12 <= c->n;) {
		const unsigned char *chunk = c->p + c->at;
		size_t len = be32(chunk);
		if (len > c->n - c->at - 12 || be32(chunk + 8 + len) != crc32(0, chunk + 4, (uInt)(len + 4)))
			return false;
		bool first = c->at == 8, head = memcmp(chunk + 4, "IHDR", 4) == 0;
		if (first != head || (head && len != 13))
			return false;
		if (head) {
			c->width = (int)(be32(chunk + 8) & 0x7FFFFFFF);
			c->height = (int)(be32(chunk + 12) & 0x7FFFFFFF);
		}
		data |= memcmp(chunk + 4, "IDAT", 4) == 0;
		if (png_keeps(chunk + 4))
			copy(c, c->at, len + 12);
		c->at += len + 12;
		if (memcmp(chunk + 4, "IEND", 4) == 0)
			return data && len == 0;
	}
	return false;
}

/* ---- WebP ---- */

enum { WEBP_META = 0x04 | 0x08 | 0x20 }; /* XMP, EXIF, ICC */

static void webp_size(struct cut *c, const unsigned char *chunk, size_t len)
{
	const unsigned char *d = chunk + 8;
	if (memcmp(chunk, "VP8X", 4) == 0 && len >= 10) {
		c->width = 1 + (int)(d[4] | (unsigned)d[5] << 8 | (unsigned)d[6] << 16);
		c->height = 1 + (int)(d[7] | (unsigned)d[8] << 8 | (unsigned)d[9] << 16);
	} else if (c->width == 0 && memcmp(chunk, "VP8 ", 4) == 0 && len >= 10 &&
		   memcmp(d + 3, "\x9d\x01\x2a", 3) == 0) {
		c->width = (int)((d[6] | (unsigned)d[7] << 8) & 0x3FFF);
		c->height = (int)((d[8] | (unsigned)d[9] << 8) & 0x3FFF);
	} else if (c->width == 0 && memcmp(chunk, "VP8L", 4) == 0 && len >= 5 && d[0] == 0x2F) {
		uint32_t bits = le32(d + 1);
		c->width = 1 + (int)(bits & 0x3FFF);
		c->height = 1 + (int)(bits >> 14 & 0x3FFF);
	}
}

static bool webp_keeps(const unsigned char *type)
{
	static const char *const kept[] = {"VP8 ", "VP8L", "VP8X", "ALPH"};
	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (memcmp(type, kept[i], 4) == 0)
			return true;
	return false;
}

static bool webp_cut(struct cut *c)
{
	size_t end = 8 + (size_t)le32(c->p + 4);
	bool data = false;
	if (end > c->n)
		return false;
	copy(c, 0, 12);
	for (c->at = 12; c->at + 8 <= end;) {
		const unsigned char *chunk = c->p + c->at;
		size_t len = le32(chunk + 4), room = len + (len & 1);
		if (room > end - c->at - 8)
			return false;
		webp_size(c, chunk, len);
		data |= memcmp(chunk, "VP8 ", 4) == 0 || memcmp(chunk, "VP8L", 4) == 0;
		if (webp_keeps(chunk)) {
			size_t to = c->out_n;
			copy(c, c->at, 8 + room);
			if (memcmp(chunk, "VP8X", 4) == 0 && len >= 1)
				c->out[to + 8] = (unsigned char)(c->out[to + 8] & ~(unsigned)WEBP_META);
		}
		c->at += 8 + room;
	}
	for (int i = 0; i < 4; i++)
		c->out[4 + i] = (unsigned char)((c->out_n - 8) >> (8 * i));
	return data;
}

/* ---- all ---- */

static const char *kind_cut(struct cut *c)
{
	if (c->n > 4 && memcmp(c->p, "\xFF\xD8\xFF", 3) == 0)
		return jpeg_cut(c) ? "picture.jpg" : NULL;
	if (c->n > 45 && memcmp(c->p, png_head, 8) == 0)
		return png_cut(c) ? "picture.png" : NULL;
	if (c->n > 20 && memcmp(c->p, "RIFF", 4) == 0 && memcmp(c->p + 8, "WEBP", 4) == 0)
		return webp_cut(c) ? "picture.webp" : NULL;
	return NULL;
}

unsigned char *picture_strip(struct arena *a, const unsigned char *p, size_t n, const char *field,
			     struct picture *out, size_t *out_n, struct findings *f)
{
	struct cut c = {.p = p, .n = n};
	if (n > PICTURE_BYTES) {
		find_hint(find_error(f, field, "picture-size", "The picture is larger than %d MB.",
				     PICTURE_BYTES >> 20),
			  "Take it with less resolution, or send the text without it.");
		return NULL;
	}
	c.out = arena_alloc(a, n + SPARE);
	const char *name = kind_cut(&c);
	if (!name || c.width < 1 || c.height < 1) {
		find_hint(find_error(f, field, "picture-form", "This is no picture that can be read."),
			  "A photograph of a telephone (JPEG, PNG or WebP) can be sent; or send the text without it.");
		return NULL;
	}
	if (c.width > PICTURE_SIDE || c.height > PICTURE_SIDE || (int64_t)c.width * c.height > PICTURE_PIXELS) {
		find_hint(find_error(f, field, "picture-side", "The picture is %d by %d points: too large.",
				     c.width, c.height),
			  "Take it with less resolution, or send the text without it.");
		return NULL;
	}
	*out = (struct picture){.name = name, .size = (int64_t)c.out_n, .width = c.width, .height = c.height};
	*out_n = c.out_n;
	return c.out;
}

static bool read_all(struct arena *a, const char *path, unsigned char **p, size_t *n, struct err *e)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		if (fd >= 0)
			close(fd);
		return err_set(e, ERR_FILE, "The picture cannot be read.");
	}
	size_t max = st.st_size > PICTURE_BYTES ? (size_t)PICTURE_BYTES + 1 : (size_t)st.st_size;
	*p = arena_alloc(a, max + 1);
	*n = 0;
	for (ssize_t got = 1; got > 0 && *n < max; *n += got > 0 ? (size_t)got : 0)
		got = read(fd, *p + *n, max - *n);
	close(fd);
	return true;
}

static bool write_all(const char *path, const unsigned char *p, size_t n, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0;
	while (ok && n > 0) {
		ssize_t done = write(fd, p, n);
		ok = done > 0;
		if (ok) {
			p += done;
			n -= (size_t)done;
		}
	}
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	return ok || err_set(e, ERR_FILE, "The picture cannot be stored: the disk is full.");
}

bool picture_clean(struct arena *a, const char *path, const char *to, const char *field, struct picture *out,
		   struct findings *f, struct err *e)
{
	unsigned char *raw, *clean, sum[crypto_hash_sha256_BYTES];
	char hex[2 * crypto_hash_sha256_BYTES + 1];
	size_t n, clean_n;
	if (!read_all(a, path, &raw, &n, e))
		return false;
	clean = picture_strip(a, raw, n, field, out, &clean_n, f);
	if (!clean)
		return true;
	crypto_hash_sha256(sum, clean, clean_n);
	out->hash = arena_strdup(a, sodium_bin2hex(hex, sizeof hex, sum, sizeof sum));
	out->path = arena_strdup(a, to);
	return write_all(to, clean, clean_n, e);
}
