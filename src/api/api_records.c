/* api_records.c - registers and their records: list, read, create, change, delete. */
#include "api/api.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <string.h>

static bool registers(struct request *rq, struct html *h, struct err *e);
static bool list(struct request *rq, struct html *h, struct err *e);
static bool one(struct request *rq, struct html *h, struct err *e);
static bool create(struct request *rq, struct html *h, struct err *e);
static bool change(struct request *rq, struct html *h, struct err *e);
static bool drop(struct request *rq, struct html *h, struct err *e);

static const struct param list_params[] = {
    {.name = "reg", .kind = PARAM_TEXT},
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "q", .kind = PARAM_TEXT},
    {.name = "at", .kind = PARAM_DATE},
    {.name = "sort", .kind = PARAM_TEXT},
    {.name = "after", .kind = PARAM_TEXT},
    {.name = "limit", .kind = PARAM_INT},
    {.name = "f.*", .kind = PARAM_TEXT},
    {0},
};
static const struct param one_params[] = {
    {.name = "reg", .kind = PARAM_TEXT},
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {0},
};
static const struct param post_params[] = {
    {.name = "reg", .kind = PARAM_TEXT, .required = 1},
    {0},
};

const struct page api_registers = {
    .path = "/api/v1/registers",
    .method = GET,
    .cap = CAP_SIGNED_IN,
    .serve = registers,
    .api = 1,
    .title = "API",
    .about = "The registers this account may read.",
};
const struct page api_people = {
    .path = "/api/v1/people",
    .method = GET,
    .cap = CAP_READ,
    .params = list_params,
    .serve = list,
    .api = 1,
    .title = "API",
    .about = "People: the register person.",
};
const struct page api_person = {
    .path = "/api/v1/people/:id",
    .method = GET,
    .cap = CAP_READ,
    .params = one_params,
    .serve = one,
    .api = 1,
    .title = "API",
    .about = "One person.",
};
const struct page api_records = {
    .path = "/api/v1/registers/:reg/records",
    .method = GET,
    .cap = CAP_READ,
    .params = list_params,
    .serve = list,
    .api = 1,
    .title = "API",
    .about = "The rows of a register within the account's scope, by cursor.",
};
const struct page api_record_one = {
    .path = "/api/v1/registers/:reg/records/:id",
    .method = GET,
    .cap = CAP_READ,
    .params = one_params,
    .serve = one,
    .api = 1,
    .title = "API",
    .about = "One row; its version is the ETag.",
};
const struct page api_record_post = {
    .path = "/api/v1/registers/:reg/records",
    .method = POST,
    .cap = CAP_WRITE,
    .params = post_params,
    .serve = create,
    .api = 1,
    .title = "API",
    .about = "Creates a row; Idempotency-Key makes a repeat harmless.",
};
const struct page api_record_put = {
    .path = "/api/v1/registers/:reg/records/:id",
    .method = PUT,
    .cap = CAP_WRITE,
    .params = one_params,
    .serve = change,
    .api = 1,
    .title = "API",
    .about = "Changes the given fields of a row and, with transition, its state; needs If-Match.",
};
const struct page api_record_delete = {
    .path = "/api/v1/registers/:reg/records/:id",
    .method = DELETE,
    .cap = CAP_WRITE,
    .params = one_params,
    .serve = drop,
    .api = 1,
    .title = "API",
    .about = "Deletes a row that nothing refers to; needs If-Match.",
};

/* ---- reading ---- */

static bool registers(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_set *all = reg_all();
	struct json j = api_reply(rq);
	(void)h;
	(void)e;
	json_open(&j, '{');
	json_key(&j, "registers");
	json_open(&j, '[');
	for (int i = 0; i < all->count; i++) {
		struct scope read, write;
		reg_scope(rq->account, all->regs[i], false, &read);
		reg_scope(rq->account, all->regs[i], true, &write);
		if (read.count == 0)
			continue;
		json_open(&j, '{');
		json_kstr(&j, "name", all->regs[i]->name);
		json_kstr(&j, "label", label_in(&all->regs[i]->label, rq->lang));
		json_kbool(&j, "writable", write.count > 0);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	return true;
}

static bool list(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct query q;
	struct record_list rows;
	(void)h;
	if (!api_reg(rq, false, &def, &scope, e))
		return false;
	query_init(&q, def, rq->county, &scope);
	if (!api_query(rq, &q, e) || !query_list(rq->arena, rq->db, &q, &rows, e))
		return false;
	struct json j = api_reply(rq);
	json_open(&j, '{');
	json_key(&j, "records");
	json_open(&j, '[');
	for (int i = 0; i < rows.count; i++)
		api_record(rq, &j, rows.rows[i]);
	json_close(&j, ']');
	json_kstr(&j, "next", rows.next);
	json_close(&j, '}');
	return true;
}

static const char *etag(struct request *rq, const struct record *r)
{
	return arena_printf(rq->arena, "\"%" PRId64 "\"", r->ver);
}

static bool load(struct request *rq, bool write, struct scope *scope, struct record **r,
		 struct err *e)
{
	const struct reg_def *def;
	return api_reg(rq, write, &def, scope, e) &&
	       reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), scope, false, r, e);
}

static bool reply_one(struct request *rq, const struct record *r)
{
	struct json j = api_reply(rq);
	reply_header(rq, "ETag", etag(rq, r));
	api_record(rq, &j, r);
	return true;
}

static bool one(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *r;
	(void)h;
	return load(rq, false, &scope, &r, e) && reply_one(rq, r);
}

/* ---- writing ---- */

static bool body_fields(struct request *rq, struct record *r, json_t *fields, struct err *e)
{
	const char *name;
	json_t *v;
	json_object_foreach(fields, name, v)
	{
		const struct field_def *f = field_find(r->def, name);
		const char *text = json_string_value(v);
		if (!f) {
			const char *names[LIMIT_DEF_FIELDS];
			for (int i = 0; i < r->def->field_count; i++)
				names[i] = r->def->fields[i].name;
			const char *near = nearest(name, names, (size_t)r->def->field_count);
			err_set(e, ERR_INPUT, "This register has no field \"%s\".", name);
			return near ? err_hint(e, N_("Did you mean \"%s\"?"), near) : false;
		}
		if (json_is_integer(v))
			text = arena_printf(rq->arena, "%" PRId64, (int64_t)json_integer_value(v));
		else if (json_is_boolean(v))
			text = json_is_true(v) ? "1" : "0";
		else if (!text && !json_is_null(v))
			return err_set(e, ERR_INPUT,
				       "The field \"%s\" must be a string, a number or null.",
				       name);
		if (text && (f->type == FIELD_IDNUM || f->type == FIELD_PHONE) && strchr(text, '*'))
			continue;
		if (!value_parse(rq->arena, f, text ? arena_strdup(rq->arena, text) : "", false,
				 &r->v[f->index], rq->findings))
			continue; /* the finding refuses the save */
	}
	return true;
}

static bool body_unit(struct request *rq, struct record *r, json_t *unit, struct err *e)
{
	struct unit u;
	const char *text = json_string_value(unit);
	int64_t id;
	if (!unit)
		return true;
	if (!text)
		return err_set(e, ERR_INPUT,
			       "\"unit\" must be the id or the code of a unit, as a string.");
	bool ok = strlen(text) == 12 ? unit_by_code(rq->arena, rq->db, text, 0, &u, e)
		  : id_parse(text, &id)
		      ? unit_load(rq->arena, rq->db, id, 0, &u, e)
		      : err_set(e, ERR_INPUT,
				"\"unit\" must be the id or the code of a unit, as a string.");
	if (!ok)
		return false;
	r->unit = u.id;
	r->county = u.county;
	if (r->county != rq->county)
		return err_set(e, ERR_DENIED, "%s is not among the units you may write for.",
			       u.name);
	return true;
}

/* `transition` may be NULL where none can be taken (a new row). */
static bool read_body(struct request *rq, struct record *r, const char **transition, struct err *e)
{
	size_t n;
	json_error_t je;
	const char *text = rq_body(rq, &n);
	json_t *o = text ? json_loadb(text, n, JSON_REJECT_DUPLICATES, &je) : NULL;
	if (!text)
		return err_set(e, ERR_INPUT, "The request has no JSON body.");
	if (!o)
		return err_set(e, ERR_INPUT, "The body is not JSON: line %d, column %d: %s.",
			       je.line, je.column, je.text);
	json_t *fields = json_object_get(o, "fields");
	bool ok =
	    json_is_object(fields) || err_set(e, ERR_INPUT, "The body needs an object \"fields\".");
	ok = ok && body_unit(rq, r, json_object_get(o, "unit"), e) && body_fields(rq, r, fields, e);
	if (transition)
		*transition = arena_strdup(rq->arena, json_string_value(json_object_get(o, "transition")));
	json_decref(o);
	return ok;
}

const char *api_origin(struct request *rq)
{
	return rq->account->token ? arena_printf(rq->arena, "api %" PRId64, rq->account->token)
				  : "api";
}

static unsigned roles_of(const struct account *acc)
{
	unsigned roles = 0;
	for (int i = 0; i < acc->grant_count; i++)
		roles |= ROLE_BIT(acc->grants[i].role);
	return roles;
}

/* `transition` NULL: the fields alone. */
static bool store(struct request *rq, struct record *r, const char *transition, const struct scope *scope,
		  struct err *e)
{
	struct save_how how = {.actor = rq->account->id,
			       .scope = *scope,
			       .origin = api_origin(rq)};
	struct record *now;
	if (rq->findings->errors)
		return err_set(e, ERR_REFUSED, "Nothing was saved: %d things are wrong.",
			       rq->findings->errors);
	struct scope all;
	scope_all(r->county, &all);
	bool saved = transition ? reg_transit(rq->arena, rq->db, r, transition, &how, roles_of(rq->account),
					      rq->findings, e)
				: reg_save(rq->arena, rq->db, r, &how, rq->findings, e);
	return saved && reg_load(rq->arena, rq->db, r->def, r->county, r->id, &all, false, &now, e) &&
	       reply_one(rq, now);
}

/* ---- a repeated request ---- */

static const char *digest(struct request *rq)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned md_n = 0;
	size_t n = 0;
	const char *body = rq_body(rq, &n);
	const char *all = arena_printf(rq->arena, "%s\n%.*s", rq->path, (int)n, body ? body : "");
	EVP_Digest(all, strlen(all), md, &md_n, EVP_sha256(), NULL);
	char *hex = arena_alloc(rq->arena, 33);
	for (int i = 0; i < 16; i++) {
		static const char digits[] = "0123456789abcdef";
		hex[2 * i] = digits[md[i] >> 4];
		hex[2 * i + 1] = digits[md[i] & 15];
	}
	return hex;
}

bool api_replay(struct request *rq, const char *key, int64_t *id, struct err *e)
{
	bool same = true;
	struct stmt *q =
	    db_query(rq->db,
		     SQL("select record,digest from api_reply where county=$1 and account=$2"
			 " and idempotency_key=$3"),
		     e);
	if (!q)
		return false;
	bind(q, 1, rq->county);
	bind(q, 2, rq->account->id);
	bind(q, 3, key);
	if (db_next(q)) {
		*id = col_i64(q, 0);
		same = text_eq(col_peek(q, 1), digest(rq));
	}
	if (!db_end(q, e))
		return false;
	return same ||
	       err_set(e, ERR_REFUSED, "This Idempotency-Key was used for another request.");
}

bool api_remember(struct request *rq, const char *key, int64_t id, struct err *e)
{
	struct stmt *q =
	    db_query(rq->db,
		     SQL("insert into api_reply(county,account,idempotency_key,record,digest,at_ms)"
			 " values($1,$2,$3,$4,$5,$6)"),
		     e);
	if (!q)
		return false;
	bind(q, 1, rq->county);
	bind(q, 2, rq->account->id);
	bind(q, 3, key);
	bind(q, 4, id);
	bind(q, 5, digest(rq));
	bind(q, 6, now_ms());
	return db_run(q, e);
}

static bool create(struct request *rq, struct html *h, struct err *e)
{
	const struct reg_def *def;
	struct scope scope;
	struct record *r;
	int64_t id = 0;
	const char *key = rq_header(rq, "Idempotency-Key");
	(void)h;
	if (!api_reg(rq, true, &def, &scope, e) || (key && !api_replay(rq, key, &id, e)))
		return false;
	if (id) {
		if (!reg_load(rq->arena, rq->db, def, rq->county, id, &scope, false, &r, e))
			return false;
		reply_one(rq, r);
	} else {
		r = record_new(rq->arena, def, rq->county, rq->unit.id);
		if (!read_body(rq, r, NULL, e) || !store(rq, r, NULL, &scope, e) ||
		    (key && !api_remember(rq, key, r->id, e)))
			return false;
	}
	rq->status = 201;
	reply_header(
	    rq, "Location",
	    arena_printf(rq->arena, "/api/v1/registers/%s/records/%" PRId64, def->name, r->id));
	return true;
}

static bool matches(struct request *rq, const struct record *r, struct err *e)
{
	const char *want = rq_header(rq, "If-Match");
	if (is_empty(want)) {
		err_set(e, ERR_PRECONDITION,
			"This request needs If-Match with the ETag that was read.");
		return err_hint(e, N_("Read the entry first and send its ETag back."));
	}
	if (!text_eq(want, etag(rq, r)) && !text_eq(want, "*"))
		return err_set(e, ERR_PRECONDITION,
			       "The entry was changed meanwhile; its version is %" PRId64 ".",
			       r->ver);
	return true;
}

static bool change(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *r;
	const char *transition;
	(void)h;
	return load(rq, true, &scope, &r, e) && matches(rq, r, e) && read_body(rq, r, &transition, e) &&
	       store(rq, r, transition, &scope, e);
}

static bool drop(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *r;
	(void)h;
	if (!load(rq, true, &scope, &r, e) || !matches(rq, r, e))
		return false;
	struct save_how how = {.actor = rq->account->id, .scope = scope, .origin = "api"};
	if (!reg_delete(rq->arena, rq->db, r, &how, rq->findings, e))
		return false;
	rq->status = 204;
	(void)reply_buf(rq, "application/json; charset=utf-8");
	return true;
}
