/* gallery.c - prints the gallery page: every component inside the frame.  usage: gallery zh|en */
#include "base/arena.h"
#include "e2e/gallery_view.h"
#include "gen/tpl.h"

#include <stdio.h>
#include <string.h>

static const struct gallery_row rows[] = {
	{ "王建国", "羊角塘镇羊角塘社区", "大学本科", "培养中", UI_GOOD, 34, 98 },
	{ "买买提·吐尔逊·阿卜杜热合曼", "江口县坝盘镇高墙土家族苗族村民委员会（原竹山村、坝溪村合并）", "大专", "待考察", UI_WARN, 29, 87 },
	{ "欧阳翠", "曹坪镇中心村", "研究生", "退出", UI_PLAIN, 41, 1234567 },
	{ "李𡓐", "曹坪镇马安村", "高中", "材料不全", UI_BAD, 52, 60 },
	{ "Bartholomew Featherstonehaugh-Cholmondeley", "Yangjiaotang", "College", "In training", UI_INFO, 30, 77 },
};
static const struct ui_option options[] = {
	{ .value = "1", .label = "大专" }, { .value = "2", .label = "大学本科" },
	{ .value = "3", .label = "中央党校研究生（在职）及其他相当学历，需上传认定材料" },
};
static const struct shell_nav nav[] = {
	{ .label = "首页", .href = "/" },
	{ .group = "队伍", .label = "后备干部", .href = "/reg/reserve", .current = true },
	{ .label = "帮带结对", .href = "/reg/mentor", .waiting = 12 },
	{ .label = "缺口看板", .href = "/shortage", .waiting = 3 },
	{ .group = "指标与文稿", .label = "指标", .href = "/figure" },
	{ .label = "简报", .href = "/document" },
	{ .group = "数据", .label = "导入台账", .href = "/import" },
	{ .label = "Units and their changes over time", .href = "/unit" },
	{ .group = "管理", .label = "账号与权限", .href = "/accounts" },
	{ .label = "审计记录", .href = "/audit" },
};
static const struct ui_link units[] = {
	{ .label = "湖南省", .href = "/unit/1" }, { .label = "永州市", .href = "/unit/2" },
	{ .label = "祁阳市", .href = "/unit/3" }, { .label = "羊角塘镇", .current = true },
};
static const struct ui_link tabs[] = {
	{ .label = "按村", .href = "/a", .current = true }, { .label = "按学历", .href = "/b" },
	{ .label = "按年龄段", .href = "/c" }, { .label = "By sex", .href = "/d" },
};
static const struct ui_link menu[] = {
	{ .label = "导出为 Excel", .href = "/export" }, { .label = "打印", .href = "/print" },
};
static const struct ui_point bars[] = {
	{ .label = "羊角塘社区", .text = "6", .value = 6, .href = "/f/1" },
	{ .label = "高墙土家族苗族村民委员会（原竹山村、坝溪村合并）", .text = "4", .value = 4, .href = "/f/2" },
	{ .label = "泉口村", .text = "0", .value = 0, .href = "/f/3" },
	{ .label = "马安村", .text = "无数据", .unknown = true },
	{ .label = "中心村", .text = "1", .value = 1 },
};
static const struct ui_point months[] = {
	{ .label = "2024-01", .text = "31.20 %", .value = 3120 }, { .label = "2024-02", .text = "31.20 %", .value = 3120 },
	{ .label = "2024-03", .text = "?", .unknown = true }, { .label = "2024-04", .text = "32.05 %", .value = 3205 },
	{ .label = "2024-05", .text = "32.90 %", .value = 3290 }, { .label = "2024-06", .text = "33.11 %", .value = 3311 },
};

int main(int argc, char **argv)
{
	struct arena *a = arena_new(1 << 20);
	struct buf page;
	struct html h;
	struct findings f;
	buf_init_in(&page, a, 1 << 20);
	html_init(&h, &page, argc > 1 && strcmp(argv[1], "en") == 0 ? LANG_EN : LANG_ZH);
	h.csrf = "token";
	findings_init(&f, a);
	find_hint(find_error(&f, "born", "date", "'%s' is not a date", "31.6.2023"), "June has 30 days.");
	find_hint(find_warning(&f, "idno", "id-check-digit", "校验位不符"), "请核对身份证；确实如此请写明原因。");
	f.place = "羊角塘镇2024年后备干部台账（定稿）.xlsx!C17";
	find_error(&f, "village", "unit-unknown", "“羊角塘”不是本镇的村（社区）");
	struct gallery_view v = {
		.findings = &f, .rows = rows, .row_count = ARRAY_LEN(rows), .options = options,
		.option_count = ARRAY_LEN(options), .tabs = tabs, .tab_count = ARRAY_LEN(tabs),
		.menu = menu, .menu_count = ARRAY_LEN(menu),
		.bars = { .title = "各村（社区）后备干部人数", .unit = "人", .points = bars, .count = ARRAY_LEN(bars) },
		.trend = { .title = "35岁及以下两委成员占比", .unit = "%", .points = months, .count = ARRAY_LEN(months), .decimals = 2 },
		.pager = { .path = "/g", .query = "sort=name", .after = "5", .count = 1000, .more = true, .shown = 5 },
	};
	struct shell s = {
		.title = "后备干部", .about = "本镇各村（社区）后备干部的登记、培养与使用情况。", .account = "陈组织", .post = "镇组织委员 · 羊角塘镇", .nav = nav,
		.nav_count = ARRAY_LEN(nav), .units = units, .unit_count = ARRAY_LEN(units), .period = "截至 2024-06-30",
		.path = "/g", .query = "sort=name", .flash = "已保存 3 条记录。", .flash_tone = UI_GOOD,
	};
	shell_begin(&h, &s);
	tpl_gallery(&h, &v);
	shell_end(&h, &s);
	fwrite(page.p, 1, page.n, stdout);
	bool whole = !page.full;
	arena_free(a);
	return whole ? 0 : 1;
}
