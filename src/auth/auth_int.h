#pragma once
/*
 * auth_int.h - inside auth/: hashing of secrets, audit of accounts.
 *
 * Only auth/ and its tests include this.
 */
#include "auth/auth.h"

/* argon2id cost; the tests lower it. */
extern size_t password_memory_bytes;
extern unsigned long long password_operations;

/* Slow on purpose; at most two at a time in the process. */
bool password_hash(const char *password, char out[128], struct err *e) MUST_USE;
/* hash NULL: takes as long as a real one and is false. */
bool password_fits(const char *hash, const char *password);

/* n random bytes as 2n hex digits. */
void secret_make(size_t n, char *out);
/* SHA-256 of a secret as hex: what is stored. */
void secret_hash(const char *secret, char out[65]);

/* Is `code` right for the sealed secret, and newer than `last_step`?  Gives its step. */
bool totp_fits(struct arena *a, const char *sealed, int64_t last_step, const char *code, int64_t *step);

/* An audit row about an account, in the caller's transaction. */
bool account_audit(struct db *db, int64_t account, int64_t actor, const char *action,
		   const char *after, struct err *e) MUST_USE;
