/* calendar_page.c - the working days of a year; the next notice is entered as it is printed. */
#include "page/duty/calendar_page.h"

#include "base/arena.h"
#include "base/str.h"
#include "page/page_reg.h"
#include "reg/workday.h"
#include "tpl.h"

enum { YEAR_FIRST = 1990, YEAR_LAST = 2199, BLOCKS = 80, COUNT_MAX = 2000, TITLE = 200 };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool enter(struct request *rq, struct html *h, struct err *e);
static bool save(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "year", .kind = PARAM_INT },
	{ .name = "from", .kind = PARAM_DATE },
	{ .name = "n", .kind = PARAM_INT },
	{ 0 },
};
static const struct param new_params[] = {
	{ .name = "unit", .kind = PARAM_UNIT },
	{ .name = "year", .kind = PARAM_INT },
	{ .name = "text", .kind = PARAM_NOTE, .max = WORKDAY_NOTICE },
	{ .name = "document", .kind = PARAM_TEXT, .max = TITLE },
	{ .name = "save", .kind = PARAM_FLAG },
	{ 0 },
};

const struct page calendar_page = {
	.path = "/calendar",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = show,
	.title = N_("Working-day calendar"),
	.about = "The working days of a year: weekends, holidays, days worked for them; counts from a day.",
};
const struct page calendar_new_page = {
	.path = "/calendar/new",
	.method = GET,
	.cap = CAP_WRITE,
	.params = new_params,
	.serve = enter,
	.title = N_("Enter a notice of holidays"),
	.about = "Takes a year's notice as it is printed.",
};
const struct page calendar_new_post = {
	.path = "/calendar/new",
	.method = POST,
	.cap = CAP_WRITE,
	.params = new_params,
	.serve = save,
	.title = N_("Enter a notice of holidays"),
	.about = "Reads a year's notice; saves its days when nothing contradicts itself.",
};

static const char *say(struct request *rq, const char *fmt, ...) PRINTF_LIKE(2, 3);
static const char *say(struct request *rq, const char *fmt, ...)
{
	struct msg m;
	va_list ap;
	va_start(ap, fmt);
	msg_vset(&m, fmt, ap);
	va_end(ap);
	return msg_render(rq->arena, &m, rq->lang);
}

static const char *weekday_word(struct request *rq, ymd day)
{
	static const char *const words[] = { N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
					     N_("Friday"), N_("Saturday"), N_("Sunday") };
	return tr(rq->lang, words[weekday_of(day) - 1]);
}

static const char *day_word(struct request *rq, ymd day)
{
	char b[32];
	return arena_strdup(rq->arena, rq->lang == LANG_ZH ? date_zh(day, b) : date_iso(day, b));
}

static int year_of(const struct request *rq)
{
	int64_t year = rq_has(rq, "year") ? rq_int(rq, "year") : 0;
	return year >= YEAR_FIRST && year <= YEAR_LAST ? (int)year : today() / 10000;
}

/* ---- the months ---- */

static void month_fill(struct request *rq, const struct workdays *w, int month, struct calendar_view *v)
{
	struct calendar_month *m = &v->months[month - 1];
	ymd first = v->year * 10000 + month * 100 + 1;
	int at = weekday_of(first) - 1;
	m->name = day_word(rq, first - 1);
	for (ymd day = first; date_ok(day); day++, at++) {
		const struct workday_day *said = workday_said(w, day);
		bool work = workday_is(w, day);
		m->cells[at / 7][at % 7] = (struct calendar_cell){
			.day = arena_printf(rq->arena, "%d", day % 100),
			.sign = !said ? "" : work ? N_("work") : N_("off"),
			.name = said ? said->name : "",
			.off = !work,
			.today = day == today(),
		};
		m->works += work;
		v->off += said && !work;
		m->weeks = at / 7 + 1;
	}
	v->works += m->works;
}

/* ---- the holidays, one line each ---- */

static void block_days(struct request *rq, struct calendar_block *b, ymd from, ymd to)
{
	b->days = from == to ? day_word(rq, from)
			     : say(rq, N_("%s to %s"), day_word(rq, from), day_word(rq, to));
}

static struct calendar_block *block_of(const struct workday_day *said, struct calendar_block *blocks, int *count)
{
	for (int i = 0; i < *count; i++)
		if (text_eq(blocks[i].name, said->name) && text_eq(blocks[i].document, said->document))
			return &blocks[i];
	if (*count == BLOCKS)
		return NULL;
	blocks[*count] = (struct calendar_block){
		.name = said->name, .days = "", .worked = "", .document = said->document,
		.where = said->row ? N_("entered by the county") : N_("built in"),
	};
	return &blocks[(*count)++];
}

/* The days off first, so that the holidays stand in their order. */
static void blocks_fill(struct request *rq, const struct workdays *w, struct calendar_view *v)
{
	struct calendar_block *blocks = ARENA_ARRAY(rq->arena, struct calendar_block, BLOCKS);
	int32_t first = date_days(v->year * 10000 + 101), last = date_days(v->year * 10000 + 1231);
	ymd from = 0;
	for (int pass = 0; pass < 2; pass++)
		for (int32_t d = first; d <= last; d++) {
			ymd day = date_from_days(d);
			const struct workday_day *said = workday_said(w, day);
			struct calendar_block *b = said && said->work == (pass == 1)
							   ? block_of(said, blocks, &v->block_count)
							   : NULL;
			if (!b)
				continue;
			if (said->work) {
				b->worked = arena_printf(rq->arena, "%s%s%s（%s）", b->worked, *b->worked ? "、" : "",
							 day_word(rq, day), weekday_word(rq, day));
				continue;
			}
			from = b->off++ ? from : day;
			block_days(rq, b, from, day);
		}
	v->blocks = blocks;
}

/* ---- counting ---- */

static void count(struct request *rq, const struct workdays *w, struct calendar_view *v)
{
	ymd from = rq_date(rq, "from");
	int64_t n = rq_int(rq, "n");
	char day[16];
	v->from = arena_strdup(rq->arena, from ? date_iso(from, day) : date_iso(today(), day));
	v->n = rq_has(rq, "n") ? arena_printf(rq->arena, "%" PRId64, n) : "5";
	if (!from || from % 100 == 0 || !rq_has(rq, "n") || n < -COUNT_MAX || n > COUNT_MAX ||
	    from / 10000 < YEAR_FIRST || from / 10000 > YEAR_LAST)
		return;
	ymd at = workday_add(w, from, (int)n);
	v->answer = n < 0 ? say(rq, N_("%d working days before %s is %s, a %s."), (int)-n, day_word(rq, from),
				day_word(rq, at), weekday_word(rq, at))
			  : say(rq, N_("%d working days after %s is %s, a %s."), (int)n, day_word(rq, from),
				day_word(rq, at), weekday_word(rq, at));
	v->unknown = workday_unknown(w, from, at);
}

static bool writable(struct request *rq, struct scope *scope, bool *out, struct err *e)
{
	reg_scope(rq->account, reg_find("calendar_day"), true, scope);
	*out = false;
	return !scope->count || !rq->county || scope_has(rq->db, scope, rq->county, rq->county, out, e);
}

static const char *beside(struct request *rq, int year)
{
	return year < YEAR_FIRST || year > YEAR_LAST
		       ? NULL
		       : arena_printf(rq->arena, "/calendar?year=%d&unit=%s", year, rq->unit.code);
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct calendar_view *v = ARENA_NEW(rq->arena, struct calendar_view);
	struct workdays *w;
	struct scope scope;
	if (!workdays_load(rq->arena, rq->db, rq->county, &w, e) || !writable(rq, &scope, &v->may_write, e))
		return false;
	v->year = year_of(rq);
	v->known = workday_known(w, v->year);
	v->unit = rq->unit.code ? rq->unit.code : "";
	v->before = beside(rq, v->year - 1);
	v->after = beside(rq, v->year + 1);
	for (int month = 1; month <= 12; month++)
		month_fill(rq, w, month, v);
	blocks_fill(rq, w, v);
	count(rq, w, v);
	rq->title = say(rq, N_("Working-day calendar of %d"), v->year);
	tpl_calendar(h, v);
	return true;
}

/* ---- a notice ---- */

static bool may_enter(struct request *rq, struct scope *scope, struct err *e)
{
	bool may;
	if (!writable(rq, scope, &may, e))
		return false;
	if (may)
		return true;
	err_set(e, ERR_DENIED, "The calendar is kept by the county.");
	return err_hint(e, "Ask the organisation department of the county to enter the notice.");
}

static void rows_fill(struct request *rq, const struct workdays *w, const struct workday_notice *n,
		      struct calendar_new_view *v)
{
	struct calendar_new_row *rows = ARENA_ARRAY(rq->arena, struct calendar_new_row, n->count + 1);
	for (int i = 0; i < n->count; i++) {
		const struct workday_day *d = &n->days[i], *said = workday_said(w, d->day);
		rows[i] = (struct calendar_new_row){
			.day = day_word(rq, d->day), .weekday = weekday_word(rq, d->day),
			.kind = d->work ? N_("work") : N_("off"), .name = d->name,
			.note = !said			 ? ""
				: said->work == d->work ? N_("known already")
							: N_("known otherwise, changes"),
		};
	}
	v->rows = rows;
	v->count = n->count;
}

/* The row of the day, new when there is none. */
static bool row_of(struct request *rq, const struct scope *scope, const struct workday_day *said, struct record **out,
		   struct err *e)
{
	const struct reg_def *def = reg_find("calendar_day");
	if (said && said->row)
		return reg_load(rq->arena, rq->db, def, rq->county, said->row, scope, false, out, e);
	*out = record_new(rq->arena, def, rq->county, rq->county);
	return true;
}

static bool days_save(struct request *rq, const struct scope *scope, const struct workdays *w,
		      const struct workday_notice *n, const char *document, struct err *e)
{
	struct save_how how = page_how(rq, scope);
	for (int i = 0; i < n->count; i++) {
		const struct workday_day *d = &n->days[i], *said = workday_said(w, d->day);
		struct record *r;
		if (!row_of(rq, scope, said, &r, e))
			return false;
		*record_value(r, "day") = (struct value){ .known = true, .i = d->day };
		*record_value(r, "kind") = (struct value){ .known = true, .s = d->work ? "work" : "off" };
		*record_value(r, "name") = (struct value){ .known = true, .s = d->name };
		*record_value(r, "document") = (struct value){ .known = true, .s = document };
		if (!reg_save(rq->arena, rq->db, r, &how, rq->findings, e))
			return false;
	}
	return true;
}

static bool notice(struct request *rq, struct html *h, bool post, struct err *e)
{
	struct calendar_new_view *v = ARENA_NEW(rq->arena, struct calendar_new_view);
	struct workday_notice n = { 0 };
	struct workdays *w;
	struct scope scope;
	if (!may_enter(rq, &scope, e) || !workdays_load(rq->arena, rq->db, rq->county, &w, e))
		return false;
	*v = (struct calendar_new_view){ .year = rq_has(rq, "year") ? year_of(rq) : today() / 10000 + 1,
					 .text = rq_text(rq, "text"), .document = rq_text(rq, "document"),
					 .unit = rq->unit.code ? rq->unit.code : "", .findings = rq->findings };
	if (post) {
		workday_notice_read(rq->arena, v->text, v->year, "text", &n, rq->findings);
		v->year = n.year;
		v->document = is_empty(v->document) ? n.document : v->document;
		rows_fill(rq, w, &n, v);
		if (is_empty(v->document))
			find_hint(find_error(rq->findings, "document", "notice-document", "The notice has no number."),
				  "Copy it from the head of the notice.");
		v->ready = rq->findings->errors == 0;
	}
	if (post && v->ready && rq_flag(rq, "save")) {
		struct err why = { 0 };
		if (days_save(rq, &scope, w, &n, v->document, &why)) {
			reply_flash(rq, N_("The days were entered."));
			reply_redirect(rq, arena_printf(rq->arena, "/calendar?year=%d&unit=%s", v->year, v->unit));
			return true;
		}
		if (why.code != ERR_REFUSED) {
			*e = why;
			return false;
		}
		v->ready = false;
	}
	rq->refuse = post;
	rq->status = rq->findings->errors ? 422 : 200;
	tpl_calendar_new(h, v);
	return true;
}

static bool enter(struct request *rq, struct html *h, struct err *e)
{
	return notice(rq, h, false, e);
}

static bool save(struct request *rq, struct html *h, struct err *e)
{
	return notice(rq, h, true, e);
}
