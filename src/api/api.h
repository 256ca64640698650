#pragma once
/*
 * api.h - the REST resources under /api/v1 and the contract that describes them.
 *
 * Reading and writing go through the same query compiler and the same door as the pages.
 * Ids are decimal strings.  Errors are application/problem+json with findings.
 * Writes take If-Match (the ETag that was read) and Idempotency-Key.
 *
 * Owns: api_reply (table)
 */
#include "base/json.h"
#include "reg/query.h"
#include "web/page.h"

/* Every resource; NULL-terminated. */
extern const struct page *const all_resources[];

/* The OpenAPI 3.1 document for the loaded definitions. */
void openapi_write(struct buf *out);

/* ---- shared by the resources ---- */
struct json api_reply(struct request *rq);
/* The register of "reg" ("people" stands for person) and the account's scope. */
bool api_reg(struct request *rq, bool write, const struct reg_def **def, struct scope *scope,
	     struct err *e) MUST_USE;
/* id, version, unit, state, times, fields, and display texts of references. */
void api_record(struct request *rq, struct json *j, const struct record *r);
void api_unit(struct json *j, const struct unit *u);
/* q, at, all, unit, sort, after, limit and f.<path> of the request. */
bool api_query(struct request *rq, struct query *q, struct err *e) MUST_USE;
/* What the audit chain says of where a change came from. */
const char *api_origin(struct request *rq);
/* What an earlier request with this key made; *id 0 when there was none.  ERR_REFUSED when it
 * was another request. */
bool api_replay(struct request *rq, const char *key, int64_t *id, struct err *e) MUST_USE;
bool api_remember(struct request *rq, const char *key, int64_t id, struct err *e) MUST_USE;
