#pragma once
/*
 * base.h - the few words every file uses: integers, attributes, array size.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define ARRAY_LEN(x) (sizeof(x) / sizeof((x)[0]))

/* The two languages of screen, paper and messages.  Chinese is the default. */
enum lang { LANG_ZH, LANG_EN, LANG__COUNT };
