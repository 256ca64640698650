/* dec.c - decimals over 128-bit intermediates. */
#include "base/dec.h"
#include "base/str.h"

#include <string.h>

enum { SCALE_MAX = 9 };
__extension__ typedef __int128 wide;

static wide pow10w(int n)
{
	wide p = 1;
	while (n-- > 0)
		p *= 10;
	return p;
}

static bool fits(wide v, int scale, struct dec *out)
{
	if (v > INT64_MAX || v < -(wide)INT64_MAX)
		return false;
	*out = (struct dec){ .v = (int64_t)v, .scale = (int8_t)scale };
	return true;
}

/* n / d (d > 0) rounded by mode, ties and signs as the mode says. */
static wide divide(wide n, wide d, enum round_mode mode)
{
	wide q = n / d, r = n % d, twice = (r < 0 ? -r : r) * 2;
	bool away = false;
	switch (mode) {
	case ROUND_DOWN:
		break;
	case ROUND_HALF_UP:
		away = twice >= d;
		break;
	case ROUND_HALF_EVEN:
		away = twice > d || (twice == d && q % 2 != 0);
		break;
	}
	return away ? q + (n < 0 ? -1 : 1) : q;
}

bool dec_parse(const char *s, struct dec *out)
{
	char digits[32];
	size_t n = 0;
	int scale = 0;
	bool point = false;
	if (!s || strlen(s) >= sizeof digits)
		return false;
	for (const char *p = s; *p; p++) {
		if (*p == '.' && !point && p > s) {
			point = true;
			continue;
		}
		scale += point;
		digits[n++] = *p;
	}
	digits[n] = 0;
	int64_t v;
	if (scale > SCALE_MAX || (point && scale == 0) || !parse_i64(digits, &v))
		return false;
	*out = (struct dec){ .v = v, .scale = (int8_t)scale };
	return true;
}

const char *dec_text(struct dec d, char buf[32])
{
	uint64_t v = d.v < 0 ? (uint64_t)0 - (uint64_t)d.v : (uint64_t)d.v;
	char digits[24]; /* backwards */
	int n = 0;
	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v || n <= d.scale);
	char *out = buf;
	if (d.v < 0)
		*out++ = '-';
	while (n > 0) {
		*out++ = digits[--n];
		if (n == d.scale && n > 0)
			*out++ = '.';
	}
	*out = 0;
	return buf;
}

bool dec_add(struct dec a, struct dec b, struct dec *out)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;
	return fits((wide)a.v * pow10w(scale - a.scale) + (wide)b.v * pow10w(scale - b.scale), scale,
		    out);
}

bool dec_sub(struct dec a, struct dec b, struct dec *out)
{
	b.v = -b.v;
	return dec_add(a, b, out);
}

bool dec_mul(struct dec a, struct dec b, struct dec *out)
{
	int scale = a.scale + b.scale, keep = scale > SCALE_MAX ? SCALE_MAX : scale;
	return fits(divide((wide)a.v * b.v, pow10w(scale - keep), ROUND_HALF_EVEN), keep, out);
}

bool dec_div(struct dec a, struct dec b, int scale, enum round_mode mode, struct dec *out)
{
	assert(scale >= 0 && scale <= SCALE_MAX);
	if (b.v == 0)
		return false;
	wide n = (wide)a.v * pow10w(b.scale + scale), d = (wide)b.v * pow10w(a.scale);
	if (d < 0) {
		n = -n;
		d = -d;
	}
	return fits(divide(n, d, mode), scale, out);
}

bool dec_round(struct dec d, int scale, enum round_mode mode, struct dec *out)
{
	return dec_div(d, (struct dec){ .v = 1 }, scale, mode, out);
}

int dec_compare(struct dec a, struct dec b)
{
	wide x = (wide)a.v * pow10w(b.scale), y = (wide)b.v * pow10w(a.scale);
	return (x > y) - (x < y);
}
