/*
 * open311.c - GeoReport v2: which services there are, and what became of public requests.
 *
 * A service is a kind of matter, a jurisdiction a county, an address a village.  There are no
 * positions: nothing is stored of them, so lat and long are empty.
 */
#include "api/open311.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "voice/mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST = 1000, READ = 4000, SPAN = 90, LIST_TEXT = 8000 };

static bool document(struct request *rq, struct html *h, struct err *e);
static bool definition(struct request *rq, struct html *h, struct err *e);
static bool one(struct request *rq, struct html *h, struct err *e);

static const struct param what_params[] = {
	{ .name = "what", .kind = PARAM_TEXT, .required = 1 },
	{ .name = "jurisdiction_id", .kind = PARAM_TEXT },
	{ .name = "service_request_id", .kind = PARAM_TEXT, .max = LIST_TEXT },
	{ .name = "service_code", .kind = PARAM_TEXT, .max = 1000 },
	{ .name = "start_date", .kind = PARAM_TEXT },
	{ .name = "end_date", .kind = PARAM_TEXT },
	{ .name = "status", .kind = PARAM_TEXT },
	{ .name = "page", .kind = PARAM_TEXT },
	{ .name = "page_size", .kind = PARAM_TEXT },
	{ 0 },
};
static const struct param one_params[] = {
	{ .name = "id", .kind = PARAM_TEXT, .required = 1 },
	{ .name = "jurisdiction_id", .kind = PARAM_TEXT },
	{ 0 },
};

const struct page open311_page = {
	.path = "/open311/v2/:what",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = what_params,
	.serve = document,
	.api = 1,
	.slow = 1,
	.title = "Open311",
	.about = "GeoReport v2: discovery, services and requests, each as .json or .xml.",
};
const struct page open311_service_page = {
	.path = "/open311/v2/services/:id",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = one_params,
	.serve = definition,
	.api = 1,
	.title = "Open311",
	.about = "GeoReport v2: what a request of one service needs.",
};
const struct page open311_request_page = {
	.path = "/open311/v2/requests/:id",
	.method = GET,
	.cap = CAP_PUBLIC,
	.params = one_params,
	.serve = one,
	.api = 1,
	.title = "Open311",
	.about = "GeoReport v2: one request and what became of it.",
};

/* ---- the county, ids ---- */

static bool several(struct err *e)
{
	err_set(e, ERR_INPUT, "This site has several counties.");
	return err_hint(e, "Say which with jurisdiction_id, its 12-digit code.");
}

bool open311_county(struct request *rq, struct unit *out, struct err *e)
{
	const char *asked = rq_text(rq, "jurisdiction_id");
	const int64_t *all;
	int count;
	if (!unit_counties(rq->arena, rq->db, &count, &all, e))
		return false;
	if (is_empty(asked) && count > 1)
		return several(e);
	for (int i = 0; i < count; i++) {
		if (!unit_load(rq->arena, rq->db, all[i], 0, out, e))
			return false;
		if (is_empty(asked) || text_eq(out->code, asked) ||
		    (strlen(asked) == 6 && has_prefix(out->code, asked)))
			return true;
	}
	return err_set(e, ERR_NOT_FOUND, "There is no jurisdiction “%s”.", asked);
}

/* A permutation of 64-bit numbers keyed by the site (four rounds over halves). */
static uint32_t half(struct arena *a, int64_t county, int turn, uint32_t x)
{
	const char *hash = blind_index(a, county, arena_printf(a, "open311|%d|%u", turn, x));
	return (uint32_t)strtoul(arena_strndup(a, hash, 8), NULL, 16);
}

char *open311_id(struct arena *a, int64_t county, int64_t id)
{
	uint32_t l = (uint32_t)((uint64_t)id >> 32), r = (uint32_t)(uint64_t)id;
	for (int turn = 0; turn < 4; turn++) {
		uint32_t next = l ^ half(a, county, turn, r);
		l = r;
		r = next;
	}
	return arena_printf(a, "%08x%08x", l, r);
}

bool open311_id_read(struct arena *a, int64_t county, const char *text, int64_t *id)
{
	if (strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
		return false;
	uint32_t l = (uint32_t)strtoul(arena_strndup(a, text, 8), NULL, 16),
		 r = (uint32_t)strtoul(text + 8, NULL, 16);
	for (int turn = 3; turn >= 0; turn--) {
		uint32_t before = r ^ half(a, county, turn, l);
		r = l;
		l = before;
	}
	*id = (int64_t)((uint64_t)l << 32 | r);
	return *id > 0;
}

/* ---- discovery, services ---- */

static void discovery(struct open311 *w)
{
	struct request *rq = w->rq;
	open311_item(w, "discovery");
	open311_text(w, "changeset", "2026-11-22T00:00:00+08:00");
	open311_text(w, "contact", tr(rq->lang, N_("The organisation department of the county keeps this service.")));
	open311_text(w, "key_service", tr(rq->lang, N_("No key is needed.")));
	open311_list(w, "endpoints");
	open311_item(w, "endpoint");
	open311_text(w, "specification", "http://wiki.open311.org/GeoReport_v2");
	open311_text(w, "url", arena_printf(rq->arena, "%s/open311/v2", rq_origin(rq)));
	open311_text(w, "changeset", "2026-11-22T00:00:00+08:00");
	open311_text(w, "type", "production");
	open311_list(w, "formats");
	open311_word(w, "format", "text/xml");
	open311_word(w, "format", "application/json");
	open311_end(w);
	open311_end(w);
	open311_end(w);
	open311_end(w);
}

static const struct choice_list *kinds(void)
{
	const struct choice_list *list = choice_list_find("matter_kind");
	assert(list);
	return list;
}

static void services(struct open311 *w)
{
	struct request *rq = w->rq;
	const struct choice_list *list = kinds();
	open311_list(w, "services");
	for (int i = 0; i < list->count; i++) {
		const struct choice *c = &list->choices[i];
		open311_item(w, "service");
		open311_text(w, "service_code", c->code);
		open311_text(w, "service_name", label_in(&c->label, rq->lang));
		open311_text(w, "description", label_in(&c->label, rq->lang == LANG_ZH ? LANG_EN : LANG_ZH));
		open311_flag(w, "metadata", true);
		open311_text(w, "type", "realtime");
		open311_text(w, "keywords", c->label.zh);
		open311_text(w, "group", label_in(&list->label, rq->lang));
		open311_end(w);
	}
	open311_end(w);
}

static void villages_write(struct open311 *w, const struct unit_list *villages)
{
	open311_list(w, "values");
	for (int i = 0; i < villages->count; i++) {
		open311_item(w, "value");
		open311_text(w, "key", villages->units[i].code);
		open311_text(w, "name", villages->units[i].name);
		open311_end(w);
	}
	open311_end(w);
}

/* The only thing asked beside the text: which village; address_id says the same. */
static bool definition_write(struct open311 *w, const char *code, struct err *e)
{
	struct request *rq = w->rq;
	struct unit county;
	struct unit_list villages;
	if (!choice_find(kinds(), code))
		return err_set(e, ERR_NOT_FOUND, "There is no service “%s”.", code);
	if (!open311_county(rq, &county, e) || !unit_villages(rq->arena, rq->db, county.id, 0, &villages, e))
		return false;
	open311_item(w, "service_definition");
	open311_text(w, "service_code", code);
	open311_list(w, "attributes");
	open311_item(w, "attribute");
	open311_flag(w, "variable", true);
	open311_text(w, "code", "village");
	open311_text(w, "datatype", "singlevaluelist");
	open311_flag(w, "required", false);
	open311_text(w, "datatype_description", tr(rq->lang, N_("Needed unless address_id or address_string says it.")));
	open311_number(w, "order", 1);
	open311_text(w, "description", tr(rq->lang, N_("Village it is about")));
	villages_write(w, &villages);
	open311_end(w);
	open311_end(w);
	open311_end(w);
	return true;
}

static bool definition(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	struct open311 w;
	struct err mine = { 0 };
	const char *code;
	if (!open311_begin(&w, rq, rq_text(rq, "id"), &code)) {
		err_set(&mine, ERR_NOT_FOUND, "Ask for .json or .xml.");
		return open311_error(&w, &mine);
	}
	if (definition_write(&w, code, &mine))
		return true;
	if (err_http(mine.code) < 500)
		return open311_error(&w, &mine);
	*e = mine;
	return false;
}

/* ---- requests ---- */

static const char *moment(struct arena *a, ymd day)
{
	char b[16];
	return day ? arena_printf(a, "%sT00:00:00+08:00", date_iso(day, b)) : NULL;
}

static bool is_closed(const struct matter *m)
{
	return m->state == MATTER_DECLINED || m->state == MATTER_CONFIRMED || m->state == MATTER_SILENT ||
	       m->state == MATTER_MERGED;
}

static bool address_of(struct request *rq, const struct matter *m, const char **name, const char **code,
		       struct err *e)
{
	struct unit_list path;
	*name = "";
	*code = "";
	if (!unit_path(rq->arena, rq->db, m->place, 0, &path, e))
		return false;
	for (int i = 0; i < path.count; i++) {
		if (path.units[i].level >= LEVEL_COUNTY)
			*name = arena_printf(rq->arena, "%s%s", *name, path.units[i].name);
		*code = path.units[i].code;
	}
	return true;
}

static ymd changed_on(const struct matter *m)
{
	ymd day = m->raised;
	day = m->answered > day ? m->answered : day;
	day = m->claimed > day ? m->claimed : day;
	return m->closed > day ? m->closed : day;
}

static bool request_write(struct open311 *w, const struct matter *m, struct err *e)
{
	struct request *rq = w->rq;
	struct arena *a = rq->arena;
	const char *address, *address_id;
	const struct choice *kind = choice_find(kinds(), m->kind);
	if (!address_of(rq, m, &address, &address_id, e))
		return false;
	open311_item(w, "request");
	open311_text(w, "service_request_id", open311_id(a, m->county, m->id));
	open311_text(w, "status", is_closed(m) ? "closed" : "open");
	open311_text(w, "status_notes", is_empty(m->label) ? matter_state_label(m->state, rq->lang) : m->label);
	open311_text(w, "service_name", kind ? label_in(&kind->label, rq->lang) : m->kind);
	open311_text(w, "service_code", m->kind);
	open311_text(w, "description", matter_is_public(m) ? mask_public(a, m->public_text) : NULL);
	open311_text(w, "agency_responsible", m->unit_name);
	open311_text(w, "service_notice", NULL);
	open311_text(w, "requested_datetime", moment(a, m->raised));
	open311_text(w, "updated_datetime", moment(a, changed_on(m)));
	open311_text(w, "expected_datetime", moment(a, m->due));
	open311_text(w, "address", address);
	open311_text(w, "address_id", address_id);
	open311_text(w, "zipcode", NULL);
	open311_text(w, "lat", NULL);
	open311_text(w, "long", NULL);
	open311_text(w, "media_url", NULL);
	open311_end(w);
	return true;
}

/* A public one; or one that came by this interface, whose id only its sender knows: its state
 * alone.  All others do not exist here. */
static bool request_find(struct request *rq, const struct unit *county, const char *text, struct matter *m,
			 struct err *e)
{
	int64_t id;
	struct scope all;
	struct err why = { 0 };
	scope_all(county->county, &all);
	if (open311_id_read(rq->arena, county->county, text, &id) &&
	    matter_load(rq->arena, rq->db, county->county, id, &all, m, &why) &&
	    (matter_is_public(m) || text_eq(m->source, "open311")))
		return true;
	if (why.code != ERR_NONE && why.code != ERR_NOT_FOUND) {
		*e = why;
		return false;
	}
	return err_set(e, ERR_NOT_FOUND, "There is no request “%s”.", text);
}

/* "2026-11-22", "2026-11-22T08:30:00Z", "…+08:00": the day it is in China. */
static bool day_read(const char *text, ymd *out)
{
	int y, m, d, hour = 0, minute = 0, zone_h = 8, zone_m = 0, used = 0;
	char sign = '+';
	if (sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || !date_make(y, m, d) || d == 0)
		return false;
	const char *p = text + used;
	if (*p == 'T' && sscanf(p, "T%2d:%2d%n", &hour, &minute, &used) == 2) {
		p += used;
		p += strspn(p, ":.0123456789");
		if (*p == 'Z') {
			zone_h = 0;
			p++;
		} else if (sscanf(p, "%c%2d:%2d%n", &sign, &zone_h, &zone_m, &used) == 3) {
			p += used;
		}
	}
	if (*p || hour > 23 || minute > 59 || (sign != '+' && sign != '-' && sign != ' '))
		return false;
	int zone = (zone_h * 60 + zone_m) * (sign == '-' ? -1 : 1), at = hour * 60 + minute - zone + 480;
	*out = date_from_days(date_days(date_make(y, m, d)) + (at < 0 ? -1 : at >= 1440));
	return true;
}

static bool day_asked(struct request *rq, const char *name, ymd *out, struct err *e)
{
	*out = 0;
	if (!rq_has(rq, name) || is_empty(rq_text(rq, name)) || day_read(rq_text(rq, name), out))
		return true;
	err_set(e, ERR_INPUT, "“%s” is not a date.", rq_text(rq, name));
	return err_hint(e, "Write it like 2026-11-22T00:00:00+08:00.");
}

/* Whether a comma-separated list is empty or holds the word. */
static bool listed(const char *list, const char *word)
{
	size_t n = strlen(word);
	if (is_empty(list))
		return true;
	for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
		p += strspn(p, " ");
		if (strncmp(p, word, n) == 0 && (p[n] == 0 || p[n] == ',' || p[n] == ' '))
			return true;
	}
	return false;
}

static int newest(const void *x, const void *y)
{
	const struct matter *a = x, *b = y;
	if (a->raised != b->raised)
		return a->raised < b->raised ? 1 : -1;
	return (a->id < b->id) - (a->id > b->id);
}

static bool period_of(struct request *rq, ymd *from, ymd *to, struct err *e)
{
	if (!day_asked(rq, "start_date", from, e) || !day_asked(rq, "end_date", to, e))
		return false;
	if (!*to)
		*to = *from ? date_from_days(date_days(*from) + SPAN) : today();
	if (!*from)
		*from = date_from_days(date_days(*to) - SPAN);
	return true;
}

static int64_t number(struct request *rq, const char *name, int64_t low, int64_t high, int64_t other)
{
	int64_t n;
	return rq_has(rq, name) && parse_i64(rq_text(rq, name), &n) ? n < low ? low : n > high ? high : n : other;
}

static bool filtered(struct open311 *w, const struct unit *county, struct err *e)
{
	struct request *rq = w->rq;
	struct matter_list all;
	ymd from, to;
	if (!period_of(rq, &from, &to, e) ||
	    !matter_public_between(rq->arena, rq->db, county->county, county->id, from, to, READ, &all, e))
		return false;
	qsort(all.rows, (size_t)all.count, sizeof(*all.rows), newest);
	int64_t size = number(rq, "page_size", 1, LIST, LIST), skip = (number(rq, "page", 1, 100000, 1) - 1) * size;
	open311_list(w, "service_requests");
	for (int i = 0; i < all.count && size > 0; i++) {
		const struct matter *m = &all.rows[i];
		if (!listed(rq_text(rq, "service_code"), m->kind) ||
		    !listed(rq_text(rq, "status"), is_closed(m) ? "closed" : "open") || skip-- > 0)
			continue;
		if (!request_write(w, m, e))
			return false;
		size--;
	}
	open311_end(w);
	return true;
}

/* service_request_id goes before every other filter. */
static bool named(struct open311 *w, const struct unit *county, const char *ids, struct err *e)
{
	struct request *rq = w->rq;
	int count = 0;
	open311_list(w, "service_requests");
	for (const char *p = ids; *p && count < LIST; count++) {
		size_t n = strcspn(p, ", ");
		struct matter m;
		struct err why = { 0 };
		if (n && request_find(rq, county, arena_strndup(rq->arena, p, n), &m, &why)) {
			if (!request_write(w, &m, e))
				return false;
		} else if (n && why.code != ERR_NOT_FOUND) {
			*e = why;
			return false;
		}
		p += n + strspn(p + n, ", ");
	}
	open311_end(w);
	return true;
}

static bool written(struct open311 *w, const char *word, struct err *e)
{
	struct unit county;
	if (text_eq(word, "discovery")) {
		discovery(w);
		return true;
	}
	if (!text_eq(word, "services") && !text_eq(word, "requests"))
		return err_set(e, ERR_NOT_FOUND, "There are discovery, services and requests.");
	if (!open311_county(w->rq, &county, e))
		return false;
	if (text_eq(word, "services")) {
		services(w);
		return true;
	}
	const char *ids = rq_text(w->rq, "service_request_id");
	return is_empty(ids) ? filtered(w, &county, e) : named(w, &county, ids, e);
}

static bool document(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	struct open311 w;
	struct err mine = { 0 };
	const char *word;
	if (!open311_begin(&w, rq, rq_text(rq, "what"), &word)) {
		err_set(&mine, ERR_NOT_FOUND, "Ask for .json or .xml.");
		return open311_error(&w, &mine);
	}
	if (written(&w, word, &mine))
		return true;
	if (err_http(mine.code) < 500)
		return open311_error(&w, &mine);
	*e = mine;
	return false;
}

static bool one(struct request *rq, struct html *h, struct err *e)
{
	(void)h;
	struct open311 w;
	struct err mine = { 0 };
	struct unit county;
	struct matter m;
	const char *id;
	if (!open311_begin(&w, rq, rq_text(rq, "id"), &id)) {
		err_set(&mine, ERR_NOT_FOUND, "Ask for .json or .xml.");
		return open311_error(&w, &mine);
	}
	if (open311_county(rq, &county, &mine) && request_find(rq, &county, id, &m, &mine)) {
		open311_list(&w, "service_requests");
		if (!request_write(&w, &m, e))
			return false;
		open311_end(&w);
		return true;
	}
	if (err_http(mine.code) < 500)
		return open311_error(&w, &mine);
	*e = mine;
	return false;
}
