/* geojson.c - reads the shapes of a site within limits; degrees become integers at once. */
#include "html/geojson.h"

#include "base/arena.h"
#include "base/log.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MILLION = 1000000 };

struct reading {
	struct arena *a;
	const char *const *codes;
	int count;
	struct geo_shape *shapes; /* of this file and those before it */
	int64_t points;           /* in shapes */
};

/* ---- one file ---- */

/* The only place where a coordinate is a double: jansson gives no other. */
static bool micro_of(const json_t *number, int64_t limit, int64_t *out)
{
	if (!json_is_number(number))
		return false;
	double degrees = json_number_value(number);
	if (!(degrees >= -(double)limit && degrees <= (double)limit))
		return false;
	*out = (int64_t)(degrees * MILLION + (degrees < 0 ? -0.5 : 0.5));
	return true;
}

static bool ring_of(struct reading *r, const json_t *array, struct ui_ring *out)
{
	size_t n = json_array_size(array);
	if (n < 3 || (int64_t)n > SHAPE_POINTS - r->points)
		return false;
	int64_t *xy = ARENA_ARRAY(r->a, int64_t, 2 * n);
	for (size_t i = 0; i < n; i++) {
		const json_t *point = json_array_get(array, i);
		if (!micro_of(json_array_get(point, 0), 180, &xy[2 * i]) ||
		    !micro_of(json_array_get(point, 1), 90, &xy[2 * i + 1]))
			return false;
	}
	*out = (struct ui_ring){.count = (int)n, .xy = xy};
	r->points += (int64_t)n;
	return true;
}

static bool polygon_of(struct reading *r, const json_t *rings, struct geo_shape *shape)
{
	for (size_t i = 0; i < json_array_size(rings); i++) {
		if (!ring_of(r, json_array_get(rings, i), &shape->rings[shape->ring_count]))
			return false;
		shape->ring_count++;
	}
	return true;
}

/* A ring has three points or more, so that SHAPE_POINTS bounds their number too. */
static bool geometry_of(struct reading *r, const json_t *geometry, struct geo_shape *shape)
{
	const char *type = json_string_value(json_object_get(geometry, "type"));
	const json_t *coordinates = json_object_get(geometry, "coordinates");
	bool one = type && strcmp(type, "Polygon") == 0;
	if (!one && (!type || strcmp(type, "MultiPolygon") != 0))
		return false;
	size_t parts = one ? 1 : json_array_size(coordinates), rings = 0;
	for (size_t i = 0; i < parts; i++)
		rings += json_array_size(one ? coordinates : json_array_get(coordinates, i));
	if (!rings || rings > SHAPE_POINTS)
		return false;
	shape->rings = ARENA_ARRAY(r->a, struct ui_ring, rings);
	for (size_t i = 0; i < parts; i++)
		if (!polygon_of(r, one ? coordinates : json_array_get(coordinates, i), shape))
			return false;
	return true;
}

/* Which of the codes a feature is for; -1 none. */
static int place_of(const struct reading *r, const json_t *properties)
{
	static const char *const names[] = {"code", "id"};
	for (size_t k = 0; k < ARRAY_LEN(names); k++) {
		const json_t *value = json_object_get(properties, names[k]);
		char number[24] = "";
		const char *code = json_string_value(value);
		if (json_is_integer(value)) {
			snprintf(number, sizeof number, "%lld",
				 (long long)json_integer_value(value));
			code = number;
		}
		for (int i = 0; code && code[0] && i < r->count; i++)
			if (strcmp(r->codes[i], code) == 0)
				return i;
	}
	return -1;
}

static bool collection_of(struct reading *r, const json_t *root)
{
	const char *type = json_string_value(json_object_get(root, "type"));
	const json_t *features = json_object_get(root, "features");
	if (!type || strcmp(type, "FeatureCollection") != 0 || !json_is_array(features))
		return false;
	for (size_t i = 0; i < json_array_size(features); i++) {
		const json_t *feature = json_array_get(features, i);
		int at = place_of(r, json_object_get(feature, "properties"));
		if (at >= 0 && !r->shapes[at].ring_count &&
		    !geometry_of(r, json_object_get(feature, "geometry"), &r->shapes[at]))
			return false;
	}
	return true;
}

bool geo_parse(struct arena *a, const char *text, size_t n, const char *const *codes, int count,
	       struct geo_shape *shapes)
{
	struct reading r = {.a = a, .codes = codes, .count = count};
	r.shapes = ARENA_ARRAY(a, struct geo_shape, count + 1);
	for (int i = 0; i < count; i++) {
		r.shapes[i] = shapes[i];
		for (int k = 0; k < shapes[i].ring_count; k++)
			r.points += shapes[i].rings[k].count;
	}
	json_error_t why;
	json_t *root = json_loadb(text, n, 0, &why);
	bool ok = root && collection_of(&r, root);
	json_decref(root);
	for (int i = 0; ok && i < count; i++)
		shapes[i] = r.shapes[i];
	return ok;
}

/* ---- the folder ---- */

/* The whole file, or NULL: not a plain file, empty, too large, unreadable. */
static const char *text_of(struct arena *a, const char *path, size_t *n)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	char *text = NULL;
	*n = 0;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size <= SHAPE_FILE_BYTES) {
		size_t size = (size_t)st.st_size;
		text = arena_alloc(a, size);
		for (ssize_t got = 1; *n < size && got > 0; *n += got > 0 ? (size_t)got : 0)
			got = read(fd, text + *n, size - *n);
		if (*n < size)
			text = NULL;
	}
	close(fd);
	return text;
}

static bool is_geojson(const char *name)
{
	size_t n = strlen(name);
	return n > 8 && name[0] != '.' && strcmp(name + n - 8, ".geojson") == 0;
}

/* In order of name, so that the map does not depend on the file system. */
static int names_of(struct arena *a, const char *folder, const char **names)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return 0;
	int count = 0;
	for (const struct dirent *d = readdir(dir); d && count < SHAPE_FILES; d = readdir(dir)) {
		if (!is_geojson(d->d_name))
			continue;
		int i = count++;
		for (; i > 0 && strcmp(names[i - 1], d->d_name) > 0; i--)
			names[i] = names[i - 1];
		names[i] = arena_strdup(a, d->d_name);
	}
	closedir(dir);
	return count;
}

/* What a file gave, taken over from its own arena; returns how many units have a shape. */
static int keep(struct arena *a, struct geo_shape *shapes, int count, const bool *had)
{
	int found = 0;
	for (int i = 0; i < count; i++) {
		struct geo_shape *s = &shapes[i];
		found += s->ring_count > 0;
		if (had[i] || !s->ring_count)
			continue;
		struct ui_ring *rings = ARENA_ARRAY(a, struct ui_ring, s->ring_count);
		for (int k = 0; k < s->ring_count; k++) {
			size_t n = 2 * (size_t)s->rings[k].count;
			rings[k] = (struct ui_ring){.count = s->rings[k].count,
						    .xy = ARENA_ARRAY(a, int64_t, n)};
			memcpy(rings[k].xy, s->rings[k].xy, n * sizeof(int64_t));
		}
		s->rings = rings;
	}
	return found;
}

int geo_read(struct arena *a, const char *dir, const char *const *codes, int count,
	     struct geo_shape *out)
{
	const char *names[SHAPE_FILES];
	const char *folder = arena_printf(a, "%s/shapes", dir);
	int files = names_of(a, folder, names), found = 0;
	bool *had = ARENA_ARRAY(a, bool, count + 1);
	for (int i = 0; i < files && found < count; i++) {
		/* the text of a file, and all of a refused one, go before the next is read */
		struct arena *own = arena_new(2 * SHAPE_FILE_BYTES);
		size_t n;
		for (int k = 0; k < count; k++)
			had[k] = out[k].ring_count > 0;
		const char *text = text_of(own, arena_printf(a, "%s/%s", folder, names[i]), &n);
		if (!text || !geo_parse(own, text, n, codes, count, out))
			log_event("shapes", "refused=%s", names[i]);
		found = keep(a, out, count, had);
		arena_free(own);
	}
	return found;
}

/* ---- projection ---- */

/* The cosine in thousandths of an angle in millionths of a degree, |angle| <= 90: by
 * Bhaskara's formula, (32400 - 4 x^2) / (32400 + x^2), right to 2 in a thousand. */
static int64_t cosine(int64_t angle)
{
	int64_t x = angle / 1000, square = x * x, whole = 32400LL * MILLION;
	return (whole - 4 * square) / ((whole + square) / 1000);
}

struct box {
	int64_t west, east, south, north;
};

static struct box box_of(const struct geo_shape *shapes, int count)
{
	struct box b = {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
	for (int i = 0; i < count; i++)
		for (int k = 0; k < shapes[i].ring_count; k++)
			for (int p = 0; p < shapes[i].rings[k].count; p++) {
				const int64_t *xy = shapes[i].rings[k].xy + 2 * (ptrdiff_t)p;
				b.west = xy[0] < b.west ? xy[0] : b.west;
				b.east = xy[0] > b.east ? xy[0] : b.east;
				b.south = xy[1] < b.south ? xy[1] : b.south;
				b.north = xy[1] > b.north ? xy[1] : b.north;
			}
	return b;
}

/* Points that fall on the one before are dropped. */
static void ring_project(struct ui_ring *ring, struct box b, int64_t width, int64_t height)
{
	int kept = 0;
	for (int p = 0; p < ring->count; p++) {
		int64_t x = (ring->xy[2 * p] - b.west) * width / (b.east - b.west);
		int64_t y = (b.north - ring->xy[2 * p + 1]) * height / (b.north - b.south);
		if (kept && ring->xy[2 * kept - 2] == x && ring->xy[2 * kept - 1] == y)
			continue;
		ring->xy[2 * kept] = x;
		ring->xy[2 * kept + 1] = y;
		kept++;
	}
	ring->count = kept;
}

bool geo_project(struct geo_shape *shapes, int count, int64_t side, int64_t *width,
		 int64_t *height)
{
	struct box b = box_of(shapes, count);
	if (b.east <= b.west || b.north <= b.south)
		return false;
	int64_t across = (b.east - b.west) * cosine((b.north + b.south) / 2) / 1000;
	int64_t up = b.north - b.south;
	int64_t longest = across > up ? across : up;
	*width = side * across / longest;
	*height = side * up / longest;
	if (!*width || !*height)
		return false;
	for (int i = 0; i < count; i++)
		for (int k = 0; k < shapes[i].ring_count; k++)
			ring_project(&shapes[i].rings[k], b, *width, *height);
	return true;
}
