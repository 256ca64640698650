#pragma once
/* task_int.h - how the files of tasks read a record. */
#include "duty/task.h"

enum { DUE_AHEAD = 60 }; /* calendar days that a to-do list looks ahead */

const struct value *task_value(const struct record *rec, const char *field);
int64_t task_number_of(const struct record *rec, const char *field);      /* 0 unknown */
const char *task_text(struct arena *a, const struct record *rec, const char *field); /* "" unknown */
enum task_state task_state_of(const char *code);
