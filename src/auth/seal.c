/* seal.c - columns that only the site's key opens. */
#include "auth/auth.h"
#include "base/arena.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_BYTES = 32, INDEX_BYTES = 16, SEALED_MAX = 64 * 1024 };

_Static_assert(crypto_kdf_KEYBYTES == KEY_BYTES && crypto_secretbox_KEYBYTES == KEY_BYTES, "key size");

/* Derived from the key file; locked, read-only memory once filled. */
struct keys {
	unsigned char box[KEY_BYTES], index[KEY_BYTES];
};
static struct keys *keys;

static bool key_create(const char *path, struct err *e)
{
	unsigned char key[KEY_BYTES];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, ERR_FILE, "Cannot create the key file %s: %s.", path, strerror(errno));
	randombytes_buf(key, sizeof key);
	bool ok = write(fd, key, sizeof key) == (ssize_t)sizeof key && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	sodium_memzero(key, sizeof key);
	return ok || err_set(e, ERR_FILE, "Cannot write the key file %s.", path);
}

static bool key_read(const char *path, unsigned char key[KEY_BYTES], struct err *e)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err_set(e, ERR_FILE, "Cannot open the key file %s: %s.", path, strerror(errno));
		return err_hint(e, "Put the key file back from its safe place; sealed columns cannot be read without it.");
	}
	bool ok = fstat(fd, &st) == 0, open_to_others = ok && (st.st_mode & 077) != 0;
	ok = ok && st.st_size == KEY_BYTES && read(fd, key, KEY_BYTES) == KEY_BYTES;
	close(fd);
	if (open_to_others) {
		err_set(e, ERR_FILE, "Others may read the key file %s.", path);
		return err_hint(e, "Give it the mode 0600.");
	}
	return ok || err_set(e, ERR_FILE, "The key file %s is damaged: it must hold 32 bytes.", path);
}

bool seal_open(const char *key_path, bool create, struct err *e)
{
	unsigned char key[KEY_BYTES];
	if (sodium_init() < 0)
		return err_set(e, ERR_FILE, "The cryptographic library does not start.");
	if (create && access(key_path, F_OK) != 0 && !key_create(key_path, e))
		return false;
	if (!key_read(key_path, key, e))
		return false;
	struct keys *k = sodium_malloc(sizeof *k);
	if (!k)
		return err_set(e, ERR_FILE, "No memory could be locked for the key.");
	crypto_kdf_derive_from_key(k->box, sizeof k->box, 1, "yanzhenS", key);
	crypto_kdf_derive_from_key(k->index, sizeof k->index, 2, "yanzhenI", key);
	sodium_memzero(key, sizeof key);
	sodium_mprotect_readonly(k);
	sodium_free(keys);
	keys = k;
	return true;
}

char *seal(struct arena *a, const char *plain)
{
	assert(keys);
	if (!plain)
		return NULL;
	size_t n = strlen(plain), box_n = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n;
	unsigned char *box = arena_alloc(a, box_n);
	randombytes_buf(box, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, (const unsigned char *)plain, n, box,
			      keys->box);
	size_t text_n = sodium_base64_ENCODED_LEN(box_n, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, text_n);
	return sodium_bin2base64(text, text_n, box, box_n, sodium_base64_VARIANT_ORIGINAL);
}

/* What a character of base64 stands for; 64 for none. */
static unsigned base64_value(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26u;
	if (c >= '0' && c <= '9')
		return c - '0' + 52u;
	return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* As sodium_base642bin() reads it, but not in constant time: what stands there is a cipher, which
 * is no secret, and every row read has some. */
static bool base64_read(unsigned char *out, const char *text, size_t n, size_t *out_n)
{
	size_t at = 0;
	if (n % 4 != 0)
		return false;
	size_t padding = n && text[n - 1] == '=' ? (text[n - 2] == '=' ? 2 : 1) : 0;
	for (size_t i = 0; i < n; i += 4) {
		size_t kept = i + 4 == n ? 4 - padding : 4;
		unsigned v = 0, bad = 0;
		for (size_t k = 0; k < 4; k++) {
			unsigned one = k < kept ? base64_value((unsigned char)text[i + k]) : 0;
			bad |= one & 64;
			v = v << 6 | one;
		}
		if (bad || (kept < 4 && v & (kept == 3 ? 0xFFu : 0xFFFFu)))
			return false;
		for (size_t k = 0; k + 1 < kept; k++)
			out[at++] = (unsigned char)(v >> (16 - 8 * k));
	}
	*out_n = at;
	return true;
}

char *unseal(struct arena *a, const char *sealed)
{
	assert(keys);
	enum { HEAD = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES };
	if (!sealed)
		return NULL;
	size_t max = strlen(sealed), n = 0;
	if (max > SEALED_MAX)
		return NULL;
	unsigned char *box = arena_alloc(a, max + 1);
	if (!base64_read(box, sealed, max, &n) || n < HEAD)
		return NULL;
	char *plain = arena_alloc(a, n - HEAD + 1);
	if (crypto_secretbox_open_easy((unsigned char *)plain, box + crypto_secretbox_NONCEBYTES,
				       n - crypto_secretbox_NONCEBYTES, box, keys->box))
		return NULL;
	return plain;
}

char *blind_index(struct arena *a, int64_t county, const char *plain)
{
	assert(keys);
	if (!plain)
		return NULL;
	unsigned char hash[INDEX_BYTES];
	const char *text = arena_printf(a, "%" PRId64 "|%s", county, plain);
	crypto_generichash(hash, sizeof hash, (const unsigned char *)text, strlen(text), keys->index,
			   sizeof keys->index);
	char *hex = arena_alloc(a, 2 * INDEX_BYTES + 1);
	return sodium_bin2hex(hex, 2 * INDEX_BYTES + 1, hash, sizeof hash);
}

/* Keeps `first` and `last` characters when at least `least` stay hidden between them. */
static char *mask(struct arena *a, const char *plain, size_t first, size_t last, size_t least)
{
	if (!plain)
		return NULL;
	char *out = arena_strdup(a, plain);
	size_t n = strlen(out);
	bool keep = n >= first + last + least;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)out[i] >= 0x80)
			return arena_strdup(a, "****");
	for (size_t i = 0; i < n; i++)
		if (!keep || (i >= first && i < n - last))
			out[i] = '*';
	return out;
}

char *mask_idnum(struct arena *a, const char *plain)
{
	return mask(a, plain, 6, 4, 5);
}

char *mask_phone(struct arena *a, const char *plain)
{
	return mask(a, plain, 3, 4, 4);
}
