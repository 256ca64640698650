/* layout.c - title, head line, merged heads and foot of a register's sheet. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "reg/import_int.h"

#include <string.h>

enum { NUMBER_WIDTH = 6, COLUMN_WIDTH = 14, LINE_MAX = 2000 };

int layout_columns(struct arena *a, const struct reg_def *def, uint64_t chosen, int more,
		   enum lang lang, struct layout_column **out)
{
	int n = 0;
	struct layout_column *columns =
	    ARENA_ARRAY(a, struct layout_column, def->column_count + more + 1);
	columns[n++] =
	    (struct layout_column){.head = tr(lang, N_("No.")), .width = NUMBER_WIDTH};
	for (int i = 0; i < def->column_count; i++) {
		const struct column_def *c = &def->columns[i];
		if (chosen && !(i < 64 && chosen >> i & 1))
			continue;
		columns[n++] = (struct layout_column){
		    .group = c->group.zh ? label_in(&c->group, lang) : NULL,
		    .head = label_in(c->group.zh ? &c->head : &c->label, lang),
		    .width = COLUMN_WIDTH,
		};
	}
	*out = columns;
	return n;
}

/* "填报单位：{unit}" with what is known; a blank to write in otherwise. */
static const char *head_line(struct arena *a, const struct sheet_layout *l)
{
	char day[32];
	struct buf out;
	buf_init(&out, LINE_MAX);
	for (const char *p = l->def->sheet_head; *p;) {
		if (has_prefix(p, "{unit}")) {
			buf_puts(&out, is_empty(l->unit) ? "          " : l->unit);
			p += strlen("{unit}");
		} else if (has_prefix(p, "{date}")) {
			const char *text = l->lang == LANG_ZH ? date_zh(l->day, day)
							      : date_iso(l->day, day);
			buf_puts(&out, l->day ? text : "          ");
			p += strlen("{date}");
		} else {
			buf_putc(&out, *p++);
		}
	}
	const char *text = arena_strdup(a, buf_str(&out));
	buf_done(&out);
	return text;
}

static int group_end(const struct sheet_layout *l, int i)
{
	int end = i;
	while (l->columns[i].group && end + 1 < l->count &&
	       text_eq(l->columns[end + 1].group, l->columns[i].group))
		end++;
	return end;
}

static bool is_grouped(const struct sheet_layout *l)
{
	for (int i = 0; i < l->count; i++)
		if (l->columns[i].group)
			return true;
	return false;
}

static void write_groups(struct sheet_out *o, const struct sheet_layout *l, int row)
{
	for (int i = 0; i < l->count; i++) {
		int end = group_end(l, i);
		if (end > i)
			out_group(o, row, i + 1, end + 1, l->columns[i].group);
		else
			out_cell(o, row, i + 1, OUT_HEAD,
				 l->columns[i].group ? l->columns[i].group : l->columns[i].head);
		i = end;
	}
}

int layout_head(struct sheet_out *o, struct arena *a, const struct sheet_layout *l)
{
	int row = 1;
	for (int i = 0; i < l->count; i++)
		out_width(o, i + 1, l->columns[i].width);
	if (l->title)
		out_title(o, row++, l->count, l->title);
	if (l->def->sheet_head)
		out_line(o, row++, l->count, head_line(a, l));
	bool grouped = is_grouped(l);
	if (grouped)
		write_groups(o, l, row++);
	for (int i = 0; i < l->count; i++)
		out_cell(o, row, i + 1, OUT_HEAD, l->columns[i].head);
	if (l->keys) {
		out_cell(o, row, l->count + 1, OUT_HEAD, KEY_ID_HEADING);
		out_cell(o, row, l->count + 2, OUT_HEAD, KEY_VER_HEADING);
		out_hide_column(o, l->count + 1);
		out_hide_column(o, l->count + 2);
	}
	for (int i = 0; grouped && i < l->count; i++)
		if (!l->columns[i].group)
			out_down(o, i + 1, row - 1, row, l->columns[i].head);
	out_freeze(o, row);
	return row + 1;
}

void layout_foot(struct sheet_out *o, const struct sheet_layout *l, int row)
{
	for (int i = 0; i < l->def->foot_count; i++)
		out_line(o, row + i, l->count, l->def->foot[i]);
}
