#pragma once
/*
 * catalog.h - the translated texts, generated at build from locale/zh_CN.po.
 *
 * Sorted by msgid (bytes), so that tr() finds by halving.
 */
#include <stddef.h>

struct catalog_entry {
	const char *msgid, *text;
};

extern const struct catalog_entry catalog_zh[];
extern const size_t catalog_zh_count;
