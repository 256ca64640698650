/*
 * reg_sheet.c - how the exported sheet of a register looks: the line below the title, the
 * heads merged over several columns, the notes at the foot.
 *
 *	columns:
 *	  - {path: mentor, label: {…}, group: {zh: 导师基本情况, en: Mentor}, head: {zh: 姓名, en: Name}}
 *	sheet:
 *	  head: 填报单位：{unit}    填报日期：{date}
 *	  foot: ["注：1. …", "2. …"]
 */
#include "base/arena.h"
#include "base/str.h"
#include "reg/reg_int.h"
#include "text/text.h"

#include <string.h>

enum { FOOT_MAX = 20 };

/* Only {unit} and {date} are filled in. */
static void head_check(struct reg_reading *r, const char *text, struct src_pos pos)
{
	for (const char *p = text; (p = strchr(p, '{')); p++)
		if (!has_prefix(p, "{unit}") && !has_prefix(p, "{date}"))
			DEF_ERROR(r->f, pos, "def-sheet",
				  "The head line of a sheet takes {unit} and {date}, nothing else.");
}

static void foot_read(struct reg_reading *r, struct reg_def *def, const struct ynode *n)
{
	if (!n)
		return;
	if (n->kind != Y_LIST || n->count > FOOT_MAX) {
		DEF_ERROR(r->f, n->pos, "def-sheet", "\"foot\" is a list of at most %d notes.",
			  (int)FOOT_MAX);
		return;
	}
	const char **notes = ARENA_ARRAY(r->a, const char *, n->count + 1);
	for (int i = 0; i < n->count; i++) {
		const char *note = ytext(n->items[i], "foot", r->f);
		if (note)
			notes[def->foot_count++] = note;
	}
	def->foot = notes;
}

static bool same_group(const struct column_def *a, const struct column_def *b)
{
	return a->group.zh && b->group.zh && text_eq(a->group.zh, b->group.zh);
}

/* Columns of a group stand side by side, and no two of them are headed alike. */
static void groups_check(struct reg_reading *r, const struct reg_def *def)
{
	for (int i = 0; i < def->column_count; i++) {
		const struct column_def *c = &def->columns[i];
		for (int k = 0; k < i; k++) {
			const struct column_def *before = &def->columns[k];
			if (!same_group(before, c))
				continue;
			if (!same_group(&def->columns[i - 1], c))
				DEF_ERROR(r->f, c->pos, "def-sheet",
					  "The columns of the group \"%s\" must stand side by side.",
					  c->group.zh);
			if (text_eq(text_heading(r->a, before->head.zh),
				    text_heading(r->a, c->head.zh)))
				DEF_ERROR(r->f, c->pos, "def-sheet",
					  "Two columns of the group \"%s\" are headed \"%s\".",
					  c->group.zh, c->head.zh);
		}
	}
}

void sheet_resolve(struct reg_reading *r, struct reg_draft *d)
{
	static const char *const known[] = {"head", "foot", NULL};
	const struct ynode *n = ymap_get(d->root, "sheet");
	groups_check(r, d->def);
	if (!n)
		return;
	if (n->kind != Y_MAP) {
		DEF_ERROR(r->f, n->pos, "def-sheet", "\"sheet\" holds head and foot.");
		return;
	}
	ymap_known(n, "sheet", known, r->f);
	const struct ynode *head = ymap_get(n, "head");
	d->def->sheet_head = ytext(head, "head", r->f);
	if (d->def->sheet_head)
		head_check(r, d->def->sheet_head, head->pos);
	foot_read(r, d->def, ymap_get(n, "foot"));
}
