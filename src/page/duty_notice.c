/* duty_notice.c - the notice of a committee's division of work: on the screen, and as PDF.
 *
 * An official paper of the village: it is always in Chinese. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/document.h"
#include "page/duty_page.h"
#include "tpl.h"

enum { ITEMS_MAX = DUTIES_MAX };

static bool show(struct request *rq, struct html *h, struct err *e);
static bool pdf(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "unit", .kind = PARAM_UNIT, .required = 1 },
	{ .name = "day", .kind = PARAM_DATE },
	{ 0 },
};

const struct page duty_notice_page = {
	.path = "/duties/notice",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = show,
	.title = N_("Notice of duties"),
	.about = "The division of a committee's duties as a notice to print.",
};
const struct page duty_notice_pdf = {
	.path = "/duties/notice/pdf",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = pdf,
	.slow = 1,
	.title = N_("Notice of duties"),
	.about = "The notice as PDF.",
};

/* "张三（村党组织书记）：主持全面工作、党建工作" for each member, in order of their first duty. */
static int items_make(struct request *rq, const struct duty_members *m, const struct duty_list *standing,
		      const char **items)
{
	const struct choice_list *list = choice_list_find("committee_duty");
	int64_t done[ITEMS_MAX];
	int n = 0;
	for (int i = 0; i < standing->count; i++) {
		const struct duty_standing *s = &standing->rows[i];
		const char *post = "", *duties = "";
		bool seen = false;
		for (int k = 0; k < n; k++)
			seen |= done[k] == s->person;
		if (seen)
			continue;
		for (int k = 0; k < m->count; k++)
			if (m->rows[k].id == s->person)
				post = arena_printf(rq->arena, "（%s）", m->rows[k].posts);
		for (int k = i; k < standing->count; k++) {
			const struct choice *c = choice_find(list, standing->rows[k].duty);
			if (standing->rows[k].person == s->person && c)
				duties = arena_printf(rq->arena, "%s%s%s", duties, *duties ? "、" : "", c->label.zh);
		}
		done[n] = s->person;
		items[n++] = arena_printf(rq->arena, "%s%s：%s。", s->name, post, duties);
	}
	return n;
}

/* The newest decision names the paper. */
static const struct duty_standing *newest(const struct duty_list *standing)
{
	const struct duty_standing *best = &standing->rows[0];
	for (int i = 1; i < standing->count; i++)
		if (standing->rows[i].started > best->started)
			best = &standing->rows[i];
	return best;
}

static bool make(struct request *rq, struct duty_notice *v, struct err *e)
{
	struct scope scope;
	char text[32], day[16];
	ymd at = rq_date(rq, "day") ? rq_date(rq, "day") : today();
	struct duty_members *m = ARENA_NEW(rq->arena, struct duty_members);
	struct duty_list *standing = ARENA_NEW(rq->arena, struct duty_list);
	const char **items = ARENA_ARRAY(rq->arena, const char *, ITEMS_MAX);
	enum lang lang = rq->lang;
	rq->lang = LANG_ZH; /* posts are named in the paper's language */
	bool ok = duty_readable(rq, &scope, e) && duty_members_load(rq, at, m, e) &&
		  duties_standing(rq->arena, rq->db, rq->county, rq->unit.id, &scope, at, standing, e);
	rq->lang = lang;
	if (!ok)
		return false;
	if (standing->count == 0)
		return err_set(e, ERR_NOT_FOUND, "No division of duties holds in %s on that day.", rq->unit.name);
	const struct duty_standing *last = newest(standing);
	const char *same = arena_printf(rq->arena, "unit=%" PRId64 "&day=%s", rq->unit.id, date_iso(at, day));
	*v = (struct duty_notice){
		.back = arena_printf(rq->arena, "/duties?unit=%" PRId64, rq->unit.id),
		.pdf = arena_printf(rq->arena, "/duties/notice/pdf?%s", same),
		.title = arena_printf(rq->arena, "关于%s“两委”班子成员分工的通知", rq->unit.name),
		.reference = last->document,
		.intro = arena_printf(rq->arena, "经%s研究决定，现将%s“两委”班子成员分工通知如下：",
				      date_zh(last->decided, text), rq->unit.name),
		.signer = rq->unit.name,
		.items = items,
	};
	v->date = arena_strdup(rq->arena, date_zh(last->started, text));
	v->closing = arena_printf(rq->arena, "以上分工自%s起执行。", v->date);
	v->count = items_make(rq, m, standing, items);
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct duty_notice v;
	if (!make(rq, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Notice of duties")), rq->unit.name);
	tpl_duty_notice(h, &v);
	return true;
}

static struct block block_of(struct request *rq, enum block_kind kind, const char *text)
{
	struct span *span = ARENA_NEW(rq->arena, struct span);
	*span = (struct span){ .text = text, .figure = -1 };
	return (struct block){ .kind = kind, .span_count = 1, .spans = span };
}

static bool pdf(struct request *rq, struct html *h, struct err *e)
{
	struct duty_notice v;
	(void)h;
	if (!make(rq, &v, e))
		return false;
	struct block *blocks = ARENA_ARRAY(rq->arena, struct block, v.count + 4);
	int n = 0;
	blocks[n++] = block_of(rq, BLOCK_TITLE, v.title);
	blocks[n++] = block_of(rq, BLOCK_PARAGRAPH, v.intro);
	for (int i = 0; i < v.count; i++)
		blocks[n++] = block_of(rq, BLOCK_ITEM, v.items[i]);
	blocks[n++] = block_of(rq, BLOCK_PARAGRAPH, v.closing);
	struct template_def paper = { .name = "duty-notice", .title = { .zh = v.title, .en = v.title } };
	struct document d = {
		.template = &paper, .lang = LANG_ZH, .office = v.signer, .unit = rq->unit, .at = today(),
		.reference = v.reference, .dated = v.date, .block_count = n, .blocks = blocks,
	};
	const char *path = arena_printf(rq->arena, "%s/tmp/duties-%s.pdf", rq->dir, rq->id);
	if (!document_pdf(rq->arena, &d, path, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s.pdf", v.title), "application/pdf");
	return true;
}
