#pragma once
/*
 * picture.h - a picture from somebody unknown: only one that is a picture, without its metadata.
 *
 * JPEG, PNG and WebP are taken apart and written again with nothing but what draws the picture:
 * place, time, camera, comments, thumbnails and whatever hangs behind the end are gone.  Nothing is
 * decoded.
 *
 * Memory:   everything returned lives in the arena passed in
 */
#include "base/err.h"
#include "base/findings.h"

struct arena;

enum { PICTURE_BYTES = 8 << 20, PICTURE_SIDE = 12000, PICTURE_PIXELS = 80000000 };

struct picture {
	const char *path, *name, *hash; /* the cleaned file, "picture.jpg", SHA-256 as hex */
	int64_t size;
	int width, height;
};
/* Reads `path`, writes the cleaned picture to `to`.  A finding on `field` when it is none; false
 * only when a file cannot be read or written. */
bool picture_clean(struct arena *a, const char *path, const char *to, const char *field, struct picture *out,
		   struct findings *f, struct err *e) MUST_USE;
/* The same in memory; NULL with a finding when it is none. */
unsigned char *picture_strip(struct arena *a, const unsigned char *p, size_t n, const char *field,
			     struct picture *out, size_t *out_n, struct findings *f);
