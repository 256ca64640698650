#pragma once
/* openness_int.h - what the files of openness/ share; nobody else includes it. */
#include "openness/openness.h"

/* SHA-256 over every frozen column and line, hex. */
const char *disclosure_hash(struct arena *a, const struct disclosure *d);
/* `n` characters from 31 that cannot be mistaken for one another. */
void code_make(int n, char *out);
/* As typed: upper case, without what is no character of a code.  False when it is none. */
bool code_read(const char *typed, int n, char *out);
