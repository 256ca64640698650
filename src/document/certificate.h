#pragma once
/*
 * certificate.h - certificates of a class as PDF, one page each.
 *
 * Always in Chinese, like the briefings: a certificate is a paper of the office that holds the
 * class.
 */
#include "base/date.h"
#include "base/err.h"

struct arena;

struct certificate {
	const char *name;             /* of the person */
	const char *class, *office;   /* name of the class; who held it */
	const char *number;
	int hours;                    /* 0: not said */
	ymd from, to;                 /* days of the class; to 0: one day */
	ymd issued;
};

/* A4 across, in the given order.  ERR_FILE when the file cannot be written. */
bool certificates_pdf(struct arena *a, const struct certificate *list, int count, const char *path,
		      struct err *e) MUST_USE;
