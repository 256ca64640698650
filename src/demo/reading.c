/* reading.c - a plan of the demonstration, read with its mistakes named by place. */
#include "base/embed.h"
#include "base/str.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "reg/yaml_tree.h"

bool plan_has(const struct reading *r, const char *key)
{
	return ymap_get(r->map, key) != NULL;
}

struct reading plan_part(const struct reading *r, const char *key)
{
	struct reading sub = { .a = r->a, .map = ymap_get(r->map, key), .f = r->f };
	if (!sub.map || sub.map->kind != Y_MAP) {
		DEF_ERROR(r->f, r->map->pos, "demo-part", "%s is missing.", key);
		sub.map = r->map;
	}
	return sub;
}

const char *plan_word(const struct reading *r, const char *key)
{
	return ytext(ymap_get(r->map, key), key, r->f);
}

const char *plan_need(const struct reading *r, const char *key)
{
	const char *text = plan_word(r, key);
	if (is_empty(text))
		DEF_ERROR(r->f, r->map->pos, "demo-part", "%s is missing.", key);
	return text ? text : "";
}

int plan_number(const struct reading *r, const char *key)
{
	return yint(ymap_get(r->map, key), key, 0, 999999999, 0, r->f);
}

ymd plan_day(const struct reading *r, const char *key)
{
	ymd d = 0;
	const char *text = plan_need(r, key);
	if (!is_empty(text) && !date_parse(text, false, &d))
		DEF_ERROR(r->f, r->map->pos, "demo-day", "%s is not a day.", text);
	return d;
}

/* A list of codes, or a map from codes to numbers. */
void plan_codes_of(const struct reading *r, const char *key, struct plan_codes *out)
{
	const struct ynode *n = ymap_get(r->map, key);
	for (int i = 0; n && n->kind != Y_TEXT && i < n->count && i < PLAN_LIST; i++) {
		bool map = n->kind == Y_MAP;
		out->code[i] = map ? n->keys[i]->text : n->items[i]->text;
		out->number[i] = map ? yint(n->items[i], key, 0, 999, 0, r->f) : 0;
		out->count++;
	}
}

struct reading plan_item(const struct reading *r, const char *key, int i)
{
	const struct ynode *n = ymap_get(r->map, key);
	struct reading item = { .a = r->a, .f = r->f };
	if (n && n->kind == Y_LIST && i < n->count && n->items[i]->kind == Y_MAP)
		item.map = n->items[i];
	return item;
}

bool plan_says_ok(const struct reading *r, const char *path, struct err *e)
{
	if (!r->f->errors)
		return true;
	char text[MSG_TEXT];
	msg_write(&r->f->first->text, LANG_EN, text, sizeof text);
	return err_set(e, ERR_CORRUPT, "The demonstration's plan %s is wrong: %s",
		       r->f->first->place ? r->f->first->place : path, text);
}

bool plan_area(struct arena *a, const char *slug, const char *area, struct reading *out, struct err *e)
{
	struct findings *f = ARENA_NEW(a, struct findings);
	const char *path = arena_printf(a, "packs/%s/%s.yaml", slug, area);
	const struct embedded *file = embedded_find(path);
	findings_init(f, a);
	*out = (struct reading){ .a = a, .f = f };
	if (!file)
		return true;
	out->map = yaml_tree(a, file->path, file->data, file->size, f);
	return plan_says_ok(out, path, e);
}
