/* findings.c - a bounded list of findings. */
#include "base/findings.h"
#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"

void findings_init(struct findings *f, struct arena *a)
{
	*f = (struct findings){ .arena = a };
}

static struct finding *add(struct findings *f, enum severity severity, const char *field,
			   const char *code, const char *fmt, va_list ap)
{
	int *counts[] = { &f->notes, &f->warnings, &f->errors };
	++*counts[severity];
	struct finding *fi = ARENA_NEW(f->arena, struct finding);
	*fi = (struct finding){ .severity = severity, .row = f->row, .place = f->place,
				.field = field, .code = code };
	msg_vset(&fi->text, fmt, ap);
	if (f->kept >= LIMIT_FINDINGS)
		return fi;
	f->kept++;
	if (f->last)
		f->last->next = fi;
	else
		f->first = fi;
	f->last = fi;
	return fi;
}

#define FIND(name, severity)                                                                       \
	struct finding *name(struct findings *f, const char *field, const char *code,              \
			     const char *fmt, ...)                                                 \
	{                                                                                          \
		va_list ap;                                                                        \
		va_start(ap, fmt);                                                                 \
		struct finding *fi = add(f, severity, field, code, fmt, ap);                       \
		va_end(ap);                                                                        \
		return fi;                                                                         \
	}

FIND(find_error, FINDING_ERROR)
FIND(find_warning, FINDING_WARNING)
FIND(find_note, FINDING_NOTE)

void find_hint(struct finding *fi, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	msg_vset(&fi->hint, fmt, ap);
	va_end(ap);
}

const struct finding *findings_of(const struct findings *f, const char *field)
{
	for (const struct finding *fi = f->first; fi; fi = fi->next)
		if (text_eq(fi->field, field))
			return fi;
	return NULL;
}
