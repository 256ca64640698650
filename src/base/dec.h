#pragma once
/*
 * dec.h - exact decimals for shares, rates and ratios: v / 10^scale.
 *
 * No floating point.  Every rounding names its mode.  Overflow returns false.
 */
#include "base/base.h"

struct dec {
	int64_t v;
	int8_t scale; /* 0..9 */
};

enum round_mode { ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN };

bool dec_parse(const char *s, struct dec *out) MUST_USE;
const char *dec_text(struct dec d, char buf[32]);             /* "-1.50" keeps its scale */
bool dec_add(struct dec a, struct dec b, struct dec *out) MUST_USE;
bool dec_sub(struct dec a, struct dec b, struct dec *out) MUST_USE;
bool dec_mul(struct dec a, struct dec b, struct dec *out) MUST_USE;
/* a / b at `scale` digits; false on b = 0 or overflow. */
bool dec_div(struct dec a, struct dec b, int scale, enum round_mode mode, struct dec *out) MUST_USE;
bool dec_round(struct dec d, int scale, enum round_mode mode, struct dec *out) MUST_USE;
int dec_compare(struct dec a, struct dec b);                  /* <0, 0, >0 */
