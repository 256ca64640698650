/* embed.c - find a built-in file by halving. */
#include "base/embed.h"

#include <string.h>

size_t embedded_from(const char *prefix)
{
	size_t low = 0, high = embedded_count;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (strcmp(embedded_files[mid].path, prefix) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct embedded *embedded_find(const char *path)
{
	size_t i = embedded_from(path);
	if (i < embedded_count && strcmp(embedded_files[i].path, path) == 0)
		return &embedded_files[i];
	return NULL;
}
