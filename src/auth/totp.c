/* totp.c - the second factor (RFC 6238): 6 digits, 30 seconds, one step to either side. */
#include "auth/auth_int.h"
#include "base/arena.h"
#include "base/str.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <string.h>

enum { SECRET_BYTES = 20, STEP_SECONDS = 30, WINDOW = 1, CODE_DIGITS = 6 };

static char *to_base32(struct arena *a, const char *raw, size_t n)
{
	char *text = NULL;
	size_t len = 0;
	if (oath_base32_encode(raw, n, &text, &len) != OATH_OK)
		return NULL;
	char *out = arena_strndup(a, text, len);
	base_free(text);
	return out;
}

/* The sealed text is the secret in base32. */
bool totp_fits(struct arena *a, const char *sealed, int64_t last_step, const char *code, int64_t *step)
{
	const char *text = unseal(a, sealed);
	char *raw = NULL;
	size_t n = 0;
	int shift = 0;
	uint64_t counter = 0;
	if (!text || strlen(code) != CODE_DIGITS || strspn(code, "0123456789") != CODE_DIGITS ||
	    oath_base32_decode(text, strlen(text), &raw, &n) != OATH_OK)
		return false;
	int rc = oath_totp_validate3(raw, n, (time_t)(now_ms() / 1000), STEP_SECONDS, 0, WINDOW, &shift,
				     &counter, code);
	base_free(raw);
	if (rc < 0 || (int64_t)counter <= last_step)
		return false;
	*step = (int64_t)counter;
	return true;
}

bool totp_start(struct arena *a, struct db *db, int64_t account, const char **base32,
		const char **url, struct err *e)
{
	char raw[SECRET_BYTES];
	struct account acc;
	if (!account_load(a, db, account, &acc, e))
		return false;
	if (acc.totp)
		return err_set(e, ERR_CONFLICT, "The second factor is already on.");
	randombytes_buf(raw, sizeof raw);
	const char *secret = to_base32(a, raw, sizeof raw);
	sodium_memzero(raw, sizeof raw);
	if (!secret)
		return err_set(e, ERR_FILE, "The secret of the second factor could not be made.");
	struct stmt *q = db_query(db, SQL("update account set totp_secret=$2,totp_step=0 where id=$1"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, seal(a, secret));
	if (!db_run(q, e))
		return false;
	*base32 = secret;
	*url = arena_printf(a, "otpauth://totp/Yanzhen:%s?secret=%s&issuer=Yanzhen", acc.login, secret);
	return true;
}

static bool confirm(struct arena *a, struct db *db, int64_t account, const char *code, struct err *e)
{
	const char *sealed = NULL;
	int64_t step;
	struct stmt *q = db_query(db, SQL("select totp_secret from account "
					  "where id=$1 and closed=0 and totp_on=0"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	if (db_next(q))
		sealed = col_text(q, 0, a);
	if (!db_end(q, e))
		return false;
	if (!sealed)
		return err_set(e, ERR_CONFLICT, "Start the second factor first.");
	if (!totp_fits(a, sealed, 0, code, &step)) {
		err_set(e, ERR_INPUT, "This code is not right.");
		return err_hint(e, "Check the clock of the telephone, then type the code it shows now.");
	}
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	q = db_query(db, SQL("update account set totp_on=1,totp_step=$2 where id=$1"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	bind(q, 2, step);
	return db_run(q, e) && account_audit(db, account, account, "totp-on", NULL, e) &&
	       txn_commit(&t, e);
}

bool totp_confirm(struct db *db, int64_t account, const char *code, struct err *e)
{
	struct arena *a = arena_new(64 << 10);
	bool ok = confirm(a, db, account, code, e);
	arena_free(a);
	return ok;
}

bool totp_off(struct db *db, int64_t account, int64_t actor, struct err *e)
{
	TXN(t);
	if (!txn_begin(&t, db, e))
		return false;
	struct stmt *q = db_query(db, SQL("update account set totp_on=0,totp_secret=null,totp_step=0 "
					  "where id=$1"), e);
	if (!q)
		return false;
	bind(q, 1, account);
	return db_run(q, e) && account_audit(db, account, actor, "totp-off", NULL, e) &&
	       txn_commit(&t, e);
}
