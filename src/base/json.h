#pragma once
/*
 * json.h - a streaming JSON writer into a buf.  Commas and escapes are its business.
 */
#include "base/buf.h"

struct json {
	struct buf *out;
	bool comma;
};

void json_init(struct json *j, struct buf *out);
void json_open(struct json *j, char c);            /* '{' or '[' */
void json_close(struct json *j, char c);           /* '}' or ']' */
void json_key(struct json *j, const char *key);
void json_str(struct json *j, const char *s);      /* NULL gives null */
void json_i64(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_none(struct json *j);
void json_id(struct json *j, int64_t id);          /* decimal string; 0 gives null */
/* key and value in one call */
void json_kstr(struct json *j, const char *key, const char *s);
void json_ki64(struct json *j, const char *key, int64_t v);
void json_kbool(struct json *j, const char *key, bool v);
void json_kid(struct json *j, const char *key, int64_t id);
