/* secret.c - passwords and secrets: only their hashes are stored. */
#include "auth/auth_int.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum { HASHERS = 2 };

size_t password_memory_bytes = 64 << 20;
unsigned long long password_operations = 2;

/* Two at a time: 64 MiB each, and sign-ins must not starve the pages. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static int hashing;

static void enter(void)
{
	pthread_mutex_lock(&lock);
	while (hashing >= HASHERS)
		pthread_cond_wait(&freed, &lock);
	hashing++;
	pthread_mutex_unlock(&lock);
}

static void leave(void)
{
	pthread_mutex_lock(&lock);
	hashing--;
	pthread_cond_signal(&freed);
	pthread_mutex_unlock(&lock);
}

bool password_hash(const char *password, char out[128], struct err *e)
{
	_Static_assert(crypto_pwhash_STRBYTES == 128, "size of a stored password");
	if (sodium_init() < 0)
		return err_set(e, ERR_FILE, "The cryptographic library does not start.");
	enter();
	int rc = crypto_pwhash_str_alg(out, password, strlen(password), password_operations,
				       password_memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
	leave();
	return rc == 0 || err_set(e, ERR_BUSY, "There is not enough memory for a password hash. Try again.");
}

bool password_fits(const char *hash, const char *password)
{
	char unused[128];
	struct err ignored = { 0 };
	if (!hash) {
		(void)!password_hash(password, unused, &ignored);
		return false;
	}
	if (sodium_init() < 0)
		return false;
	enter();
	int rc = crypto_pwhash_str_verify(hash, password, strlen(password));
	leave();
	return rc == 0;
}

void secret_make(size_t n, char *out)
{
	unsigned char raw[64];
	int ready = sodium_init();
	assert(n <= sizeof raw && ready >= 0);
	randombytes_buf(raw, n);
	sodium_bin2hex(out, 2 * n + 1, raw, n);
	sodium_memzero(raw, sizeof raw);
}

void secret_hash(const char *secret, char out[65])
{
	unsigned char raw[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(raw, (const unsigned char *)secret, strlen(secret));
	sodium_bin2hex(out, 65, raw, sizeof raw);
}
