/*
 * test_burden.c - what no rule may count: sentences that are refused and ones that are fine,
 * written as counties write them; then definitions, rows, and the program's own words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site.h"
#include "base/str.h"
#include "reg/burden.h"

static const struct {
	enum burden_kind kind;
	const char *text;
} refused[] = {
	{ BURDEN_ONLINE, "每月登录平台不少于20次" },
	{ BURDEN_ONLINE, "每人每天登录APP学习" },
	{ BURDEN_ONLINE, "登录率低于95%的通报" },
	{ BURDEN_ONLINE, "在线时长排名" },
	{ BURDEN_ONLINE, "系统活跃度" },
	{ BURDEN_ONLINE, "小程序使用率达到90%以上" },
	{ BURDEN_ONLINE, "登 录 次 数" },
	{ BURDEN_ONLINE, "登錄次數" },
	{ BURDEN_ONLINE, "ＡＰＰ活跃率" },
	{ BURDEN_ONLINE, "Number of log-ins a week" },
	{ BURDEN_ONLINE, "Online time of each clerk" },
	{ BURDEN_INSTALL, "客户端安装率" },
	{ BURDEN_INSTALL, "公众号关注率达到户数的80%" },
	{ BURDEN_INSTALL, "群众平台注册数" },
	{ BURDEN_INSTALL, "要求全员下载" },
	{ BURDEN_CHECKIN, "村干部每日打卡" },
	{ BURDEN_CHECKIN, "入户走访须签到" },
	{ BURDEN_CHECKIN, "每日签到得2分" },
	{ BURDEN_CHECKIN, "工作群接龙报平安" },
	{ BURDEN_CHECKIN, "推行人脸考勤" },
	{ BURDEN_CHECKIN, "严格工作纪律，上班签到" },
	{ BURDEN_CHECKIN, "Daily check-in of all cadres" },
	{ BURDEN_POSITION, "上传走访轨迹" },
	{ BURDEN_POSITION, "驻村干部轨迹里程不少于5公里" },
	{ BURDEN_POSITION, "通过手机定位核实是否到村" },
	{ BURDEN_POSITION, "GPS核验到岗" },
	{ BURDEN_POSITION, "GPS track of each visit" },
	{ BURDEN_LIKE, "点赞数" },
	{ BURDEN_LIKE, "每人转发朋友圈3条" },
	{ BURDEN_LIKE, "公众号文章阅读时长" },
	{ BURDEN_LIKE, "学习强国积分排名" },
	{ BURDEN_LIKE, "推文转发量和评论数" },
	{ BURDEN_LIKE, "网络投票数纳入考核" },
	{ BURDEN_LIKE, "平台学习时长" },
	{ BURDEN_LIKE, "Number of likes and reposts" },
	{ BURDEN_RANK, "干部积分排名" },
	{ BURDEN_RANK, "平台数据录入量排名" },
	{ BURDEN_RANK, "各村平台使用情况排名" },
	{ BURDEN_PHOTO, "工作留痕不全的扣分" },
	{ BURDEN_PHOTO, "走访拍照上传" },
	{ BURDEN_PHOTO, "每次走访现场照片不少于3张" },
	{ BURDEN_PHOTO, "用水印相机" },
	{ BURDEN_PHOTO, "会议截图佐证" },
	{ BURDEN_PHOTO, "走访须附合影为证" },
	{ BURDEN_PHOTO, "Watermarked photo of the visit" },
};

static const char *const fine_ones[] = {
	"会议签到表", "党员大会签到人数", "培训班签到册", "凭签到表确认应到实到人数", "到会签到",
	"线上培训时长（学时）", "培训学时", "学习时间", "集中学习不少于32学时",
	"转移支付资金", "转发《关于做好防汛工作的通知》", "转发县委组织部文件",
	"网红打卡地2处", "建设打卡点", "乡村旅游打卡地",
	"功能定位", "产业发展定位", "党员活动日", "成长轨迹", "地块GPS测绘面积", "隐患点经纬度",
	"信用积分排名", "积分超市", "村民积分制", "文明家庭积分排名", "积分兑换",
	"资产照片", "项目验收照片", "合同扫描件", "资金审批全程留痕", "上传合同照片",
	"不得要求打卡、签到", "取消每日打卡", "严禁以在线时长、积分排名作为考核依据", "不搞打卡签到",
	"无需定位", "整治指尖上的形式主义，清理打卡签到、积分排名功能", "不以点赞转发论成绩",
	"党员登记表", "登记率", "土地使用率", "资产使用率", "厕所使用率", "商标注册率", "户口注册数",
	"活动次数", "走访次数", "每月走访不少于1次", "每季度召开联席会议", "问题办结率", "群众满意度",
	"平台公司收入", "系统登录密码找回", "项目正式上线运行", "应急值班签到", "护林员巡护轨迹",
	"在线申请", "年末在岗人数", "光荣榜", "红黑榜", "产值排名", "排名前十的村", "人才职称",
	"照片", "一寸照片", "身份证照片", "村务公开照片", "视频会议", "位置", "坐落位置",
	"票数", "赞成票", "表决票数", "村民代表投票数", "阅读材料", "农家书屋图书阅读", "刷脸支付",
	"Attendance sheet of the meeting", "Hours of the course", "No check-ins, no positions",
	"Transfer payments", "Points shop", "Photo of the asset",
	"", "12",
};

static void burdens_are_refused(void **state)
{
	(void)state;
	const struct burden_list *list = burden_list(site.a);
	int wrong = 0;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		struct burden b = { .kind = BURDEN__COUNT };
		bool found = burden_find(site.a, list, NULL, refused[i].text, &b);
		if (found && b.kind == refused[i].kind && !is_empty(b.law) && !is_empty(b.item))
			continue;
		wrong++;
		fprintf(stderr, "%s: %s\n", refused[i].text, found ? burden_name(b.kind) : "not found");
	}
	assert_int_equal(wrong, 0);
}

static void other_words_are_fine(void **state)
{
	(void)state;
	const struct burden_list *list = burden_list(site.a);
	int wrong = 0;
	for (size_t i = 0; i < ARRAY_LEN(fine_ones); i++) {
		struct burden b;
		if (!burden_find(site.a, list, NULL, fine_ones[i], &b))
			continue;
		wrong++;
		fprintf(stderr, "%s: %s (%s)\n", fine_ones[i], burden_name(b.kind), b.word);
	}
	assert_int_equal(wrong, 0);
}

static void sentences_are_judged_one_by_one(void **state)
{
	(void)state;
	const struct burden_list *list = burden_list(site.a);
	struct burden b;
	assert_false(burden_find(site.a, list, NULL, "会议要有签到表。每月走访一次。", &b));
	assert_true(burden_find(site.a, list, NULL, "会议要有签到表。入户要签到。", &b));
	assert_true(burden_find(site.a, list, NULL, "严禁形式主义，每天打卡", &b));
	assert_true(burden_find(site.a, list, NULL, "不得打卡；\n每天打卡", &b));
	assert_string_equal(b.word, "打卡");
	/* what it belongs to may excuse or complete it */
	assert_true(burden_find(site.a, list, NULL, "签到", &b));
	assert_false(burden_find(site.a, list, "会议出席", "签到", &b));
	assert_false(burden_find(site.a, list, NULL, "使用率", &b));
	assert_true(burden_find(site.a, list, "平台情况", "使用率", &b));
	char all[60001];
	memset(all, 'x', sizeof all - 1);
	all[sizeof all - 1] = 0;
	assert_false(burden_find(site.a, list, NULL, all, &b));
}

static void our_own_definitions_lay_no_burden(void **state)
{
	(void)state;
	const struct burden_list *list = burden_list(site.a);
	const struct reg_set *all = reg_all();
	struct findings f;
	findings_init(&f, site.a);
	for (int i = 0; i < all->count; i++)
		burden_register(site.a, list, all->regs[i], &f);
	for (int i = 0; i < all->list_count; i++)
		burden_choices(site.a, list, all->lists[i], &f);
	for (const struct finding *fi = f.first; fi; fi = fi->next)
		fprintf(stderr, "%s %s\n", fi->place, msg_render(site.a, &fi->text, LANG_EN));
	assert_int_equal(f.errors, 0);
}

static void a_row_is_refused_at_its_field(void **state)
{
	(void)state;
	struct record *r = record_new(site.a, reg_find("supervise"), site.county, site.county);
	struct findings f;
	struct err e = { 0 };
	const struct check_in in = { .arena = site.a, .db = site.db, .rec = r, .today = 20240101, .e = &e };
	*record_value(r, "content") = (struct value){ .known = true, .s = "村干部每天打卡" };
	findings_init(&f, site.a);
	check_find("burden")->fn(&in, &f);
	assert_int_equal(f.errors, 1);
	assert_string_equal(f.first->field, "content");
	assert_string_equal(f.first->code, "burden");
	const char *hint = msg_render(site.a, &f.first->hint, LANG_ZH);
	assert_non_null(strstr(hint, "国办函〔2026〕12号"));
}

static void a_sites_register_is_refused_where_it_says_so(void **state)
{
	(void)state;
	char path[160];
	struct findings f;
	struct reg_set set;
	snprintf(path, sizeof path, "mkdir -p %s/registers", site.dir);
	assert_int_equal(system(path), 0);
	snprintf(path, sizeof path, "%s/registers/punch.yaml", site.dir);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs("register: punch\nlabel: {zh: 驻村情况, en: Stay}\ngroup: people\nof: unit\n"
	      "key: [unit, day]\ntitle: day\nfields:\n"
	      "  - {name: day, type: date, label: {zh: 日期, en: Day}, required: yes}\n"
	      "  - {name: punch, type: int, label: {zh: 打卡次数, en: Times}}\n"
	      "columns: [unit, day, punch]\nallow: {read: [organiser], write: [organiser]}\n",
	      out);
	fclose(out);
	findings_init(&f, site.a);
	assert_false(reg_set_read(site.process, site.dir, &set, &f));
	assert_int_equal(f.errors, 1);
	assert_string_equal(f.first->code, "burden");
	assert_non_null(strstr(f.first->place, "punch.yaml:9:"));
}

static void rows_that_are_there_are_found(void **state)
{
	(void)state;
	struct findings f;
	int64_t rows;
	struct stmt *q = db_query(site.db,
				  SQL("insert into r_parameter (county, id, unit, ver, state, created_ms, updated_ms, "
				      "name, value, valid_from, document) values ($1, 7, $1, 1, '', 0, 0, "
				      "'每日打卡次数', '3', 20240101, '整治每日打卡的通知')"),
				  &site.e);
	assert_non_null(q);
	bind(q, 1, site.county);
	assert_true(fine(db_run(q, &site.e)));
	findings_init(&f, site.a);
	assert_true(fine(burden_rows(site.a, site.db, &rows, &f, &site.e)));
	assert_int_equal(rows, 1);
	assert_int_equal(f.errors, 1);
	assert_string_equal(f.first->place, "parameter/7");
	assert_string_equal(f.first->field, "name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(burdens_are_refused),
		cmocka_unit_test(other_words_are_fine),
		cmocka_unit_test(sentences_are_judged_one_by_one),
		cmocka_unit_test(our_own_definitions_lay_no_burden),
		cmocka_unit_test(a_row_is_refused_at_its_field),
		cmocka_unit_test(rows_that_are_there_are_found),
		cmocka_unit_test(a_sites_register_is_refused_where_it_says_so),
	};
	return cmocka_run_group_tests(tests, site_up, site_down);
}
