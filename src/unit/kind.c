/* kind.c - what a unit is, read from the ending of its name. */
#include "unit/unit_int.h"
#include "base/arena.h"
#include "base/str.h"

#include <string.h>

static bool ends(const char *s, const char *ending)
{
	size_t n = strlen(s), k = strlen(ending);
	return n >= k && strcmp(s + n - k, ending) == 0;
}

/* The first that fits counts: a virtual community ends like a community. */
static const struct {
	int level;
	const char *ending, *kind;
} endings[] = {
	{ LEVEL_PROVINCE, "", "province" },
	{ LEVEL_CITY, "", "city" },
	{ LEVEL_COUNTY, "县", "county" },
	{ LEVEL_COUNTY, "旗", "county" },
	{ LEVEL_COUNTY, "区", "district" },
	{ LEVEL_COUNTY, "市", "county_city" },
	{ LEVEL_TOWN, "街道", "street" },
	{ LEVEL_TOWN, "街道办事处", "street" },
	{ LEVEL_TOWN, "镇", "town" },
	{ LEVEL_TOWN, "民族乡", "ethnic_township" },
	{ LEVEL_TOWN, "族乡", "ethnic_township" },
	{ LEVEL_TOWN, "乡", "township" },
	{ LEVEL_VILLAGE, "虚拟社区", "virtual_community" },
	{ LEVEL_VILLAGE, "生活区", "living_area" },
	{ LEVEL_VILLAGE, "村", "village" },
	{ LEVEL_VILLAGE, "村委会", "village" },
	{ LEVEL_VILLAGE, "村民委员会", "village" },
	{ LEVEL_VILLAGE, "社区", "community" },
	{ LEVEL_VILLAGE, "社区委员会", "community" },
	{ LEVEL_VILLAGE, "居委会", "community" },
	{ LEVEL_VILLAGE, "居民委员会", "community" },
	{ LEVEL_GROUP, "", "village_group" },
};

const char *kind_of_name(const char *name, int level)
{
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (endings[i].level == level && ends(name, endings[i].ending))
			return endings[i].kind;
	return "other";
}

/* 77 townships of the national list hang directly under a city, and some counties under
 * their province; everything else goes one level at a time. */
bool level_fits(int child, int parent)
{
	if (parent == child - 1)
		return true;
	return parent == child - 2 && (child == LEVEL_TOWN || child == LEVEL_COUNTY);
}

char *name_stem(struct arena *a, const char *name)
{
	static const struct {
		const char *ending, *stem;
	} forms[] = {
		{ "村村民委员会", "村" }, { "村民委员会", "村" }, { "村村委会", "村" },
		{ "村委会", "村" }, { "社区居民委员会", "社区" }, { "社区居委会", "社区" },
		{ "社区委员会", "社区" }, { "居民委员会", "社区" }, { "居委会", "社区" }, { "街道办事处", "街道" },
	};
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		if (ends(name, forms[i].ending)) {
			size_t keep = strlen(name) - strlen(forms[i].ending);
			return arena_printf(a, "%.*s%s", (int)keep, name, forms[i].stem);
		}
	return arena_strdup(a, name);
}
