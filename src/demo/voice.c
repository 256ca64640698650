/*
 * voice.c - packs/<place>/voice.yaml: what villagers raised and what became of it.
 *
 *	from, to       days of raising, early enough to be closed by the cutoff
 *	suggestions, suggestions_declined   on planning and industry: solved; declined
 *	other, declined                     of the other kinds: solved; declined
 *	bases          solved ones raised at bases
 *	confirmed      of all solved, those the villager confirmed; the others stayed silent
 *	by_code        of the confirmed, those confirmed by code
 *	lively         open ones of the last weeks, counted from the day the demonstration is made
 *	document       of the rule who handles them
 */
#include "base/id.h"
#include "base/str.h"
#include "demo/chain.h"
#include "demo/demo_int.h"
#include "demo/reading.h"
#include "reg/query.h"
#include "reg/workday.h"
#include "voice/matter.h"

struct plan_voice {
	ymd from, to;
	int suggestions, suggestions_declined, other, declined, confirmed, by_code, bases, lively;
	const char *document;
};

struct saying {
	const char *kind, *text, *answer;
};
static const struct saying suggested[] = {
    {"planning", "建议把村口晒谷坪留作停车和晾晒的地方，不要再批房子。", "已列入村庄规划用地安排，村民代表会议通过。"},
    {"planning", "老房子要修旧如旧，请在规划里定下屋顶颜色和层高。", "村庄规划已写明风貌要求，建房审批时一并告知。"},
    {"planning", "沿河步道建议接到下游自然村。", "已列入规划，分两期实施，第一期已完工。"},
    {"industry", "建议统一引进茶苗，散户自己买容易买到假苗。", "合作社统一订苗，按成本价供应。"},
    {"industry", "林下可以种黄精，想请人来教。", "科技特派员已来村授课两次，示范种植已起步。"},
    {"industry", "建议把葡萄和民宿一起推，游客来了能留下。", "已与民宿经营户议定采摘路线。"},
};
static const struct saying asked[] = {
    {"works", "组里的水渠垮了一段，秋收前要修好。", "已修复并加固，村民代表验收。"},
    {"works", "机耕路雨后开不进车，运肥料全靠挑。", "已铺砂石路面，可通农用车。"},
    {"utilities", "高处几户夏天停水，水压上不去。", "已加装增压泵，供水正常。"},
    {"utilities", "路灯坏了好几盏，晚上走路不安全。", "已全部更换。"},
    {"environment", "垃圾桶太少，赶圩后路边都是垃圾。", "增设收集点，改为每日清运。"},
    {"welfare", "老人独居，冬天取暖有困难。", "已纳入探访名单，送去取暖设备。"},
    {"dispute", "两家为地界争了很久，请村里来量一次。", "现场丈量，双方签了调解协议。"},
    {"land", "流转出去的地租金晚发了。", "已与承租方核对，租金补发到户。"},
    {"finance", "想看去年集体收入的明细。", "已在公开栏和会上逐笔说明。"},
};
static const struct saying at_base[] = {
    {"land", "坝区边上几块地没有谈下来，连不成片。", "驻坝人员上门协商，已签流转合同。"},
    {"dispute", "坝区排水淹了旁边农户的菜地。", "调解达成一致，已改排水沟走向。"},
    {"sales", "豇豆集中上市，价格压得低。", "对接收购商，按保底价收购。"},
    {"sales", "缺冷库，摘下来当天卖不完。", "协调使用乡镇冷库，减少损耗。"},
    {"works", "坝区机耕道被雨水冲断。", "已修复通车。"},
    {"land", "换茬时有农户想收回土地。", "讲明合同期限，调整租金后继续流转。"},
};

struct voices {
	struct place *place;
	struct plan_voice plan;
	struct workdays *days;
	int64_t places[512], bases[512], base_units[512];
	int place_count, base_count;
	int made, solved; /* of the solved: the first `confirmed` are confirmed */
};

static struct plan_voice plan_of(const struct reading *plan)
{
	struct reading r = plan_part(plan, "voice");
	return (struct plan_voice){
	    .from = plan_day(&r, "from"), .to = plan_day(&r, "to"), .suggestions = plan_number(&r, "suggestions"),
	    .suggestions_declined = plan_number(&r, "suggestions_declined"), .other = plan_number(&r, "other"),
	    .declined = plan_number(&r, "declined"), .confirmed = plan_number(&r, "confirmed"),
	    .by_code = plan_number(&r, "by_code"), .bases = plan_number(&r, "bases"),
	    .lively = plan_number(&r, "lively"), .document = plan_need(&r, "document"),
	};
}

/* ---- of the past ---- */

static const char *source_of(int i)
{
	static const char *const sources[] = {"night_talk", "night_talk", "night_talk", "visit",
					      "paper",	    "public",	  "meeting",	"phone"};
	return sources[i % (int)ARRAY_LEN(sources)];
}

/* How it ended: the first are confirmed, by code or on the villager's word; the rest was silence. */
static void end_put(struct voices *v, struct entry *en, ymd claimed)
{
	struct lot *l = &v->place->lot;
	int i = v->solved++;
	entry_day(en, "claimed", claimed);
	if (i >= v->plan.confirmed) {
		en->rec->state = "silent";
		entry_day(en, "closed", date_from_days(date_days(claimed) + 31));
		return;
	}
	en->rec->state = "confirmed";
	entry_put(en, "heard", i < v->plan.by_code ? "code" : i % 3 ? "spoken" : "paper");
	entry_day(en, "closed", date_from_days(date_days(claimed) + 1 + lot_below(l, 20)));
}

static bool past_make(struct voices *v, const struct saying *s, int64_t unit, int64_t base, bool declined,
		      struct err *e)
{
	struct place *p = v->place;
	ymd raised = lot_day(&p->lot, v->plan.from, v->plan.to);
	ymd answered = workday_add(v->days, raised, lot_below(&p->lot, 8) * lot_below(&p->lot, 5) / 2);
	ymd claimed = workday_add(v->days, answered, lot_below(&p->lot, 10));
	struct entry en;
	entry_start(p, &en, "matter", unit);
	entry_id(&en, "place", unit);
	entry_put(&en, "kind", s->kind);
	entry_put(&en, "source", base ? "base" : source_of(v->made++));
	entry_put(&en, "title", arena_printf(p->a, "%d组：%.*s", 1 + lot_below(&p->lot, 12),
					     (int)utf8_floor(s->text, 45), s->text));
	entry_put(&en, "text", s->text);
	entry_day(&en, "raised", raised);
	entry_day(&en, "due", workday_add(v->days, raised, 15));
	entry_day(&en, "answered", answered);
	entry_put(&en, "reopened", "0");
	if (base)
		entry_id(&en, "base", base);
	if (declined) {
		en.rec->state = "declined";
		entry_put(&en, "reason", "不属于村里能办的事，已说明应向哪个部门反映。");
		entry_day(&en, "closed", answered);
		return entry_save(&en, NULL, e);
	}
	entry_put(&en, "answer", s->answer);
	if (v->made % 3 == 0)
		entry_put(&en, "public_text", s->text);
	end_put(v, &en, claimed);
	return entry_save(&en, NULL, e);
}

static int64_t any_place(struct voices *v, int i)
{
	return v->places[i % v->place_count];
}

static bool past_all(struct voices *v, struct err *e)
{
	const struct plan_voice *n = &v->plan;
	for (int i = 0; i < n->suggestions + n->suggestions_declined; i++)
		if (!past_make(v, &suggested[i % (int)ARRAY_LEN(suggested)], any_place(v, i), 0,
			       i >= n->suggestions, e))
			return false;
	for (int i = 0; i < n->other + n->declined; i++)
		if (!past_make(v, &asked[i % (int)ARRAY_LEN(asked)], any_place(v, i * 7 + 1), 0, i >= n->other, e))
			return false;
	assert(n->bases == 0 || v->base_count > 0);
	for (int i = 0; i < n->bases; i++)
		if (!past_make(v, &at_base[i % (int)ARRAY_LEN(at_base)], v->base_units[i % v->base_count],
			       v->bases[i % v->base_count], false, e))
			return false;
	return true;
}

/* ---- of the last weeks ---- */

struct live {
	const char *kind, *source, *text;
	int days;                 /* raised so many days ago */
	int verbs[3];             /* one after another; -1: no more */
	bool about;               /* a member of the committee */
};
#define NONE MATTER_DO__COUNT
static const struct live lives[] = {
    {"works", "night_talk", "三组到学校的路有一段没有护栏，孩子走路不放心。", 34, {NONE, NONE, NONE}, false},
    {"works", "visit", "三组去学校的路边没有护栏，孩子走路让人不放心。", 20, {NONE, NONE, NONE}, false},
    {"utilities", "night_talk", "水池清洗后水还是浑的，已经一个星期。", 30, {MATTER_DO_ANSWER, NONE, NONE}, false},
    {"environment", "public", "河边有人倒建筑垃圾，越堆越多。", 26, {MATTER_DO_CLAIM, NONE, NONE}, false},
    {"welfare", "paper", "父亲生病住院，想问能不能申请临时救助。", 24, {MATTER_DO_WAIT, NONE, NONE}, false},
    {"land", "phone", "邻居把界石移了，请村里来看。", 22, {MATTER_DO_CLAIM, MATTER_DO_REOPEN, NONE}, false},
    {"other", "public", "要求把村里到县城的班车改成免费。", 18, {MATTER_DO_DECLINE, NONE, NONE}, false},
    {"conduct", "paper", "评低保时没有开会，名单就贴出来了。", 15, {NONE, NONE, NONE}, true},
    {"utilities", "night_talk", "四组夜里经常跳闸。", 12, {MATTER_DO_ANSWER, MATTER_DO_CLAIM, NONE}, false},
    {"finance", "meeting", "想知道去年修路的钱花了多少。", 9, {NONE, NONE, NONE}, false},
    {"dispute", "visit", "隔壁养猪场气味太大。", 6, {NONE, NONE, NONE}, false},
    {"works", "public", "文化广场的健身器材断了一根，怕伤到人。", 3, {NONE, NONE, NONE}, false},
};
static const char *const words[MATTER_DO__COUNT] = {
    [MATTER_DO_ANSWER] = "已到现场看过，正在联系施工队，下周答复结果。",
    [MATTER_DO_CLAIM] = "已处理完毕，请反映人看看是否满意。",
    [MATTER_DO_WAIT] = "请补充住院证明，村里好代办申请。",
    [MATTER_DO_REOPEN] = "只来看了一次，界石没有放回原处。",
    [MATTER_DO_DECLINE] = "班车票价由运输公司定，村里和镇里都不能决定，已把意见转给县交通运输局。",
};

static bool live_make(struct voices *v, const struct live *l, int64_t unit, struct err *e)
{
	struct place *p = v->place;
	struct person *member = l->about ? person_at(p, unit, MEMBER, 0) : NULL;
	struct matter_raised out;
	struct matter m;
	struct findings f;
	findings_init(&f, p->a);
	struct matter_new in = {
	    .county = p->county, .place = unit, .kind = l->kind, .source = l->source, .text = l->text,
	    .about = member ? member->id : 0, .no_code = true,
	    .raised = date_from_days(date_days(today()) - l->days),
	};
	if (!matter_raise(p->a, p->db, &in, &p->how, &out, &f, e) ||
	    !matter_load(p->a, p->db, p->county, out.id, &p->how.scope, &m, e))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(l->verbs) && l->verbs[i] != NONE; i++) {
		struct matter_word w = {.text = words[l->verbs[i]], .open = true,
					.heard = l->verbs[i] == MATTER_DO_REOPEN ? "spoken" : ""};
		w.day = date_from_days(date_days(in.raised) + 2 * ((int)i + 1));
		if (!matter_act(p->a, p->db, &m, (enum matter_verb)l->verbs[i], &w, &p->how, &f, e))
			return false;
	}
	return l->about || matter_redact(p->a, p->db, &m, l->text, &p->how, &f, e);
}

/* ---- where ---- */

static bool places_find(struct voices *v, struct err *e)
{
	struct place *p = v->place;
	struct record_list rows;
	struct query q;
	for (int i = 0; i < p->village_count && v->place_count < (int)ARRAY_LEN(v->places); i++)
		v->places[v->place_count++] = p->villages[i].unit.id;
	if (v->plan.bases == 0)
		return true;
	query_init(&q, reg_find("base"), p->county, &p->how.scope);
	q.limit = 200;
	if (!query_list(p->a, p->db, &q, &rows, e))
		return false;
	for (int i = 0; i < rows.count && v->base_count < (int)ARRAY_LEN(v->bases); i++) {
		v->bases[v->base_count] = rows.rows[i]->id;
		v->base_units[v->base_count++] = rows.rows[i]->unit;
	}
	return true;
}

static bool rule_make(struct voices *v, struct err *e)
{
	struct entry en;
	entry_start(v->place, &en, "matter_route", v->place->unit.id);
	entry_put(&en, "level", "village");
	entry_put(&en, "days", "15");
	entry_put(&en, "document", v->plan.document);
	entry_day(&en, "started", v->plan.from);
	return entry_save(&en, NULL, e);
}

bool make_voice(struct place *p, struct err *e)
{
	struct reading r;
	if (!plan_area(p->a, p->plan->slug, "voice", &r, e))
		return false;
	if (!r.map)
		return true;
	struct voices *v = ARENA_NEW(p->a, struct voices);
	v->place = p;
	v->plan = plan_of(&r);
	if (!plan_says_ok(&r, "voice.yaml", e) || !workdays_load(p->a, p->db, p->county, &v->days, e) ||
	    !places_find(v, e) || !rule_make(v, e) || !past_all(v, e))
		return false;
	for (int i = 0; i < v->plan.lively && i < (int)ARRAY_LEN(lives); i++)
		if (!live_make(v, &lives[i], any_place(v, i / 6), e))
			return false;
	return true;
}
