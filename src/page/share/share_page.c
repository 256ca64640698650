/* share_page.c - the share register of a collective on a day, on the screen and as a sheet. */
#include "page/share/share_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "html/ui.h"
#include "reg/record.h"
#include "sheet/sheet.h"
#include "tpl.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 2000, SHEET_ROWS = 200000 };

static bool serve(struct request *rq, struct html *h, struct err *e);
static bool serve_file(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "id", .kind = PARAM_ID},
    {.name = "day", .kind = PARAM_DATE},
    {0},
};

const struct page shares_page = {
    .path = "/book/:id/shares",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve,
    .title = N_("Share register"),
    .about = "Who holds how many shares of which class on a day.",
};
const struct page shares_file_page = {
    .path = "/book/:id/shares/file/xlsx",
    .method = GET,
    .cap = CAP_BOOK_READ,
    .params = params,
    .serve = serve_file,
    .slow = 1,
    .title = N_("Share register"),
    .about = "The share register on a day as an XLSX file.",
};

const char *page_shares(struct request *rq, int64_t shares)
{
	char text[32];
	return arena_strdup(rq->arena, share_text(shares, text));
}

const char *page_day(struct request *rq, ymd day)
{
	char text[16];
	return day ? arena_strdup(rq->arena, date_iso(day, text)) : "";
}

struct person_row {
	const struct share_person *who;
	int64_t person, total, frozen;
	int64_t *by_class;
};
struct shown {
	struct share_classes classes;
	struct share_people people;
	int64_t count;
	struct person_row *rows;
	int64_t *totals, frozen, total;
	ymd day;
};

static int class_index(const struct shown *s, int64_t id)
{
	for (int i = 0; i < s->classes.count; i++)
		if (s->classes.rows[i].id == id)
			return i;
	return -1;
}

static int by_household(const void *x, const void *y)
{
	const struct person_row *a = x, *b = y;
	int order = strcmp(a->who ? a->who->household : "", b->who ? b->who->household : "");
	if (!order)
		order = strcmp(a->who ? a->who->name : "", b->who ? b->who->name : "");
	return order ? order : (a->person > b->person) - (a->person < b->person);
}

static void add_holding(struct request *rq, struct shown *s, const struct holding *held, int class)
{
	struct person_row *r = s->count ? &s->rows[s->count - 1] : NULL;
	if (!r || r->person != held->person) {
		r = &s->rows[s->count++];
		*r = (struct person_row){.person = held->person,
					 .who = share_person_on(&s->people, held->person, s->day),
					 .by_class = ARENA_ARRAY(rq->arena, int64_t, s->classes.count + 1)};
	}
	r->by_class[class] += held->shares;
	r->total += held->shares;
	r->frozen += held->frozen;
	s->totals[class] += held->shares;
	s->total += held->shares;
	s->frozen += held->frozen;
}

static bool load(struct request *rq, const struct book *b, struct shown *s, struct err *e)
{
	struct share_moves moves;
	struct holdings held;
	*s = (struct shown){.day = rq_date(rq, "day") ? rq_date(rq, "day") : today()};
	if (!share_classes_load(rq->arena, rq->db, b->county, b->org, &s->classes, e) ||
	    !share_people_load(rq->arena, rq->db, b->county, b->org, &s->people, e) ||
	    !share_moves_load(rq->arena, rq->db, b->county, b->org, s->day, 0, false, &moves, e) ||
	    !holdings_at(rq->arena, &moves, s->day, 0, 0, &held, e))
		return false;
	s->rows = ARENA_ARRAY(rq->arena, struct person_row, (size_t)held.count + 1);
	s->totals = ARENA_ARRAY(rq->arena, int64_t, s->classes.count + 1);
	for (int64_t i = 0; i < held.count; i++) {
		int class = class_index(s, held.rows[i].class);
		if (class >= 0 && (held.rows[i].shares || held.rows[i].frozen))
			add_holding(rq, s, &held.rows[i], class);
	}
	if (s->count)
		qsort(s->rows, (size_t)s->count, sizeof *s->rows, by_household);
	return true;
}

static const char *name_of(struct request *rq, const struct person_row *r)
{
	if (!r->person)
		return tr(rq->lang, N_("the collective itself"));
	return r->who ? r->who->name : arena_printf(rq->arena, "#%" PRId64, r->person);
}

static const char *standing_of(struct request *rq, const struct person_row *r)
{
	const struct field_def *f = field_find(reg_find("collective_member"), "standing");
	const struct choice *c = r->who ? choice_find(f->of, r->who->standing) : NULL;
	return c ? label_in(&c->label, rq->lang) : "";
}

static bool is_gone(const struct person_row *r, ymd day)
{
	const struct share_person *p = r->who;
	return r->person && (!p || p->admitted > day || (p->ended && p->ended <= day && p->rights_until < day));
}

static void make_rows(struct request *rq, const struct book *b, const struct shown *s, struct share_view *v)
{
	int shown = s->count < SHOWN ? (int)s->count : SHOWN;
	struct share_row *rows = ARENA_ARRAY(rq->arena, struct share_row, shown + 1);
	for (int i = 0; i < shown; i++) {
		const struct person_row *r = &s->rows[i];
		const char **cells = ARENA_ARRAY(rq->arena, const char *, s->classes.count + 1);
		for (int c = 0; c < s->classes.count; c++)
			cells[c] = r->by_class[c] ? page_shares(rq, r->by_class[c]) : "";
		rows[i] = (struct share_row){
		    .name = name_of(rq, r),
		    .href = r->person ? arena_printf(rq->arena, "/book/%" PRId64 "/shares/%" PRId64, b->id,
						     r->person)
				      : NULL,
		    .household = r->who ? r->who->household : "",
		    .standing = standing_of(rq, r),
		    .frozen = r->frozen ? page_shares(rq, r->frozen) : "",
		    .total = page_shares(rq, r->total),
		    .cells = cells,
		    .gone = is_gone(r, s->day),
		};
	}
	v->rows = rows;
	v->count = shown;
	v->left_out = (int)s->count - shown;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct shown s;
	if (!page_book(rq, CAP_BOOK_READ, &b, e) || !load(rq, &b, &s, e))
		return false;
	const char **totals = ARENA_ARRAY(rq->arena, const char *, s.classes.count + 3);
	for (int c = 0; c < s.classes.count; c++)
		totals[c] = page_shares(rq, s.totals[c]);
	totals[s.classes.count] = page_shares(rq, s.frozen);
	totals[s.classes.count + 1] = page_shares(rq, s.total);
	struct share_view v = {
	    .tabs = page_book_tabs(rq, &b),
	    .day = page_day(rq, s.day),
	    .members = arena_printf(rq->arena, "%" PRId64, share_members_on(&s.people, s.day)),
	    .class_count = s.classes.count,
	    .classes = s.classes.rows,
	    .totals = totals,
	};
	v.file = arena_printf(rq->arena, "/book/%" PRId64 "/shares/file/xlsx?day=%s", b.id, v.day);
	make_rows(rq, &b, &s, &v);
	tpl_shares(h, &v);
	return true;
}

/* ---- the sheet ---- */

static void write_heads(struct request *rq, struct sheet_out *o, const struct book *b, const struct shown *s)
{
	static const char *const heads[] = {N_("No."), N_("Household"), N_("Name"), N_("Class of person")};
	int columns = 4 + s->classes.count + 2, c = 0;
	for (int i = 1; i <= columns; i++)
		out_width(o, i, i == 1 ? 6 : 14);
	out_title(o, 1, columns,
		  arena_printf(rq->arena, "%s %s %s", b->name, page_day(rq, s->day),
			       tr(rq->lang, N_("Share register"))));
	for (; c < 4; c++)
		out_cell(o, 2, c + 1, OUT_HEAD, tr(rq->lang, heads[c]));
	for (int i = 0; i < s->classes.count; i++)
		out_cell(o, 2, ++c, OUT_HEAD, s->classes.rows[i].name);
	out_cell(o, 2, ++c, OUT_HEAD, tr(rq->lang, N_("of which frozen")));
	out_cell(o, 2, ++c, OUT_HEAD, tr(rq->lang, N_("Total")));
	out_freeze(o, 2);
}

static void write_line(struct request *rq, struct sheet_out *o, int row, const char *const lead[4],
		       const int64_t *shares, int count, int64_t frozen, int64_t total)
{
	int c = 0;
	for (; c < 4; c++)
		out_cell(o, row, c + 1, c ? OUT_TEXT : OUT_NUMBER, lead[c]);
	for (int i = 0; i < count; i++)
		out_cell(o, row, ++c, OUT_NUMBER, page_shares(rq, shares[i]));
	out_cell(o, row, ++c, OUT_NUMBER, page_shares(rq, frozen));
	out_cell(o, row, ++c, OUT_NUMBER, page_shares(rq, total));
}

static bool serve_file(struct request *rq, struct html *h, struct err *e)
{
	struct book b;
	struct shown s;
	const char *path = arena_printf(rq->arena, "%s/tmp/shares-%s.xlsx", rq->dir, rq->id);
	(void)h;
	if (!page_book(rq, CAP_BOOK_READ, &b, e) || !load(rq, &b, &s, e))
		return false;
	struct sheet_out *o = out_open(path, tr(rq->lang, N_("Share register")), e);
	if (!o)
		return false;
	write_heads(rq, o, &b, &s);
	int row = 3;
	for (int64_t i = 0; i < s.count && i < SHEET_ROWS; i++, row++) {
		const struct person_row *r = &s.rows[i];
		const char *lead[4] = {arena_printf(rq->arena, "%" PRId64, i + 1), r->who ? r->who->household : "",
				       name_of(rq, r), standing_of(rq, r)};
		write_line(rq, o, row, lead, r->by_class, s.classes.count, r->frozen, r->total);
	}
	const char *last[4] = {"", "", tr(rq->lang, N_("Total")), ""};
	write_line(rq, o, row, last, s.totals, s.classes.count, s.frozen, s.total);
	if (!out_close(o, e))
		return false;
	reply_file(rq, path,
		   arena_printf(rq->arena, "%s %s %s.xlsx", b.name, tr(rq->lang, N_("Share register")),
				page_day(rq, s.day)),
		   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}
