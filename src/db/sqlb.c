/* sqlb.c - compose SQL from literals and checked names. */
#include "db/sql.h"
#include "base/arena.h"

enum { SQL_MAX = 256 * 1024 };

void sqlb_init(struct sqlb *b, struct arena *a)
{
	struct buf *text = ARENA_NEW(a, struct buf);
	buf_init_in(text, a, SQL_MAX);
	*b = (struct sqlb){ .text = text };
}

void sqlb_add_text(struct sqlb *b, const char *literal)
{
	buf_puts(b->text, literal);
}

static bool name_ok(const char *s)
{
	size_t n = 0;
	if (*s < 'a' || *s > 'z')
		return false;
	for (; *s; s++, n++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || *s == '_'))
			return false;
	return n <= 63;
}

void sqlb_name(struct sqlb *b, const char *name)
{
	assert(name_ok(name));
	buf_puts(b->text, name);
}

void sqlb_i64(struct sqlb *b, int64_t v)
{
	buf_i64(b->text, v);
}

int sqlb_param(struct sqlb *b)
{
	buf_putc(b->text, '$');
	buf_i64(b->text, ++b->params);
	return b->params;
}

struct sql sqlb_done(struct sqlb *b, const char *file)
{
	assert(!b->text->full);
	return (struct sql){ .text = buf_str(b->text), .file = file, .composed = true };
}
