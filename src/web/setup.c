/* setup.c - see setup.h. */
#include "web/setup.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum { TOKEN_BYTES = 32, HASH_HEX = crypto_hash_sha256_BYTES * 2 };

static void path_put(const char *dir, char *out, size_t size)
{
	g_snprintf(out, size, "%s/setup.token", dir);
}

static void hash_hex(const char *token, char out[HASH_HEX + 1])
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(sum, (const unsigned char *)token, strlen(token));
	sodium_bin2hex(out, HASH_HEX + 1, sum, sizeof sum);
}

bool setup_token_make(const char *dir, char token[65], struct err *e)
{
	unsigned char raw[TOKEN_BYTES];
	char path[4096], hex[HASH_HEX + 1];
	if (sodium_init() < 0)
		return err_set(e, ERR_FILE, "The system gives no random numbers.");
	randombytes_buf(raw, sizeof raw);
	sodium_bin2hex(token, 65, raw, sizeof raw);
	hash_hex(token, hex);
	path_put(dir, path, sizeof path);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write(fd, hex, HASH_HEX) == HASH_HEX;
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	return ok || err_set(e, ERR_FILE, "Cannot write %s: %s.", path, strerror(errno));
}

bool setup_token_ok(const char *dir, const char *token)
{
	char path[4096], kept[HASH_HEX], hex[HASH_HEX + 1];
	path_put(dir, path, sizeof path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, kept, sizeof kept);
	close(fd);
	hash_hex(token, hex);
	return n == HASH_HEX && sodium_memcmp(kept, hex, HASH_HEX) == 0;
}

void setup_token_end(const char *dir)
{
	char path[4096];
	path_put(dir, path, sizeof path);
	unlink(path);
}
