/* route.c - from a path to its page.  Patterns are few: they are tried in order. */
#include "web/web_int.h"

#include <string.h>

/* Matches one pattern; with `v`, adds the path parameters to what was received. */
static bool match(const char *pattern, const char *path, struct visit *v)
{
	while (*pattern && *path) {
		if (*pattern != ':') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		size_t name_n = strcspn(++pattern, "/"), n = strcspn(path, "/");
		if (n == 0)
			return false;
		if (v) {
			struct err none = {0};
			struct arena *a = v->rq.arena;
			struct pair *p = pair_add(v, arena_strndup(a, pattern, name_n),
						  arena_strndup(a, path, n), &none);
			assert(p); /* nothing else was read yet */
			p->in_path = true;
		}
		pattern += name_n;
		path += n;
	}
	return *pattern == *path;
}

/* A pattern with a literal where another has a variable comes first: /reg/new before /reg/:id. */
static bool is_closer(const char *a, const char *b)
{
	while (*a && *b && *a == *b)
		a++, b++;
	return *b == ':' && *a != ':';
}

bool route(struct visit *v, struct err *e)
{
	const struct web *w = v->server->w;
	const struct page *best = NULL;
	bool other_method = false;
	for (int i = 0; w->pages[i]; i++) {
		const struct page *p = w->pages[i];
		if (!match(p->path, v->rq.path, NULL))
			continue;
		if (p->method != v->rq.method)
			other_method = true;
		else if (!best || is_closer(p->path, best->path))
			best = p;
	}
	if (best) {
		v->rq.page = best;
		return match(best->path, v->rq.path, v);
	}
	if (other_method)
		return err_set(e, ERR_METHOD, "This address does not take that method.");
	return err_set(e, ERR_NOT_FOUND, "There is no page at this address.");
}

bool page_exists(const struct web *w, const char *path)
{
	for (int i = 0; w->pages[i]; i++)
		if (text_eq(w->pages[i]->path, path) && w->pages[i]->method == GET)
			return true;
	return false;
}

/* A page without a capability, a path twice or a page without serve() stops the start. */
bool routes_check(const struct web *w, struct err *e)
{
	for (int i = 0; w->pages[i]; i++) {
		const struct page *p = w->pages[i];
		if (p->cap == CAP_FORBIDDEN || !p->serve || p->path[0] != '/')
			return err_set(e, ERR_CORRUPT,
				       "The page %s has no capability or does nothing.", p->path);
		for (int k = 0; k < i; k++)
			if (w->pages[k]->method == p->method && text_eq(w->pages[k]->path, p->path))
				return err_set(e, ERR_CORRUPT, "Two pages answer to %s.", p->path);
	}
	return true;
}
