/*
 * reg_read.c - registers/<name>.yaml into definitions, the built-in ones and a site's own.
 *
 * To add an attribute: read it here (or in reg_field.c), resolve names in reg_resolve.c,
 * show it in reg_explain.c, describe it in docs/manual/registers.md, and add a golden case
 * to tests/golden/registers that uses it rightly and one that uses it wrongly.
 */
#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"
#include "reg/burden.h"
#include "reg/reg_int.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char *const attributes[] = {
    "register",	   "label",  "group", "rank",	      "of",	"key",		"title",
    "fields",	   "valid",  "sort",  "columns",      "import", "export_title", "sheet", "states",
    "transitions", "checks", "allow", "whole_county", NULL,
};

static const char *name_of(struct reg_reading *r, const struct ynode *root)
{
	const struct ynode *node = ymap_get(root, "register");
	const char *name = yword(node, "register", r->f);
	if (!node) {
		find_hint(DEF_ERROR(r->f, root->pos, "def-register",
				    "This is no definition of a register."),
			  "Begin with register: <name>.");
		return NULL;
	}
	if (!name)
		return NULL;
	if (!def_name_ok(name)) {
		find_hint(DEF_ERROR(r->f, node->pos, "def-name", "\"%s\" is not a name.", name),
			  "Use a-z, 0-9 and _, beginning with a letter, at most 41 characters.");
		return NULL;
	}
	for (int i = 0; i < r->reg_count; i++) {
		const struct reg_def *other = r->regs[i].def;
		if (!text_eq(other->name, name))
			continue;
		find_hint(DEF_ERROR(r->f, node->pos, "def-double",
				    "The register \"%s\" is given twice.", name),
			  "The other one is %s:%d.", other->pos.file, other->pos.line);
		return NULL;
	}
	return name;
}

static void register_read(struct reg_reading *r, const struct ynode *root, const char *hash)
{
	ymap_known(root, "register", attributes, r->f);
	const char *name = name_of(r, root);
	if (!name)
		return;
	if (r->reg_count == LIMIT_DEFS) {
		DEF_ERROR(r->f, root->pos, "def-limit", "There are more than %d registers.",
			  (int)LIMIT_DEFS);
		return;
	}
	struct reg_draft *d = &r->regs[r->reg_count++];
	struct reg_def *def = ARENA_NEW(r->a, struct reg_def);
	*d = (struct reg_draft){.def = def, .root = root};
	*def = (struct reg_def){.name = name,
				.table = arena_printf(r->a, "r_%s", name),
				.hash = hash,
				.pos = root->pos};
	def->label = ylabel(ymap_get(root, "label"), name, root->pos, r->f);
	def->rank = yint(ymap_get(root, "rank"), "rank", 0, 9999, 100, r->f);
	def->whole_county = yflag(ymap_get(root, "whole_county"), "whole_county", false, r->f);
	def->export_title = ytext(ymap_get(root, "export_title"), "export_title", r->f);
	const struct ynode *of = ymap_get(root, "of");
	if (!of || of->kind != Y_TEXT || !text_eq(of->text, "unit"))
		find_hint(DEF_ERROR(r->f, of ? of->pos : root->pos, "def-of",
				    "Every row of \"%s\" must belong to a unit.", name),
			  "Write of: unit.");
	fields_read(r, d);
}

static void file_read(struct reg_reading *r, const char *path, const char *text, size_t n,
		      const char *hash)
{
	const struct ynode *root = yaml_tree(r->a, path, text, n, r->f);
	if (!root)
		return;
	if (root->kind != Y_MAP) {
		struct finding *fi = DEF_ERROR(r->f, root->pos, "def-register",
					       "This is no definition of a register.");
		const char *sign = root->kind == Y_TEXT ? fullwidth_sign(root->text) : NULL;
		if (sign)
			find_hint(fi, "Here is the full-width sign \"%s\"; use ASCII signs.", sign);
		else
			find_hint(fi, "Begin with register: <name>.");
	} else if (ymap_get(root, "choices")) {
		choices_read(r, root);
	} else {
		register_read(r, root, hash);
	}
}

static const char *hash_of(struct arena *a, const char *p, size_t n)
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	char hex[17];
	crypto_hash_sha256(sum, (const unsigned char *)p, n);
	sodium_bin2hex(hex, sizeof hex, sum, 8);
	return arena_strdup(a, hex);
}

static void site_file_read(struct reg_reading *r, const char *dir, const char *name)
{
	const char *shown = arena_printf(r->a, "registers/%s", name);
	FILE *in = fopen(arena_printf(r->a, "%s/registers/%s", dir, name), "rb");
	if (!in) {
		DEF_ERROR(r->f, ((struct src_pos){shown, 1, 1}), "def-file",
			  "The file cannot be opened: %s.", strerror(errno));
		return;
	}
	char *text = arena_alloc(r->a, LIMIT_DEF_BYTES + 2);
	size_t n = fread(text, 1, LIMIT_DEF_BYTES + 1, in);
	if (ferror(in))
		DEF_ERROR(r->f, ((struct src_pos){shown, 1, 1}), "def-file",
			  "The file cannot be read: %s.", strerror(errno));
	else
		file_read(r, shown, text, n, hash_of(r->a, text, n));
	fclose(in);
}

static bool is_yaml(const char *name)
{
	size_t n = strlen(name);
	return n > 5 && name[0] != '.' && strcmp(name + n - 5, ".yaml") == 0;
}

/* In order of name, so that findings and ids do not depend on the file system. */
static void site_read(struct reg_reading *r, const char *site_dir)
{
	DIR *dir = opendir(arena_printf(r->a, "%s/registers", site_dir));
	if (!dir)
		return;
	const char **names = ARENA_ARRAY(r->a, const char *, LIMIT_DEFS);
	int count = 0;
	for (const struct dirent *d = readdir(dir); d && count < LIMIT_DEFS; d = readdir(dir)) {
		if (!is_yaml(d->d_name))
			continue;
		int i = count++;
		const char *name = arena_strdup(r->a, d->d_name);
		for (; i > 0 && strcmp(names[i - 1], name) > 0; i--)
			names[i] = names[i - 1];
		names[i] = name;
	}
	closedir(dir);
	for (int i = 0; i < count; i++)
		site_file_read(r, site_dir, names[i]);
}

static void built_in_read(struct reg_reading *r)
{
	for (size_t i = embedded_from("registers/"); i < embedded_count; i++) {
		const struct embedded *e = &embedded_files[i];
		if (!has_prefix(e->path, "registers/"))
			break;
		if (is_yaml(e->path + strlen("registers/")))
			file_read(r, e->path, e->data, e->size, e->hash);
	}
}

static int group_rank(const struct reg_reading *r, const char *group)
{
	for (int i = 0; i < r->list_count; i++) {
		const struct choice *c;
		if (text_eq(r->lists[i]->name, "register_group") && group &&
		    (c = choice_find(r->lists[i], group)) != NULL)
			return c->rank;
	}
	return 0;
}

static bool comes_before(const struct reg_reading *r, const struct reg_def *x,
			 const struct reg_def *y)
{
	int gx = group_rank(r, x->group), gy = group_rank(r, y->group);
	if (gx != gy)
		return gx < gy;
	return x->rank != y->rank ? x->rank < y->rank : strcmp(x->name, y->name) < 0;
}

static const struct reg_def *const *in_order(struct reg_reading *r)
{
	const struct reg_def **out = ARENA_ARRAY(r->a, const struct reg_def *, r->reg_count + 1);
	for (int n = 0; n < r->reg_count; n++) {
		int i = n;
		for (; i > 0 && comes_before(r, r->regs[n].def, out[i - 1]); i--)
			out[i] = out[i - 1];
		out[i] = r->regs[n].def;
	}
	return out;
}

/* A site's own definitions lay no burden on anybody; ours are tested (test_burden.c). */
static void burdens_refuse(struct reg_reading *r, int regs_built_in, int lists_built_in)
{
	if (r->reg_count == regs_built_in && r->list_count == lists_built_in)
		return;
	const struct burden_list *list = burden_list(r->a);
	for (int i = regs_built_in; i < r->reg_count; i++)
		burden_register(r->a, list, r->regs[i].def, r->f);
	for (int i = lists_built_in; i < r->list_count; i++)
		burden_choices(r->a, list, r->lists[i], r->f);
}

bool reg_set_read(struct arena *a, const char *site_dir, struct reg_set *out, struct findings *f)
{
	struct reg_reading *r = ARENA_NEW(a, struct reg_reading);
	const char *place = f->place;
	int errors = f->errors;
	*r = (struct reg_reading){.a = a, .f = f};
	built_in_read(r);
	int regs_built_in = r->reg_count, lists_built_in = r->list_count;
	if (site_dir)
		site_read(r, site_dir);
	reg_resolve(r);
	burdens_refuse(r, regs_built_in, lists_built_in);
	const struct reg_def *const *regs = in_order(r);
	const struct reg_def **order = ARENA_ARRAY(a, const struct reg_def *, r->reg_count + 1);
	bool ok = reg_order(a, r->reg_count, regs, order, f) && f->errors == errors;
	f->place = place;
	*out = (struct reg_set){
	    .count = r->reg_count, .regs = regs, .list_count = r->list_count, .lists = r->lists};
	return ok;
}
