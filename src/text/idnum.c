/* idnum.c - citizen numbers (GB 11643) and unified social credit codes (GB 32100). */
#include "text/text.h"
#include "base/str.h"

#include <string.h>

enum { ID_LENGTH = 18, OLD_LENGTH = 15 };

static int digits(const char *s, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

/* The ASCII form of one code point of a number, 0 for what is left out, -1 for what may not be. */
static int number_char(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFF01 - '!';
	if (cp == ' ' || cp == '\t' || cp == '\r' || cp == '\n' || cp == '\'' || cp == 0x2019 ||
	    cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF || (cp >= 0x2000 && cp <= 0x200F))
		return 0;
	if (cp == 'x')
		cp = 'X';
	return (cp >= '0' && cp <= '9') || cp == 'X' ? (int)cp : -1;
}

/* The length of the number, 0 when it is none. */
static int number_clean(const char *text, char out[19])
{
	size_t left = text ? strlen(text) : 0;
	int n = 0;
	while (left) {
		size_t length;
		int c = number_char(utf8_get(text, left, &length));
		if (c < 0 || (c > 0 && n == ID_LENGTH))
			return 0;
		if (c > 0)
			out[n++] = (char)c;
		text += length;
		left -= length;
	}
	out[n] = 0;
	const char *cross = strchr(out, 'X');
	bool cross_last = !cross || cross == out + ID_LENGTH - 1;
	return (n == ID_LENGTH || n == OLD_LENGTH) && cross_last ? n : 0;
}

char idnum_check(const char *digits17)
{
	static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	for (size_t i = 0; i < ARRAY_LEN(weights); i++)
		sum += (digits17[i] - '0') * weights[i];
	return "10X98765432"[sum % 11];
}

enum idnum_state idnum_read(const char *text, char out[19])
{
	int n = number_clean(text, out);
	if (n == 0) {
		out[0] = 0;
		return IDNUM_FORM;
	}
	if (!idnum_birth(out))
		return IDNUM_BIRTH;
	if (n == OLD_LENGTH)
		return IDNUM_OLD;
	return out[ID_LENGTH - 1] == idnum_check(out) ? IDNUM_OK : IDNUM_CHECK;
}

static bool all_digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") >= n;
}

ymd idnum_birth(const char *idnum)
{
	size_t n = idnum ? strlen(idnum) : 0;
	ymd birth = 0;
	if (n == ID_LENGTH && all_digits(idnum, ID_LENGTH - 1))
		birth = date_make(digits(idnum + 6, 4), digits(idnum + 10, 2),
				  digits(idnum + 12, 2));
	else if (n == OLD_LENGTH && all_digits(idnum, n))
		birth = date_make(1900 + digits(idnum + 6, 2), digits(idnum + 8, 2),
				  digits(idnum + 10, 2));
	return birth % 100 ? birth : 0;
}

int idnum_sex(const char *idnum)
{
	size_t n = idnum ? strlen(idnum) : 0;
	if (n == ID_LENGTH && all_digits(idnum, ID_LENGTH - 1))
		return (idnum[16] - '0') % 2 ? 1 : 2;
	if (n == OLD_LENGTH && all_digits(idnum, n))
		return (idnum[14] - '0') % 2 ? 1 : 2;
	return 0;
}
