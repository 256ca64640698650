/* param.c - declared parameters, typed; what is not declared does not reach a page. */
#include "web/web_int.h"

#include <string.h>

enum { TEXT_MAX = 200, NOTE_MAX = 20000 };

static const struct param *declared(const struct page *page, const char *name)
{
	for (const struct param *p = page->params; p && p->name; p++) {
		size_t n = strlen(p->name);
		if (text_eq(p->name, name))
			return p;
		if (n >= 2 && p->name[n - 1] == '*' && strncmp(p->name, name, n - 1) == 0)
			return p;
	}
	return NULL;
}

/* Line ends become \n; other control characters are refused. */
static bool text_clean(struct arena *a, const char *in, bool lines, const char **out)
{
	char *text = arena_alloc(a, strlen(in) + 1);
	size_t n = 0;
	for (; *in; in++) {
		unsigned char c = (unsigned char)*in;
		if (c == '\r' && in[1] == '\n')
			continue;
		if (c == 127 || (c < 32 && c != '\t' && !(lines && c == '\n')))
			return false;
		text[n++] = *in;
	}
	*out = text;
	return true;
}

static bool is_flag(const char *s)
{
	return text_eq(s, "1") || text_eq(s, "0") || text_eq(s, "on") || text_eq(s, "true") ||
	       text_eq(s, "false");
}

static void text_check(struct visit *v, const struct param *p, const char *name, const char **value)
{
	struct findings *f = v->rq.findings;
	bool lines = p->kind == PARAM_NOTE;
	int max = p->max ? p->max : lines ? NOTE_MAX : TEXT_MAX;
	if (!text_clean(v->rq.arena, *value, lines, value))
		find_error(f, name, "param-text",
			   "The text holds characters that cannot be typed.");
	else if (utf8_count(*value) > (size_t)max)
		find_error(f, name, "param-long", "The text is longer than %d characters.", max);
}

/* Findings for what a person typed; an error only for the database and for a unit out of reach. */
static bool check(struct visit *v, struct db *db, const struct param *p, const char *name,
		  const char **value, struct err *e)
{
	struct findings *f = v->rq.findings;
	struct period period;
	struct unit unit;
	int64_t n;
	ymd day;
	if (!**value)
		return true;
	switch (p->kind) {
	case PARAM_TEXT:
	case PARAM_NOTE:
		text_check(v, p, name, value);
		return true;
	case PARAM_INT:
		if (!parse_i64(*value, &n) || (p->max && n > p->max))
			find_error(f, name, "param-int",
				   "“%s” is not a whole number that fits here.", *value);
		return true;
	case PARAM_ID:
		if (!id_parse(*value, &n))
			return err_set(e, ERR_NOT_FOUND, "There is nothing with the number %s.",
				       *value);
		return true;
	case PARAM_DATE:
		if (!date_parse(*value, false, &day))
			find_hint(find_error(f, name, "param-date", "“%s” is not a date.", *value),
				  "Write it like 2024-05-03.");
		return true;
	case PARAM_PERIOD:
		if (!period_parse(*value, &period))
			find_hint(
			    find_error(f, name, "param-period", "“%s” is not a period.", *value),
			    "Write it like 2024, 2024-Q2 or 2024-05.");
		return true;
	case PARAM_UNIT: {
		char id[24];
		if (!unit_reach(v, db, *value, &unit, e))
			return false;
		*value = arena_strdup(v->rq.arena, id_text(unit.id, id));
		return true;
	}
	case PARAM_FLAG:
		if (!is_flag(*value))
			find_error(f, name, "param-flag", "“%s” is neither yes nor no.", *value);
		return true;
	case PARAM_FILE:
		return true;
	}
	return true;
}

static void give(struct visit *v, const char *name, const char *value)
{
	struct pair *p = ARENA_NEW(v->rq.arena, struct pair);
	*p = (struct pair){.name = name, .value = value};
	*v->given_end = p;
	v->given_end = &p->next;
}

static void required_check(struct visit *v)
{
	for (const struct param *p = v->rq.page->params; p && p->name; p++) {
		if (!p->required)
			continue;
		if (p->kind == PARAM_FILE ? rq_file(&v->rq, p->name) != NULL
					  : *rq_text(&v->rq, p->name))
			continue;
		find_error(v->rq.findings, p->name, "param-required", "This is required.");
	}
}

/* What the path says cannot be said again by the query or the body. */
static bool is_shadowed(const struct visit *v, const struct pair *r)
{
	for (const struct pair *p = v->pairs; p && !r->in_path; p = p->next)
		if (p->in_path && text_eq(p->name, r->name))
			return true;
	return false;
}

bool params_read(struct visit *v, struct db *db, struct err *e)
{
	for (const struct pair *r = v->pairs; r; r = r->next) {
		const struct param *p = declared(v->rq.page, r->name);
		const char *value = r->value;
		if (!p || p->kind == PARAM_FILE || is_shadowed(v, r)) {
			if (!text_eq(r->name, "csrf") && !text_eq(r->name, "lang") &&
			    !text_eq(r->name, "unit"))
				trace("web", "id=%s parameter %s dropped", v->rq.id, r->name);
			continue;
		}
		if (!check(v, db, p, r->name, &value, e))
			return false;
		give(v, r->name, value);
	}
	required_check(v);
	if (v->rq.findings->errors == 0)
		return true;
	return err_set(e, ERR_INPUT, "Some fields of the request cannot be read.");
}

/* ---- what pages ask ---- */

static const char *find(const struct request *rq, const char *name)
{
	for (const struct pair *p = visit_of(rq)->given; p; p = p->next)
		if (text_eq(p->name, name))
			return p->value;
	return NULL;
}

const char *rq_text(const struct request *rq, const char *name)
{
	const char *s = find(rq, name);
	return s ? s : "";
}

bool rq_has(const struct request *rq, const char *name)
{
	return find(rq, name) != NULL;
}

int64_t rq_int(const struct request *rq, const char *name)
{
	int64_t n;
	return parse_i64(rq_text(rq, name), &n) ? n : 0;
}

int64_t rq_id(const struct request *rq, const char *name)
{
	int64_t id;
	return id_parse(rq_text(rq, name), &id) ? id : 0;
}

ymd rq_date(const struct request *rq, const char *name)
{
	ymd day;
	return date_parse(rq_text(rq, name), false, &day) ? day : 0;
}

bool rq_flag(const struct request *rq, const char *name)
{
	const char *s = rq_text(rq, name);
	return *s && !text_eq(s, "0") && !text_eq(s, "false");
}

int rq_prefixed(const struct request *rq, const char *prefix, const struct rq_pair **out)
{
	struct rq_pair *list = ARENA_ARRAY(rq->arena, struct rq_pair, LIMIT_PARAMS);
	int n = 0;
	for (const struct pair *p = visit_of(rq)->given; p; p = p->next)
		if (has_prefix(p->name, prefix))
			list[n++] =
			    (struct rq_pair){.name = p->name + strlen(prefix), .value = p->value};
	*out = list;
	return n;
}

const struct upload *rq_file(const struct request *rq, const char *name)
{
	for (const struct part *p = visit_of(rq)->files; p; p = p->next)
		if (text_eq(p->name, name))
			return &p->upload;
	return NULL;
}

const char *rq_body(const struct request *rq, size_t *n)
{
	struct visit *v = visit_of(rq);
	if (v->in.kind != BODY_TEXT || v->in.text.n == 0)
		return NULL;
	*n = v->in.text.n;
	return buf_str(&v->in.text);
}

const char *rq_session(const struct request *rq)
{
	return visit_of(rq)->session;
}
