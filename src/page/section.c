/* section.c - rows of one register as a table on another page. */
#include "page/section.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"

#include <stdlib.h>

enum { ENDS_WITHIN_DAYS = 90, DUES = 40, UNIT_CELLS = 7, OPEN_ROWS = 8 };

static enum ui_tone tone_of(enum standing s)
{
	return s == STANDING_NOW ? UI_GOOD : s == STANDING_COMING ? UI_INFO : UI_PLAIN;
}

static const char *standing_word(enum standing s)
{
	switch (s) {
	case STANDING_NOW:
		return N_("Current");
	case STANDING_PAST:
		return N_("Past");
	case STANDING_COMING:
		return N_("To come");
	case STANDING_NONE:
		break;
	}
	return NULL;
}

static bool is_left_out(const struct reg_def *def, int column, const struct field_def *field,
			bool no_unit)
{
	struct path p = def->columns[column].path;
	return (field && p.field == field->index) || (no_unit && p.field == PATH_UNIT);
}

/* The row opens from its title; where that is left out, from the first cell that names something. */
static int link_column(const struct reg_def *def, const struct field_def *field, bool no_unit)
{
	int first = -1, good = -1;
	for (int c = 0; c < def->column_count; c++) {
		struct path p = def->columns[c].path;
		if (is_left_out(def, c, field, no_unit))
			continue;
		if (p.field == def->title.field && p.sub == -1)
			return c;
		const struct field_def *f = path_field(def, p);
		if (first < 0)
			first = c;
		if (good < 0 && f && p.sub == -1 &&
		    (f->type == FIELD_CHOICE || f->type == FIELD_DATE || f->type == FIELD_TEXT))
			good = c;
	}
	return good >= 0 ? good : first;
}

static const struct section_row *rows_of(struct request *rq, const struct referrer *ref,
					 bool no_unit, struct section *s)
{
	const struct reg_def *def = ref->def;
	const struct reg_cell *const *cells = page_cells(rq, def, &ref->list);
	struct section_row *rows = ARENA_ARRAY(rq->arena, struct section_row, ref->list.count + 1);
	int link = link_column(def, ref->field, no_unit);
	for (int r = 0; r < ref->list.count; r++) {
		struct reg_cell *kept = ARENA_ARRAY(rq->arena, struct reg_cell,
						    def->column_count + 1);
		int n = 0;
		const char *href = arena_printf(rq->arena, "/reg/%s/%" PRId64, def->name,
						ref->list.rows[r]->id);
		for (int c = 0; c < def->column_count; c++) {
			if (is_left_out(def, c, ref->field, no_unit))
				continue;
			kept[n] = cells[r][c];
			if (c == link) {
				kept[n].href = href;
				if (is_empty(kept[n].text))
					kept[n].text = "—";
			}
			n++;
		}
		rows[r] = (struct section_row){.href = href,
					       .standing = standing_word(ref->standings[r]),
					       .tone = tone_of(ref->standings[r]),
					       .past = ref->standings[r] == STANDING_PAST,
					       .cells = kept};
		s->dated |= rows[r].standing != NULL;
		s->cell_count = n;
	}
	s->row_count = ref->list.count;
	return rows;
}

/* "3 次，24 学时" of a register whose rows are attendances: those who came, the hours of each. */
static const char *hours_of(struct request *rq, const struct referrer *ref)
{
	const struct field_def *hours = field_find(ref->def, "hours"),
			       *attended = field_find(ref->def, "attended");
	struct query q;
	struct scope scope;
	struct group_list sums;
	struct err ignored = {0};
	if (!ref->field || ref->field->type != FIELD_PERSON || !attended || !hours ||
	    hours->type != FIELD_INT)
		return NULL;
	struct aggregate g = {.kind = AGG_SUM, .of = {.field = hours->index, .sub = -1}};
	reg_scope(rq->account, ref->def, false, &scope);
	query_init(&q, ref->def, rq->county, &scope);
	query_filter(&q, (struct path){.field = ref->field->index, .sub = -1}, OP_EQ,
		     arena_printf(rq->arena, "%" PRId64,
				  ref->list.rows[0]->v[ref->field->index].i));
	query_filter(&q, (struct path){.field = attended->index, .sub = -1}, OP_FILLED, NULL);
	if (!query_aggregate(rq->arena, rq->db, &q, &g, &sums, &ignored) || sums.count == 0)
		return NULL;
	struct msg m;
	msg_set(&m, N_("%d attendances, %d hours"), (int)sums.rows[0].rows,
		(int)sums.rows[0].value);
	return msg_render(rq->arena, &m, rq->lang);
}

/* On the page of a unit a few columns say enough; the list has them all. */
static struct section section_from(struct request *rq, const struct referrer *ref, bool no_unit)
{
	struct section s = {
	    .group = reg_group_label(ref->def, rq->lang),
	    .label = label_in(&ref->def->label, rq->lang),
	    .now = ref->now,
	    .past = ref->past,
	    .more = ref->more,
	    .sum = hours_of(rq, ref),
	};
	s.rows = rows_of(rq, ref, no_unit, &s);
	s.open = ref->field && s.row_count <= OPEN_ROWS;
	if (!ref->field && s.cell_count > UNIT_CELLS)
		s.cell_count = UNIT_CELLS;
	return s;
}

/* A register that points here by more than one field says by which. */
static bool points_twice(const struct reg_def *def, const struct reg_def *to)
{
	int n = 0;
	for (int i = 0; i < def->field_count; i++)
		n += def->fields[i].ref == to;
	return n > 1;
}

struct section section_of(struct request *rq, const struct referrer *ref)
{
	struct section s = section_from(rq, ref, false);
	if (points_twice(ref->def, ref->field->ref))
		s.label = arena_printf(rq->arena, "%s · %s", s.label,
				       label_in(&ref->field->label, rq->lang));
	s.href = arena_printf(rq->arena, "/reg/%s?all=1&f.%s=%" PRId64, ref->def->name,
			      ref->field->name, ref->list.rows[0]->v[ref->field->index].i);
	return s;
}

struct section section_of_unit(struct request *rq, const struct referrer *rows, int64_t unit)
{
	bool elsewhere = false;
	for (int i = 0; i < rows->list.count; i++)
		elsewhere |= rows->list.rows[i]->unit != unit;
	struct section s = section_from(rq, rows, !elsewhere);
	s.href = arena_printf(rq->arena, "/reg/%s?unit=%" PRId64, rows->def->name, unit);
	return s;
}

/* ---- due ---- */

static int soonest(const void *x, const void *y)
{
	const struct due_row *a = x, *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return a->href < b->href ? -1 : a->href > b->href;
}

static ymd due_day(const struct record *r, const struct field_def **why)
{
	const struct field_def *due = field_find(r->def, "due"), *to = r->def->valid_to;
	if (due && due->type == FIELD_DATE && r->v[due->index].known) {
		*why = due;
		return (ymd)r->v[due->index].i;
	}
	if (to && r->v[to->index].known &&
	    date_days((ymd)r->v[to->index].i) <= date_days(today()) + ENDS_WITHIN_DAYS) {
		*why = to;
		return (ymd)r->v[to->index].i;
	}
	return 0;
}

struct section_dues dues_of(struct request *rq, const struct referrer *refs, int count)
{
	struct due_row *rows = ARENA_ARRAY(rq->arena, struct due_row, DUES);
	int n = 0;
	for (int k = 0; k < count; k++)
		for (int i = 0; i < refs[k].list.count && n < DUES; i++) {
			const struct record *r = refs[k].list.rows[i];
			const struct field_def *why;
			ymd day = due_day(r, &why);
			if (!day || refs[k].standings[i] != STANDING_NOW ||
			    page_hides(rq, why, r))
				continue;
			rows[n++] = (struct due_row){
			    .day = day,
			    .late = day < today(),
			    .text = arena_printf(rq->arena, "%s · %s",
						 label_in(&r->def->label, rq->lang),
						 record_title(rq->arena, r, rq->lang)),
			    .what = label_in(&why->label, rq->lang),
			    .unit = r->unit_name,
			    .href = arena_printf(rq->arena, "/reg/%s/%" PRId64, r->def->name,
						 r->id),
			};
		}
	if (n)
		qsort(rows, (size_t)n, sizeof *rows, soonest);
	return (struct section_dues){.count = n, .rows = rows};
}

const char *section_line(struct request *rq, const struct section *s, const struct section_row *r,
			 const char *known)
{
	const char *text = "";
	for (int c = 0; c < s->cell_count; c++)
		if (!is_empty(r->cells[c].text) && !r->cells[c].off &&
		    !text_eq(r->cells[c].text, known))
			text = arena_printf(rq->arena, "%s%s%s", text, *text ? " · " : "",
					    r->cells[c].flag ? r->cells[c].label
							     : r->cells[c].text);
	return text;
}
