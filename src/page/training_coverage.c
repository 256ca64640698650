/* training_coverage.c - a target group: people covered beside attendances, who has not come. */
#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "page/training_page.h"
#include "tpl.h"

enum { ROWS = 400 };

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "unit", .kind = PARAM_UNIT},
    {.name = "group", .kind = PARAM_TEXT, .max = 40},
    {0},
};

const struct page training_coverage_page = {
    .path = "/training/coverage",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Coverage"),
    .about = "The people of a target group, how often each came, and who has not.",
};

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct training_coverage v = {.option_count = TARGET__COUNT};
	struct scope scope;
	enum target group = TARGET_SECRETARY;
	char id[24];
	reg_scope(rq->account, reg_find("trainee"), false, &scope);
	if (!rq->unit.id || !scope.count) {
		err_set(e, ERR_DENIED, "Your account may not read the training records.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	if (!is_empty(rq_text(rq, "group")) && !target_parse(rq_text(rq, "group"), &group))
		return err_set(e, ERR_INPUT, "There is no target group \"%s\".", rq_text(rq, "group"));
	struct ui_option *options = ARENA_ARRAY(rq->arena, struct ui_option, TARGET__COUNT);
	for (int i = 0; i < TARGET__COUNT; i++)
		options[i] = (struct ui_option){.value = target_code((enum target)i),
						.label = target_label((enum target)i)};
	v.options = options;
	v.group = target_code(group);
	v.unit = arena_strdup(rq->arena, id_text(rq->unit.id, id));
	if (!training_target(rq, group, rq->unit.id, &v.list, e))
		return false;
	v.persons = arena_printf(rq->arena, "%d / %d", v.list.covered, v.list.count);
	v.times = arena_printf(rq->arena, "%" PRId64, v.list.times);
	if (v.list.count > ROWS) {
		v.left_out = v.list.count - ROWS;
		v.list.count = ROWS;
	}
	rq->title = arena_printf(rq->arena, "%s · %s · %s", tr(rq->lang, N_("Coverage")),
				 tr(rq->lang, target_label(group)), rq->unit.name);
	tpl_training_coverage(h, &v);
	return true;
}
