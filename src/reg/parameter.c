/* parameter.c - bounds that checks read: rows of the register `parameter`, else the default. */
#include "base/arena.h"
#include "base/str.h"
#include "reg/record.h"
#include "unit/unit.h"

static parameter_default *program_default; /* set once, before the first thread */

void reg_parameters_use(parameter_default *fn)
{
	program_default = fn;
}

/* How far down the path the unit stands; -1 elsewhere. */
static int rank_of(const struct unit_list *path, int64_t unit)
{
	for (int i = 0; i < path->count; i++)
		if (path->units[i].id == unit)
			return i;
	return -1;
}

bool reg_parameter(const struct check_in *in, const char *name, ymd at, const char **value, const char **document)
{
	struct unit_list path;
	int best = -1;
	*value = *document = NULL;
	if (program_default)
		program_default(name, value, document);
	/* where it stands today: the day may be before the unit was set up */
	if (!unit_path(in->arena, in->db, in->rec->unit, 0, &path, in->e))
		return false;
	struct stmt *q = db_query(in->db,
				  SQL("select unit,value,document from r_parameter where county=$1 and name=$2 and "
				      "valid_from<=$3 and (valid_to is null or valid_to>$3) order by id"),
				  in->e);
	if (!q)
		return false;
	bind(q, 1, in->rec->county);
	bind(q, 2, name);
	bind(q, 3, at);
	while (db_next(q)) {
		int rank = rank_of(&path, col_i64(q, 0));
		if (rank <= best)
			continue;
		best = rank;
		*value = col_text(q, 1, in->arena);
		*document = col_text(q, 2, in->arena);
	}
	return db_end(q, in->e);
}
