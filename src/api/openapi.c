/*
 * openapi.c - the contract, written from the resources and the register definitions.
 *
 * Each resource says its reply's schema here; the tests hold all their traffic against it.
 */
#include "api/api.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *path;
	enum method method;
	int status;
	const char *schema; /* of the reply; "@" is replaced by the register's name */
} replies[] = {
    {"/api/v1", GET, 200, "Root"},
    {"/api/v1/openapi.json", GET, 200, "Any"},
    {"/api/v1/units", GET, 200, "Units"},
    {"/api/v1/units/:id", GET, 200, "Unit"},
    {"/api/v1/people", GET, 200, "Records"},
    {"/api/v1/people/:id", GET, 200, "Record"},
    {"/api/v1/registers", GET, 200, "Registers"},
    {"/api/v1/registers/:reg/records", GET, 200, "Records"},
    {"/api/v1/registers/:reg/records/:id", GET, 200, "Record"},
    {"/api/v1/registers/:reg/records", POST, 201, "Record"},
    {"/api/v1/registers/:reg/records/:id", PUT, 200, "Record"},
    {"/api/v1/registers/:reg/records/:id", DELETE, 204, NULL},
    {"/api/v1/figures", GET, 200, "Figures"},
    {"/api/v1/figures/:name", GET, 200, "Figure"},
    {"/api/v1/figures/:name/records", GET, 200, "FigureRecords"},
    {"/api/v1/search", GET, 200, "Hits"},
    {"/api/v1/books", GET, 200, "Books"},
    {"/api/v1/books/:id/vouchers", GET, 200, "Vouchers"},
    {"/api/v1/books/:id/vouchers", POST, 201, "Voucher"},
    {"/api/v1/books/:id/vouchers/:voucher", GET, 200, "Voucher"},
    {"/api/v1/books/:id/trial", GET, 200, "Trial"},
    {"/api/v1/books/:id/statement/:kind", GET, 200, "Statement"},
};

/* Schemas of what replies hold, each a JSON text. */
static const struct {
	const char *name, *schema;
} schemas[] = {
    {"Any", "{\"type\":\"object\"}"},
    {"Id", "{\"type\":\"string\",\"pattern\":\"^[0-9]{1,19}$\"}"},
    {"Problem",
     "{\"type\":\"object\",\"required\":[\"type\",\"status\",\"title\",\"findings\"],"
     "\"properties\":{"
     "\"type\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"title\":{\"type\":"
     "\"string\"},"
     "\"detail\":{\"type\":\"string\"},\"request\":{\"type\":\"string\"},"
     "\"findings\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"code\","
     "\"text\"],"
     "\"properties\":{\"field\":{\"type\":[\"string\",\"null\"]},\"code\":{\"type\":\"string\"},"
     "\"severity\":{\"enum\":[\"error\",\"warning\",\"note\"]},\"text\":{\"type\":\"string\"},"
     "\"hint\":{\"type\":[\"string\",\"null\"]}}}}}}"},
    {"Root", "{\"type\":\"object\",\"required\":[\"version\",\"account\"],\"properties\":{"
	     "\"version\":{\"type\":\"string\"},"
	     "\"account\":{\"type\":\"string\"},\"unit\":{\"type\":[\"string\",\"null\"]}}}"},
    {"Unit", "{\"type\":\"object\",\"required\":[\"id\",\"code\",\"name\",\"kind\",\"level\"],"
	     "\"properties\":{"
	     "\"id\":{\"$ref\":\"#/components/schemas/"
	     "Id\"},\"code\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},"
	     "\"kind\":{\"type\":\"string\"},\"level\":{\"type\":\"integer\"},\"parent\":{\"type\":"
	     "[\"string\",\"null\"]},"
	     "\"village\":{\"type\":\"boolean\"},\"open\":{\"type\":\"boolean\"}},"
	     "\"additionalProperties\":false}"},
    {"Units",
     "{\"type\":\"object\",\"required\":[\"units\"],\"properties\":{\"units\":{\"type\":\"array\","
     "\"items\":{\"$ref\":\"#/components/schemas/Unit\"}}}}"},
    {"Record", "{\"type\":\"object\",\"required\":[\"id\",\"version\",\"unit\",\"fields\","
	       "\"display\"],\"properties\":{"
	       "\"id\":{\"$ref\":\"#/components/schemas/"
	       "Id\"},\"version\":{\"type\":\"integer\",\"minimum\":1},"
	       "\"unit\":{\"type\":\"object\",\"required\":[\"id\",\"name\"]},\"state\":{\"type\":"
	       "\"string\"},"
	       "\"created_ms\":{\"type\":\"integer\"},\"updated_ms\":{\"type\":\"integer\"},"
	       "\"fields\":{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\","
	       "\"integer\",\"boolean\"]}},"
	       "\"display\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}},"
	       "\"additionalProperties\":false}"},
    {"Records", "{\"type\":\"object\",\"required\":[\"records\",\"next\"],\"properties\":{"
		"\"records\":{\"type\":\"array\","
		"\"items\":{\"$ref\":\"#/components/schemas/"
		"Record\"}},\"next\":{\"type\":[\"string\",\"null\"]}}}"},
    {"Registers", "{\"type\":\"object\",\"required\":[\"registers\"],\"properties\":{\"registers\":"
		  "{\"type\":\"array\","
		  "\"items\":{\"type\":\"object\",\"required\":[\"name\",\"label\",\"writable\"],"
		  "\"properties\":{"
		  "\"name\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},\"writable\":{"
		  "\"type\":\"boolean\"}}}}}}"},
    {"Figures", "{\"type\":\"object\",\"required\":[\"figures\"],\"properties\":{\"figures\":{"
		"\"type\":\"array\","
		"\"items\":{\"type\":\"object\",\"required\":[\"name\",\"label\",\"formula\"]}}}}"},
    {"Figure", "{\"type\":\"object\",\"required\":[\"name\",\"unit\",\"at\",\"known\",\"value\","
	       "\"inputs\"],\"properties\":{"
	       "\"name\":{\"type\":\"string\"},\"unit\":{\"$ref\":\"#/components/schemas/Id\"},"
	       "\"at\":{\"type\":\"string\",\"format\":\"date\"},\"known\":{\"type\":\"boolean\"},"
	       "\"value\":{\"type\":[\"string\",\"null\"]},\"text\":{\"type\":\"string\"},"
	       "\"reason\":{\"type\":[\"string\",\"null\"]},\"revision\":{\"type\":\"string\"},"
	       "\"inputs\":{\"type\":\"array\"},\"parameters\":{\"type\":\"array\"}}}"},
    {"FigureRecords",
     "{\"type\":\"object\",\"required\":[\"next\"],\"properties\":{\"register\":{\"type\":"
     "\"string\"},"
     "\"records\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Record\"}},"
     "\"units\":{\"type\":\"array\"},\"next\":{\"type\":[\"string\",\"null\"]}}}"},
    {"Hits", "{\"type\":\"object\",\"required\":[\"hits\",\"more\"],\"properties\":{\"hits\":{"
	     "\"type\":\"array\","
	     "\"items\":{\"type\":\"object\",\"required\":[\"register\",\"id\",\"title\"]}},"
	     "\"more\":{\"type\":\"boolean\"}}}"},
    {"Books", "{\"type\":\"object\",\"required\":[\"books\"],\"properties\":{\"books\":{"
	      "\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\",\"unit\","
	      "\"name\",\"opened\",\"closed\",\"months_behind\",\"drafts\",\"cash\",\"bank\"]}}}}"},
    {"Vouchers",
     "{\"type\":\"object\",\"required\":[\"vouchers\"],\"properties\":{\"vouchers\":{"
     "\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\",\"version\","
     "\"state\",\"month\",\"number\",\"amount\"]}}}}"},
    {"Line", "{\"type\":\"object\",\"properties\":{\"summary\":{\"type\":\"string\"},"
	     "\"account\":{\"type\":\"string\"},\"debit\":{\"type\":\"string\"},\"credit\":{"
	     "\"type\":\"string\"},\"receipt\":{\"type\":\"string\"}}}"},
    {"Voucher",
     "{\"type\":\"object\",\"required\":[\"id\",\"book\",\"version\",\"state\",\"month\","
     "\"number\",\"lines\",\"findings\"],\"properties\":{\"lines\":{\"type\":\"array\","
     "\"items\":{\"$ref\":\"#/components/schemas/Line\"}},\"findings\":{\"type\":\"array\"}}}"},
    {"Trial", "{\"type\":\"object\",\"required\":[\"book\",\"from\",\"to\",\"accounts\"],"
	      "\"properties\":{\"accounts\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	      "\"required\":[\"account\",\"name\",\"opening_debit\",\"opening_credit\",\"debit\","
	      "\"credit\",\"closing_debit\",\"closing_credit\"]}}}}"},
    {"Statement",
     "{\"type\":\"object\",\"required\":[\"book\",\"kind\",\"document\",\"from\",\"to\",\"lines\","
     "\"findings\"],\"properties\":{\"lines\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
     "\"required\":[\"item\",\"name\",\"first\",\"second\"]}},\"findings\":{\"type\":\"array\"}}}"},
    {"NewVoucher", "{\"type\":\"object\",\"required\":[\"month\",\"day\",\"lines\"],"
		   "\"properties\":{\"month\":{\"type\":\"string\"},\"day\":{\"type\":\"string\"},"
		   "\"attachments\":{\"type\":\"integer\",\"minimum\":0},\"lines\":{\"type\":"
		   "\"array\",\"items\":{\"$ref\":\"#/components/schemas/Line\"}}}}"},
};

static const char *const methods[] = {
    [GET] = "get", [POST] = "post", [PUT] = "put", [DELETE] = "delete"};

static void raw_member(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	buf_puts(j->out, text);
	j->comma = true;
}

static void ref(struct json *j, const char *key, const char *prefix, const char *name)
{
	json_key(j, key);
	json_open(j, '{');
	json_key(j, "$ref");
	struct buf target;
	buf_init(&target, 200);
	buf_printf(&target, "#/components/schemas/%s%s", prefix, name);
	json_str(j, buf_str(&target));
	buf_done(&target);
	json_close(j, '}');
}

static const char *param_schema(enum param_kind kind)
{
	switch (kind) {
	case PARAM_INT:
		return "{\"type\":\"integer\"}";
	case PARAM_ID:
		return "{\"type\":\"string\",\"pattern\":\"^[0-9]{1,19}$\"}";
	case PARAM_DATE:
		return "{\"type\":\"string\",\"format\":\"date\"}";
	case PARAM_FLAG:
		return "{\"type\":\"string\",\"enum\":[\"0\",\"1\"]}";
	case PARAM_TEXT:
	case PARAM_NOTE:
	case PARAM_PERIOD:
	case PARAM_UNIT:
	case PARAM_FILE:
		break;
	}
	return "{\"type\":\"string\"}";
}

static bool in_path(const char *path, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = strchr(path, ':'); p; p = strchr(p + 1, ':'))
		if (strncmp(p + 1, name, n) == 0 && (p[n + 1] == 0 || p[n + 1] == '/'))
			return true;
	return false;
}

static void header_param(struct json *j, const char *name, bool required)
{
	json_open(j, '{');
	json_kstr(j, "name", name);
	json_kstr(j, "in", "header");
	json_kbool(j, "required", required);
	raw_member(j, "schema", "{\"type\":\"string\"}");
	json_close(j, '}');
}

static void params_of(struct json *j, const struct page *p, const char *reg)
{
	json_key(j, "parameters");
	json_open(j, '[');
	for (const struct param *x = p->params; x && x->name; x++) {
		bool path = in_path(p->path, x->name);
		size_t n = strlen(x->name);
		if ((reg && text_eq(x->name, "reg")) || x->name[n - 1] == '*' ||
		    (!path && text_eq(x->name, "reg")))
			continue;
		json_open(j, '{');
		json_kstr(j, "name", x->name);
		json_kstr(j, "in", path ? "path" : "query");
		json_kbool(j, "required", path || x->required);
		raw_member(j, "schema", param_schema(x->kind));
		json_close(j, '}');
	}
	if (p->method == POST)
		header_param(j, "Idempotency-Key", false);
	if (p->method == PUT || p->method == DELETE)
		header_param(j, "If-Match", true);
	json_close(j, ']');
}

static void responses(struct json *j, const struct page *p)
{
	json_key(j, "responses");
	json_open(j, '{');
	for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
		if (!text_eq(replies[i].path, p->path) || replies[i].method != p->method)
			continue;
		char status[8];
		snprintf(status, sizeof status, "%d", replies[i].status);
		json_key(j, status);
		json_open(j, '{');
		json_kstr(j, "description", p->about);
		if (replies[i].schema) {
			json_key(j, "content");
			json_open(j, '{');
			json_key(j, "application/json");
			json_open(j, '{');
			ref(j, "schema", "", replies[i].schema);
			json_close(j, '}');
			json_close(j, '}');
		}
		json_close(j, '}');
	}
	raw_member(j, "default",
		   "{\"description\":\"What is wrong and what to "
		   "do.\",\"content\":{\"application/problem+json\":"
		   "{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}");
	json_close(j, '}');
}

static void operation(struct json *j, const struct page *p, const char *reg)
{
	json_key(j, methods[p->method]);
	json_open(j, '{');
	json_kstr(j, "summary", p->about);
	params_of(j, p, reg);
	if (p->method == POST || p->method == PUT) {
		json_key(j, "requestBody");
		json_open(j, '{');
		json_kbool(j, "required", true);
		json_key(j, "content");
		json_open(j, '{');
		json_key(j, "application/json");
		json_open(j, '{');
		if (reg)
			ref(j, "schema", p->method == POST ? "New_" : "Change_", reg);
		else
			ref(j, "schema", "New", "Voucher"); /* the only one without a register */
		json_close(j, '}');
		json_close(j, '}');
		json_close(j, '}');
	}
	responses(j, p);
	json_close(j, '}');
}

/* "/api/v1/registers/:reg/records/:id" for reserve: "/api/v1/registers/reserve/records/{id}" */
static void path_key(struct json *j, const char *path, const char *reg)
{
	struct buf out;
	buf_init(&out, 400);
	while (*path) {
		if (*path != ':') {
			buf_putc(&out, *path++);
			continue;
		}
		size_t n = strcspn(++path, "/");
		if (reg && n == 3 && strncmp(path, "reg", 3) == 0)
			buf_puts(&out, reg);
		else
			buf_printf(&out, "{%.*s}", (int)n, path);
		path += n;
	}
	json_key(j, buf_str(&out));
	buf_done(&out);
}

/* All operations of one path; resources of the same path stand together or apart. */
static void path_item(struct json *j, const struct page *first, const char *reg)
{
	path_key(j, first->path, reg);
	json_open(j, '{');
	for (int i = 0; all_resources[i]; i++)
		if (text_eq(all_resources[i]->path, first->path))
			operation(j, all_resources[i], reg);
	json_close(j, '}');
}

static bool is_first(int at)
{
	for (int i = 0; i < at; i++)
		if (text_eq(all_resources[i]->path, all_resources[at]->path))
			return false;
	return true;
}

static void paths(struct json *j)
{
	json_key(j, "paths");
	json_open(j, '{');
	for (int i = 0; all_resources[i]; i++) {
		const struct page *p = all_resources[i];
		if (!is_first(i) || !has_prefix(p->path, "/api/"))
			continue; /* Open311 has a contract of its own */
		if (!strstr(p->path, ":reg")) {
			path_item(j, p, NULL);
			continue;
		}
		for (int r = 0; r < reg_all()->count; r++)
			path_item(j, p, reg_all()->regs[r]->name);
	}
	json_close(j, '}');
}

/* The steps of its states; who may take which, and what it asks for, is checked as on the page. */
static void transitions(struct json *j, const struct reg_def *def)
{
	json_key(j, "transition");
	json_open(j, '{');
	json_kstr(j, "type", "string");
	json_key(j, "enum");
	json_open(j, '[');
	for (int i = 0; i < def->transition_count; i++)
		json_str(j, def->transitions[i].code);
	json_close(j, ']');
	json_close(j, '}');
}

static void register_schema(struct json *j, const struct reg_def *def, bool change)
{
	struct buf name;
	buf_init(&name, 100);
	buf_printf(&name, "%s%s", change ? "Change_" : "New_", def->name);
	json_key(j, buf_str(&name));
	buf_done(&name);
	json_open(j, '{');
	json_kstr(j, "type", "object");
	raw_member(j, "required", "[\"fields\"]");
	json_key(j, "properties");
	json_open(j, '{');
	raw_member(j, "unit", "{\"type\":\"string\",\"description\":\"id or 12-digit code\"}");
	json_key(j, "fields");
	if (change)
		buf_puts(j->out, "{\"type\":\"object\"}");
	else
		reg_fields_schema(j, def);
	j->comma = true;
	if (change && def->transition_count)
		transitions(j, def);
	json_close(j, '}');
	json_close(j, '}');
}

void openapi_write(struct buf *out)
{
	struct json j;
	json_init(&j, out);
	json_open(&j, '{');
	json_kstr(&j, "openapi", "3.1.0");
	json_key(&j, "info");
	json_open(&j, '{');
	json_kstr(&j, "title", "Yanzhen");
	json_kstr(&j, "version", YANZHEN_VERSION);
	json_close(&j, '}');
	raw_member(&j, "security", "[{\"token\":[]}]");
	paths(&j);
	json_key(&j, "components");
	json_open(&j, '{');
	raw_member(&j, "securitySchemes", "{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}");
	json_key(&j, "schemas");
	json_open(&j, '{');
	for (size_t i = 0; i < ARRAY_LEN(schemas); i++)
		raw_member(&j, schemas[i].name, schemas[i].schema);
	for (int r = 0; r < reg_all()->count; r++) {
		register_schema(&j, reg_all()->regs[r], false);
		register_schema(&j, reg_all()->regs[r], true);
	}
	json_close(&j, '}');
	json_close(&j, '}');
	json_close(&j, '}');
}
