#pragma once
/*
 * geojson.h - the shapes of units from a site's shapes/ folder, and their place in a drawing.
 *
 * Format: GeoJSON (RFC 7946): FeatureCollection of Polygon and MultiPolygon; longitude and
 *         latitude in degrees.  A feature belongs to the unit whose 12-digit code is its
 *         property `code` or `id`.
 * Memory: the arena given; the text of a file is released before the next is read.
 */
#include "html/ui.h"

struct arena;

enum {
	SHAPE_FILES = 64,             /* read at most, in order of name */
	SHAPE_FILE_BYTES = 8 << 20,   /* of one file; a larger one is refused */
	SHAPE_POINTS = 20000,         /* of one map; a file that would go beyond is refused */
};

struct geo_shape {
	int ring_count;               /* 0: nothing known of this unit */
	struct ui_ring *rings;        /* x longitude, y latitude, in millionths of a degree */
};

/*
 * The shapes of the units `codes` from DIR/shapes/<name>.geojson, one a code; returns how many
 * were found.  A file that is refused (size, syntax, points, coordinates) is left out whole,
 * with a line in the log; the first file that has a unit wins.
 */
int geo_read(struct arena *a, const char *dir, const char *const *codes, int count,
	     struct geo_shape *out);

/* One file's text; false when it is refused, and then nothing of it is in `shapes`. */
bool geo_parse(struct arena *a, const char *text, size_t n, const char *const *codes, int count,
	       struct geo_shape *shapes);

/*
 * Equirectangular, true to scale at the middle latitude, north up: millionths of a degree
 * become whole numbers in a box of `side` by `side` or less, whose size is returned.  False
 * when the shapes have no width or no height.
 */
bool geo_project(struct geo_shape *shapes, int count, int64_t side, int64_t *width,
		 int64_t *height);
