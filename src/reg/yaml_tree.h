#pragma once
/*
 * yaml_tree.h - a definition file as a tree whose every node knows its line and column.
 *
 * The accepted YAML is small: maps, lists and text, in block or flow style.  Anchors,
 * aliases, tags, several documents, tabs, double keys and depth over LIMIT_DEF_DEPTH
 * are findings.  Used for registers/ and indicators/.
 *
 * Memory: the tree lives in the arena given.
 */
#include "base/findings.h"
#include "reg/def.h"

enum ykind { Y_TEXT, Y_LIST, Y_MAP };

struct ynode {
	enum ykind kind;
	bool quoted;		   /* text in quotes */
	const char *text;	   /* Y_TEXT; "" for an empty value */
	int count;		   /* Y_LIST: items; Y_MAP: pairs */
	struct ynode **items;	   /* Y_LIST: items; Y_MAP: values */
	const struct ynode **keys; /* Y_MAP: text nodes */
	struct src_pos pos;
};

/* NULL when the file is not of the form (findings say where).  `file` is kept as given. */
const struct ynode *yaml_tree(struct arena *a, const char *file, const char *text, size_t n,
			      struct findings *f);

/* Sets the place of the next findings to "file:line:column"; returns f. */
struct findings *def_at(struct findings *f, struct src_pos pos);
#define DEF_ERROR(f, pos, code, ...) find_error(def_at((f), (pos)), NULL, (code), __VA_ARGS__)

/* The value of a key; NULL when the map has no such key. */
const struct ynode *ymap_get(const struct ynode *map, const char *key);
/* A finding per key that is not in `known` (NULL-terminated), with the nearest one. */
void ymap_known(const struct ynode *map, const char *what, const char *const *known,
		struct findings *f);
/* The text of a node that must be one word or sentence; NULL with a finding otherwise.
 * `node` NULL gives NULL without a finding. */
const char *ytext(const struct ynode *node, const char *what, struct findings *f);
/* As ytext(), and says so when a full-width sign stands where YAML wants an ASCII one. */
const char *yword(const struct ynode *node, const char *what, struct findings *f);
/* yes or no; `absent` when node is NULL. */
bool yflag(const struct ynode *node, const char *what, bool absent, struct findings *f);
/* A whole number between low and high. */
int yint(const struct ynode *node, const char *what, int low, int high, int absent,
	 struct findings *f);
/* {zh: …, en: …}; a finding at `owner` when it is missing. */
struct label ylabel(const struct ynode *node, const char *what, struct src_pos owner,
		    struct findings *f);
/* The full-width sign in the text, e.g. "：", or NULL. */
const char *fullwidth_sign(const char *text);
/* Adds `did you mean "…"?` when a candidate is near. */
void hint_nearest(struct finding *fi, const char *word, const char *const *candidates,
		  size_t count);
