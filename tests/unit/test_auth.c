/* test_auth.c - roles, scope, sign-in, second factor, tokens, sealed columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audit/audit.h"
#include "auth/auth_int.h"
#include "base/arena.h"
#include "base/findings.h"
#include "base/str.h"
#include "db/migrate.h"

#include <fcntl.h>
#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char areas[] = "code,name,parent,level\n"
			    "430000000000,湖南省,,1\n"
			    "431100000000,永州市,430000000000,2\n"
			    "431181000000,祁阳市,431100000000,3\n"
			    "431181110000,羊角塘镇,431181000000,4\n"
			    "431181110200,甲村,431181110000,5\n"
			    "431181110201,乙村,431181110000,5\n"
			    "431181111000,下马渡镇,431181000000,4\n"
			    "431181111200,丙村,431181111000,5\n";

static struct arena *a;
static struct db *db;
static struct err e;
static int64_t city, county, town, other_town, village, other_village;

static void clock_set(int64_t ms)
{
	char text[32];
	snprintf(text, sizeof text, "%" PRId64, ms);
	setenv("YANZHEN_NOW", text, 1);
}

static const int64_t start_ms = 1750000000000; /* 2025-06-15 */

static int64_t unit_of(const char *code)
{
	struct unit u;
	assert_true(unit_by_code(a, db, code, 0, &u, &e));
	return u.id;
}

static int setup(void **state)
{
	(void)state;
	struct findings f;
	int added;
	char path[64];
	clock_set(start_ms);
	password_memory_bytes = 8192;
	password_operations = 1;
	a = arena_new(64 << 20);
	e = (struct err){ 0 };
	db = db_open(":memory:", DB_CREATE, &e);
	assert_true(db_migrate(db, &e));
	findings_init(&f, a);
	assert_true(units_load_csv(db, areas, sizeof areas - 1, 20230101, &added, &f, &e));
	assert_int_equal(added, 8);
	city = unit_of("431100000000");
	county = unit_of("431181000000");
	town = unit_of("431181110000");
	village = unit_of("431181110200");
	other_town = unit_of("431181111000");
	other_village = unit_of("431181111200");
	snprintf(path, sizeof path, "/tmp/test_auth.%d.key", (int)getpid());
	assert_true(seal_open(path, true, &e));
	unlink(path);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	db_close(db);
	arena_free(a);
	unsetenv("YANZHEN_NOW");
	return 0;
}

static int64_t make(const char *login)
{
	int64_t id = 0;
	assert_true(account_create(db, &(struct account_new){ .login = login, .name = "王芳",
				   .password = "Goose-2025", .county = county }, &id, &e));
	return id;
}

static void give(int64_t account, enum role role, int64_t unit)
{
	assert_true(grant_add(db, account, role, unit, 20240101, DATE_OPEN, 0, &e));
}

static struct account get(int64_t id)
{
	struct account acc;
	assert_true(account_load(a, db, id, &acc, &e));
	return acc;
}

/* The error the last call gave, cleared for the next. */
static enum err_code gave(void)
{
	enum err_code code = e.code;
	e = (struct err){ 0 };
	return code;
}

static int64_t audited(const char *action)
{
	struct stmt *q = db_query(db, SQL("select count(*) from audit where subject='account' "
					  "and action=$1"), &e);
	bind(q, 1, action);
	assert_true(db_next(q));
	int64_t n = col_i64(q, 0);
	assert_true(db_end(q, &e));
	return n;
}

/* The table of the brief, written out: a letter opens the capability. */
static void roles_open_what_the_table_says(void **state)
{
	(void)state;
	static const struct {
		enum cap cap;
		const char *roles; /* s site a admin o organiser l leader c clerk v viewer b accountant k cashier */
	} table[] = {
		{ CAP_FORBIDDEN, "" }, { CAP_PUBLIC, "saolcvbk" }, { CAP_SIGNED_IN, "saolcvbk" },
		{ CAP_READ, "aolcvbk" }, { CAP_WRITE, "ocb" }, { CAP_IMPORT, "ocb" }, { CAP_EXPORT, "olcb" },
		{ CAP_REVEAL, "olc" }, { CAP_ISSUE, "o" }, { CAP_PARAMETERS, "o" }, { CAP_UNITS, "so" },
		{ CAP_ACCOUNTS, "sa" }, { CAP_AUDIT, "sal" }, { CAP_SITE, "s" },
		{ CAP_BOOK_READ, "olcbk" }, { CAP_BOOK, "ocb" }, { CAP_CASH, "k" },
	};
	assert_int_equal(ARRAY_LEN(table), CAP__COUNT);
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		for (int r = 0; r < ROLE__COUNT; r++) {
			enum role parsed;
			assert_int_equal(role_can((enum role)r, table[i].cap),
					 strchr(table[i].roles, "saolcvbk"[r]) != NULL);
			assert_true(role_parse(role_code((enum role)r), &parsed) && (int)parsed == r);
		}
}

/* 会计法 art 35: whoever holds the cash keeps no books of the same place, below or above it. */
static void a_cashier_keeps_no_books(void **state)
{
	(void)state;
	int64_t id = make("cashier");
	give(id, ROLE_CASHIER, village);
	static const enum role keeping[] = { ROLE_ACCOUNTANT, ROLE_CLERK, ROLE_ORGANISER };
	for (size_t i = 0; i < ARRAY_LEN(keeping); i++)
		for (int k = 0; k < 2; k++) {
			struct err refused = { 0 };
			assert_false(grant_add(db, id, keeping[i], k ? town : village, 20240101, DATE_OPEN, 0,
					       &refused));
			assert_int_equal(refused.code, ERR_REFUSED);
		}
	give(id, ROLE_ACCOUNTANT, other_village);
	give(id, ROLE_VIEWER, town);
	struct err refused = { 0 };
	assert_false(grant_add(db, id, ROLE_CASHIER, other_village, 20240101, DATE_OPEN, 0, &refused));
	assert_int_equal(refused.code, ERR_REFUSED);
}

static void an_account_without_grants_opens_nothing(void **state)
{
	(void)state;
	struct scope s;
	bool open = true;
	struct account acc = get(make("nobody"));
	assert_int_equal(acc.grant_count, 0);
	assert_false(account_can(&acc, CAP_READ));
	assert_true(account_can(&acc, CAP_SIGNED_IN));
	assert_true(account_can_at(db, &acc, CAP_READ, village, &open, &e));
	assert_false(open);
	scope_of_cap(&acc, CAP_READ, &s);
	assert_int_equal(s.count, 0);
}

static void scope_follows_the_units(void **state)
{
	(void)state;
	struct scope s;
	bool open;
	int64_t id = make("organiser");
	give(id, ROLE_ORGANISER, village);
	give(id, ROLE_LEADER, town);
	give(id, ROLE_CLERK, town);
	give(id, ROLE_CLERK, other_village);
	struct account acc = get(id);
	scope_of_cap(&acc, CAP_READ, &s);
	assert_int_equal(s.count, 2);
	scope_of_roles(&acc, ROLE_BIT(ROLE_ORGANISER), &s);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.units[0], village);
	scope_of_cap(&acc, CAP_ISSUE, &s);
	assert_int_equal(s.count, 1);
	const struct {
		enum cap cap;
		int64_t unit;
		bool want;
	} cases[] = {
		{ CAP_ISSUE, village, true }, { CAP_ISSUE, town, false }, { CAP_WRITE, town, true },
		{ CAP_READ, county, false }, { CAP_WRITE, other_village, true },
		{ CAP_WRITE, other_town, false }, { CAP_AUDIT, village, true },
		{ CAP_ACCOUNTS, village, false },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(account_can_at(db, &acc, cases[i].cap, cases[i].unit, &open, &e));
		assert_int_equal(open, cases[i].want);
	}
}

static void grants_begin_and_end(void **state)
{
	(void)state;
	int64_t id = make("clerk");
	assert_true(grant_add(db, id, ROLE_CLERK, village, 20250701, DATE_OPEN, 9, &e));
	assert_int_equal(get(id).grant_count, 0);
	assert_false(grant_add(db, id, ROLE_CLERK, village, 20250801, 20250901, 9, &e));
	assert_int_equal(gave(), ERR_CONFLICT);
	assert_false(grant_add(db, id, ROLE_CLERK, 0, 20250801, 20250901, 9, &e));
	assert_int_equal(gave(), ERR_INPUT);
	clock_set(start_ms + 30 * 86400000LL);
	assert_int_equal(get(id).grant_count, 1);
	assert_true(grant_end(db, id, ROLE_CLERK, village, 20250715, 9, &e));
	assert_int_equal(get(id).grant_count, 0);
	assert_false(grant_end(db, id, ROLE_CLERK, village, 20250715, 9, &e));
	assert_int_equal(gave(), ERR_NOT_FOUND);
	assert_int_equal(audited("grant"), 1);
	assert_int_equal(audited("grant-end"), 1);
}

static void administrators_give_within_their_units(void **state)
{
	(void)state;
	bool ok;
	int64_t admin = make("admin"), site = make("site"), clerk = make("clerk");
	give(admin, ROLE_ADMIN, town);
	give(site, ROLE_SITE, 0);
	give(clerk, ROLE_CLERK, town);
	struct account ad = get(admin), si = get(site), cl = get(clerk);
	const struct {
		const struct account *who;
		enum role role;
		int64_t unit;
		bool want;
	} cases[] = {
		{ &ad, ROLE_CLERK, village, true }, { &ad, ROLE_ADMIN, town, true },
		{ &ad, ROLE_SITE, town, false }, { &ad, ROLE_CLERK, other_village, false },
		{ &ad, ROLE_CLERK, county, false }, { &si, ROLE_SITE, county, true },
		{ &si, ROLE_ORGANISER, city, true }, { &cl, ROLE_VIEWER, village, false },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_true(grant_allowed(db, cases[i].who, cases[i].role, cases[i].unit, &ok, &e));
		assert_int_equal(ok, cases[i].want);
	}
	struct scope s;
	struct account_list list;
	scope_of_cap(&ad, CAP_ACCOUNTS, &s);
	assert_true(account_list(a, db, &s, NULL, 10, &list, &e));
	assert_int_equal(list.count, 2);
	assert_string_equal(list.rows[0].login, "admin");
	assert_true(account_list(a, db, &s, "admin", 10, &list, &e));
	assert_int_equal(list.count, 1);
}

static void the_reason_is_told(void **state)
{
	(void)state;
	struct findings f;
	char text[400];
	int64_t id = make("leader");
	give(id, ROLE_LEADER, town);
	struct account acc = get(id);
	findings_init(&f, a);
	unsigned roles = ROLE_BIT(ROLE_LEADER) | ROLE_BIT(ROLE_ORGANISER);
	assert_true(permission_explain(a, db, &acc, roles, village, &f, &e));
	assert_int_equal(f.notes, 1);
	msg_write(&f.first->text, LANG_EN, text, sizeof text);
	assert_string_equal(text, "Open to the leader of 湖南省 / 永州市 / 祁阳市 / 羊角塘镇, from 2024-01-01 until ….");
	findings_init(&f, a);
	assert_true(permission_explain(a, db, &acc, roles, other_village, &f, &e));
	assert_int_equal(f.notes, 2);
	assert_string_equal(f.first->code, "permission-closed");
}

static bool try(const char *password, const char *code, const char *address, char secret[65], bool *needs)
{
	return sign_in(a, db, "Organiser", password, code, address, secret, needs, &e);
}

static void sessions_live_and_end(void **state)
{
	(void)state;
	char secret[65], csrf[33], csrf2[33];
	bool needs;
	struct account acc;
	int64_t id = make("organiser");
	assert_true(try("Goose-2025", NULL, "10.0.0.1", secret, &needs));
	assert_int_equal(strlen(secret), 64);
	assert_true(session_load(a, db, secret, &acc, csrf, &e));
	assert_int_equal(acc.id, id);
	assert_int_equal(strlen(csrf), 32);
	struct stmt *q = db_query(db, SQL("select count(*) from session where hash=$1"), &e);
	bind(q, 1, secret);
	assert_true(db_next(q) && col_i64(q, 0) == 0); /* the secret itself is stored nowhere */
	assert_true(db_end(q, &e));
	clock_set(start_ms + 29 * 60000);
	assert_true(session_load(a, db, secret, &acc, csrf2, &e));
	assert_string_equal(csrf, csrf2);
	clock_set(start_ms + 30 * 60000);
	assert_false(session_load(a, db, secret, &acc, csrf, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
	for (int64_t minute = 0; minute < 12 * 60; minute += 20) {
		clock_set(start_ms + minute * 60000);
		assert_true(session_load(a, db, secret, &acc, csrf, &e));
		assert_true(session_touch(db, secret, &e));
	}
	clock_set(start_ms + 12 * 3600000LL);
	assert_false(session_load(a, db, secret, &acc, csrf, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_true(try("Goose-2025", NULL, "10.0.0.1", secret, &needs));
	assert_true(sign_out(db, secret, &e));
	assert_false(session_load(a, db, secret, &acc, csrf, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_int_equal(audited("sign-in"), 2);
	assert_int_equal(audited("sign-out"), 1);
	assert_true(try("Goose-2025", NULL, "10.0.0.1", secret, &needs));
	assert_true(account_password_set(db, id, "Heron-2026", 77, &e));
	assert_false(session_load(a, db, secret, &acc, csrf, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_true(get(id).must_change);
	assert_true(try("Heron-2026", NULL, "10.0.0.1", secret, &needs));
	assert_true(account_close(db, id, 77, &e));
	assert_false(session_load(a, db, secret, &acc, csrf, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_false(try("Heron-2026", NULL, "10.0.0.1", secret, &needs));
	assert_int_equal(gave(), ERR_SIGN_IN);
}

static void five_failures_lock_for_fifteen_minutes(void **state)
{
	(void)state;
	char secret[65];
	bool needs;
	make("organiser");
	for (int i = 0; i < 5; i++) {
		assert_false(try("wrong", NULL, "10.0.0.1", secret, &needs));
		assert_int_equal(gave(), ERR_SIGN_IN);
	}
	assert_false(try("Goose-2025", NULL, "10.0.0.1", secret, &needs));
	assert_int_equal(gave(), ERR_TOO_MANY);
	assert_int_equal(audited("lock-out"), 1);
	assert_true(try("Goose-2025", NULL, "10.0.0.2", secret, &needs));
	clock_set(start_ms + 15 * 60000 - 1);
	assert_false(try("Goose-2025", NULL, "10.0.0.1", secret, &needs));
	assert_int_equal(gave(), ERR_TOO_MANY);
	clock_set(start_ms + 15 * 60000);
	assert_true(try("Goose-2025", NULL, "10.0.0.1", secret, &needs));
	for (int i = 0; i < 25; i++) {
		char address[32];
		snprintf(address, sizeof address, "10.0.1.%d", i);
		assert_false(try("wrong", NULL, address, secret, &needs));
		assert_int_equal(gave(), ERR_SIGN_IN);
	}
	assert_false(try("Goose-2025", NULL, "10.0.0.9", secret, &needs));
	assert_int_equal(gave(), ERR_TOO_MANY);
	assert_false(sign_in(a, db, "who", "x", NULL, "10.0.0.9", secret, &needs, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
}

static void code_now(const char *base32, char out[7])
{
	char *raw;
	size_t n;
	assert_int_equal(oath_base32_decode(base32, strlen(base32), &raw, &n), OATH_OK);
	assert_int_equal(oath_totp_generate(raw, n, (time_t)(now_ms() / 1000), 30, 0, 6, out), OATH_OK);
	free(raw);
}

static void the_second_factor(void **state)
{
	(void)state;
	const char *base32, *url;
	char code[7], secret[65];
	bool needs;
	int64_t id = make("organiser");
	assert_false(totp_confirm(db, id, "000000", &e));
	assert_int_equal(gave(), ERR_CONFLICT);
	assert_true(totp_start(a, db, id, &base32, &url, &e));
	assert_true(has_prefix(url, "otpauth://totp/Yanzhen:organiser?secret="));
	assert_true(try("Goose-2025", NULL, "10.0.0.1", secret, &needs)); /* not on yet */
	code_now(base32, code);
	char wrong[7];
	memcpy(wrong, code, 7);
	wrong[5] = (char)(wrong[5] == '9' ? '0' : wrong[5] + 1);
	assert_false(totp_confirm(db, id, wrong, &e));
	assert_int_equal(gave(), ERR_INPUT);
	assert_true(totp_confirm(db, id, code, &e));
	assert_true(get(id).totp);
	assert_false(try("Goose-2025", NULL, "10.0.0.1", secret, &needs));
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_true(needs);
	assert_false(try("Goose-2025", code, "10.0.0.1", secret, &needs)); /* used at confirming */
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_false(needs);
	clock_set(start_ms + 60000);
	code_now(base32, code);
	clock_set(start_ms + 90000);
	assert_true(try("Goose-2025", code, "10.0.0.1", secret, &needs)); /* one step late */
	assert_false(try("Goose-2025", code, "10.0.0.1", secret, &needs)); /* replayed */
	assert_int_equal(gave(), ERR_SIGN_IN);
	clock_set(start_ms + 180000);
	code_now(base32, code);
	clock_set(start_ms + 240000);
	assert_false(try("Goose-2025", code, "10.0.0.1", secret, &needs)); /* two steps late */
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_false(totp_start(a, db, id, &base32, &url, &e));
	assert_int_equal(gave(), ERR_CONFLICT);
	assert_true(totp_off(db, id, 77, &e));
	assert_true(try("Goose-2025", NULL, "10.0.0.1", secret, &needs));
}

static void tokens(void **state)
{
	(void)state;
	const char *secret, *read_only_secret;
	struct account acc;
	struct token_list list;
	bool read_only;
	int64_t id = make("organiser");
	give(id, ROLE_ORGANISER, town);
	assert_false(token_create(a, db, id, "", false, DATE_OPEN, &secret, &e));
	assert_int_equal(gave(), ERR_INPUT);
	assert_true(token_create(a, db, id, "台账同步", false, 20250620, &secret, &e));
	assert_true(token_create(a, db, id, "大屏", true, DATE_OPEN, &read_only_secret, &e));
	assert_true(token_load(a, db, secret, &acc, &read_only, &e));
	assert_true(acc.id == id && acc.token && acc.grant_count == 1 && !read_only);
	assert_true(token_load(a, db, read_only_secret, &acc, &read_only, &e));
	assert_true(read_only);
	clock_set(start_ms + 5 * 86400000LL);
	assert_false(token_load(a, db, secret, &acc, &read_only, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_true(token_list(a, db, id, &list, &e));
	assert_int_equal(list.count, 1);
	assert_true(token_end(db, id, list.rows[0].id, id, &e));
	assert_false(token_load(a, db, read_only_secret, &acc, &read_only, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_false(token_load(a, db, "yz_", &acc, &read_only, &e));
	assert_int_equal(gave(), ERR_SIGN_IN);
	assert_int_equal(audited("token"), 2);
}

static void logins_and_passwords_are_checked(void **state)
{
	(void)state;
	static const struct {
		const char *login, *name, *password, *code;
	} cases[] = {
		{ "li.na", "李娜", "Goose-2025", NULL }, { "li.na", "李娜", "goose2025", "password-weak" },
		{ "li.na", "李娜", "Go-2025", "password-weak" }, { "li.na", "李娜", "Li.Na-2025", "password-login" },
		{ "Li Na", "李娜", "Goose-2025", "login-form" }, { "l", "李娜", "Goose-2025", "login-form" },
		{ "li.na", "", "Goose-2025", "account-name" }, { "taken", "李娜", "Goose-2025", "login-taken" },
		{ "li.na", "李娜", "大雁南飞Goose1", NULL },
	};
	make("taken");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct findings f;
		struct account_new n = { .login = cases[i].login, .name = cases[i].name,
					 .password = cases[i].password, .county = county };
		findings_init(&f, a);
		assert_true(account_check(db, &n, &f, &e));
		assert_int_equal(f.errors, cases[i].code != NULL);
		if (cases[i].code)
			assert_string_equal(f.first->code, cases[i].code);
	}
	int64_t id;
	assert_false(account_create(db, &(struct account_new){ .login = "taken", .name = "x",
				    .password = "Goose-2025", .county = county }, &id, &e));
	assert_int_equal(gave(), ERR_REFUSED);
}

static void sealed_columns(void **state)
{
	(void)state;
	char *one = seal(a, "431181199001011234"), *two = seal(a, "431181199001011234");
	assert_string_not_equal(one, two);
	assert_string_equal(unseal(a, one), "431181199001011234");
	assert_string_equal(unseal(a, seal(a, "")), "");
	for (size_t i = 0; i < strlen(one); i++) {
		char *bad = arena_strdup(a, one);
		bad[i] = bad[i] == 'A' ? 'B' : 'A';
		if (strcmp(bad, one) != 0)
			assert_null(unseal(a, bad));
	}
	assert_null(unseal(a, "short"));
	/* Other spellings of the same bytes are none of ours. */
	size_t last = strlen(one);
	for (const char *tail = "==A*-"; *tail; tail++)
		assert_null(unseal(a, arena_printf(a, "%s%c", one, *tail)));
	assert_null(unseal(a, arena_strndup(a, one, last - 1)));
	assert_null(unseal(a, arena_printf(a, " %s", one)));
	assert_null(unseal(a, arena_printf(a, "%.4s\n%s", one, one + 4)));
	const char *index = blind_index(a, 1, "431181199001011234");
	assert_int_equal(strlen(index), 32);
	assert_string_equal(index, blind_index(a, 1, "431181199001011234"));
	assert_string_not_equal(index, blind_index(a, 2, "431181199001011234"));
	assert_string_not_equal(index, blind_index(a, 1, "431181199001011235"));
	assert_string_equal(mask_idnum(a, "431181199001011234"), "431181********1234");
	assert_string_equal(mask_idnum(a, "123456"), "******");
	assert_string_equal(mask_phone(a, "13812345678"), "138****5678");
	assert_string_equal(mask_phone(a, "8123456"), "*******");
}

static void the_key_file(void **state)
{
	(void)state;
	char path[64];
	struct stat st;
	snprintf(path, sizeof path, "/tmp/test_auth.%d.key", (int)getpid());
	assert_false(seal_open(path, false, &e));
	assert_int_equal(gave(), ERR_FILE);
	assert_true(seal_open(path, true, &e));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	char *sealed = seal(a, "13812345678");
	assert_true(seal_open(path, true, &e)); /* kept, not made anew */
	assert_string_equal(unseal(a, sealed), "13812345678");
	assert_int_equal(chmod(path, 0644), 0);
	assert_false(seal_open(path, false, &e));
	assert_int_equal(gave(), ERR_FILE);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(truncate(path, 31), 0);
	assert_false(seal_open(path, false, &e));
	assert_int_equal(gave(), ERR_FILE);
	unlink(path);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(roles_open_what_the_table_says), T(a_cashier_keeps_no_books), T(an_account_without_grants_opens_nothing),
		T(scope_follows_the_units), T(grants_begin_and_end),
		T(administrators_give_within_their_units), T(the_reason_is_told),
		T(sessions_live_and_end), T(five_failures_lock_for_fifteen_minutes),
		T(the_second_factor), T(tokens), T(logins_and_passwords_are_checked),
		T(sealed_columns), T(the_key_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
