/* task_notice_page.c - the supervision notice over late tasks of a unit: on the screen, as PDF.
 *
 * An official paper: it is always in Chinese. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "document/document.h"
#include "page/duty/task_page.h"
#include "page/page_reg.h"
#include "tpl.h"

static bool show(struct request *rq, struct html *h, struct err *e);
static bool pdf(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
	{ .name = "id", .kind = PARAM_ID, .required = 1 },
	{ .name = "unit", .kind = PARAM_UNIT },
	{ 0 },
};

const struct page task_notice_page = {
	.path = "/plan/:id/notice",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = show,
	.title = N_("Supervision notice"),
	.about = "The supervision notice over the late tasks of a unit in one list, to print.",
};
const struct page task_notice_pdf = {
	.path = "/plan/:id/notice/pdf",
	.method = GET,
	.cap = CAP_READ,
	.params = params,
	.serve = pdf,
	.slow = 1,
	.title = N_("Supervision notice"),
	.about = "The supervision notice as PDF.",
};

static const char paper_name[] = "督办通知单";

static bool make(struct request *rq, struct notice_sheet *v, struct err *e)
{
	struct scope scope, all;
	struct record *plan;
	struct task_tree tree;
	char text[32];
	if (!task_scope(rq, &scope, e))
		return false;
	scope_all(rq->county, &all);
	if (!reg_load(rq->arena, rq->db, reg_find("plan"), rq->county, rq_id(rq, "id"), &all, false, &plan, e))
		return false;
	struct task_ask ask = { .county = rq->county, .unit = rq->unit.id, .scope = scope, .plan = plan->id,
				.at = today() };
	if (!task_tree_load(rq->arena, rq->db, &ask, &tree, e))
		return false;
	if (!tree.late)
		return err_set(e, ERR_NOT_FOUND, "No task of this list is late in %s.", rq->unit.name);
	struct notice_line *rows = ARENA_ARRAY(rq->arena, struct notice_line, tree.late + 1);
	*v = (struct notice_sheet){
		.back = arena_printf(rq->arena, "/plan/%" PRId64 "?unit=%" PRId64, plan->id, rq->unit.id),
		.pdf = arena_printf(rq->arena, "/plan/%" PRId64 "/notice/pdf?unit=%" PRId64, plan->id, rq->unit.id),
		.title = paper_name,
		.to = arena_printf(rq->arena, "%s：", rq->unit.name),
		.heads = { "任务名称", "责任单位", "责任人", "完成时限", "超期（工作日）" },
		.intro = arena_printf(rq->arena, "《%s》中由你单位及所属单位承担的下列%d项任务已超过完成时限，现予督办：",
				      record_value(plan, "name")->s, tree.late),
		.closing = "请于收到本通知之日起5个工作日内办结，或书面说明原因并提出延期申请，办理情况连同佐证材料一并上报。",
		.signer = plan->unit_name,
		.rows = rows,
	};
	v->date = arena_strdup(rq->arena, date_zh(today(), text));
	for (int i = 0; i < tree.count; i++) {
		const struct task_node *n = &tree.rows[i];
		if (n->late)
			rows[v->count++] = (struct notice_line){ .number = n->number, .title = n->title,
								 .unit = n->unit_name,
								 .who = n->actor ? n->actor : n->head ? n->head : "",
								 .due = n->due, .late = n->late };
	}
	return true;
}

static bool show(struct request *rq, struct html *h, struct err *e)
{
	struct notice_sheet v;
	if (!make(rq, &v, e))
		return false;
	rq->title = arena_printf(rq->arena, "%s · %s", tr(rq->lang, N_("Supervision notice")), rq->unit.name);
	tpl_task_notice(h, &v);
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
	struct notice_sheet v;
	char due[32];
	(void)h;
	if (!make(rq, &v, e))
		return false;
	struct block *blocks = ARENA_ARRAY(rq->arena, struct block, v.count + 5);
	int n = 0;
	blocks[n++] = block_of(rq, BLOCK_TITLE, v.title);
	blocks[n++] = block_of(rq, BLOCK_PARAGRAPH, v.to);
	blocks[n++] = block_of(rq, BLOCK_PARAGRAPH, v.intro);
	for (int i = 0; i < v.count; i++)
		blocks[n++] = block_of(rq, BLOCK_ITEM,
				       arena_printf(rq->arena, "%s（%s%s%s），应于%s完成，已超期%d个工作日。", v.rows[i].title,
						    v.rows[i].unit, *v.rows[i].who ? "，责任人" : "", v.rows[i].who,
						    date_zh(v.rows[i].due, due), v.rows[i].late));
	blocks[n++] = block_of(rq, BLOCK_PARAGRAPH, v.closing);
	struct template_def paper = { .name = "task-notice", .title = { .zh = v.title, .en = v.title } };
	struct document d = { .template = &paper, .lang = LANG_ZH, .office = v.signer, .unit = rq->unit, .at = today(),
			      .reference = "", .dated = v.date, .block_count = n, .blocks = blocks };
	const char *path = arena_printf(rq->arena, "%s/tmp/notice-%s.pdf", rq->dir, rq->id);
	if (!document_pdf(rq->arena, &d, path, e))
		return false;
	reply_file(rq, path, arena_printf(rq->arena, "%s-%s.pdf", v.title, rq->unit.name), "application/pdf");
	return true;
}
