/* person_page.c - one person on one sheet of A4, for who goes to talk with him. */
#include "page/person_page.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/str.h"
#include "tpl.h"

static bool serve(struct request *rq, struct html *h, struct err *e);

static const struct param params[] = {
    {.name = "id", .kind = PARAM_ID, .required = 1},
    {0},
};

const struct page person_print_page = {
    .path = "/person/:id/print",
    .method = GET,
    .cap = CAP_READ,
    .params = params,
    .serve = serve,
    .title = N_("Print on one page"),
    .about = "A person's facts and rows of all registers on one sheet of A4.",
};

/*
 * The sheet in tenths of a millimetre: A4 less margins, title and foot, with some air, because
 * the browser breaks the lines.  A row is ROW high and LINE more for each further line; a line of
 * an entry takes TEXT_CELLS half-width characters, of a register's name LABEL_CELLS.
 */
enum { SHEET = 2130, ROW = 62, LINE = 46, TEXT_CELLS = 68, LABEL_CELLS = 13 };
enum { DUE_HEAD = 100, ROWS_READ = 60, DUE_LINES = 5 };

unsigned roles_with(enum cap cap)
{
	unsigned roles = 0;
	for (int r = 0; r < ROLE__COUNT; r++)
		if (role_can((enum role)r, cap))
			roles |= ROLE_BIT(r);
	return roles;
}

bool page_person(struct request *rq, enum cap cap, struct scope *scope, struct record **out,
		 struct err *e)
{
	const struct reg_def *def = reg_find("person");
	assert(def);
	scope_of_roles(rq->account, def->read & roles_with(cap), scope);
	if (scope->count == 0) {
		err_set(e, ERR_DENIED, "Your account may not read this register.");
		return err_hint(e, N_("Ask the administrator of your unit."));
	}
	return reg_load(rq->arena, rq->db, def, rq->county, rq_id(rq, "id"), scope, false, out, e);
}

/* Lines a text takes in a column: a Chinese character is two cells wide. */
static int lines_of(const char *text, int width)
{
	int cells = 0;
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if ((*p & 0xC0) != 0x80)
			cells += *p < 0x80 ? 1 : 2;
	return cells ? (cells + width - 1) / width : 1;
}

struct print {
	struct request *rq;
	const char *unit; /* of the person: not said again in every line */
	const struct section *s;
	int count, room;
	int *marks;       /* rows of each section that are printed */
};

static const char *label_of(const struct print *p, int k)
{
	return p->s[k].sum ? arena_printf(p->rq->arena, "%s（%s）", p->s[k].label, p->s[k].sum)
			   : p->s[k].label;
}

static const char *line_of(const struct print *p, int k, int row)
{
	return section_line(p->rq, &p->s[k], &p->s[k].rows[row], p->unit);
}

static int height_of(const struct print *p, int k, int row)
{
	int text = lines_of(line_of(p, k, row), TEXT_CELLS);
	int label = row ? 1 : lines_of(label_of(p, k), LABEL_CELLS);
	return ROW + ((text > label ? text : label) - 1) * LINE;
}

/* First what holds of each register, then the newest of what is past, as long as there is room. */
static void choose(struct print *p)
{
	for (int past = 0; past < 2; past++)
		for (int depth = 0, any = 1; any; depth++) {
			any = 0;
			for (int k = 0; k < p->count; k++) {
				int row = past ? p->s[k].now + depth : depth;
				if (row >= (past ? p->s[k].row_count : p->s[k].now) ||
				    p->marks[k] != row)
					continue;
				int need = height_of(p, k, row);
				if (need > p->room)
					continue;
				any = 1;
				p->marks[k]++;
				p->room -= need;
			}
		}
}

static void make_lines(struct print *p, struct person_print *v)
{
	int rows = 0;
	p->marks = ARENA_ARRAY(p->rq->arena, int, p->count + 1);
	choose(p);
	for (int k = 0; k < p->count; k++)
		rows += p->marks[k];
	struct print_line *lines = ARENA_ARRAY(p->rq->arena, struct print_line, rows + 1);
	for (int k = 0; k < p->count; k++) {
		for (int r = 0; r < p->marks[k]; r++)
			lines[v->line_count++] =
			    (struct print_line){.label = r ? "" : label_of(p, k),
						.text = line_of(p, k, r),
						.standing = p->s[k].rows[r].standing};
		v->left_out += p->s[k].row_count - p->marks[k];
	}
	v->lines = lines;
}

static const struct reg_fact *known_facts(struct request *rq, const struct reg_view_view *all,
					  int *count)
{
	struct reg_fact *facts = ARENA_ARRAY(rq->arena, struct reg_fact, all->fact_count + 1);
	for (int i = 0; i < all->fact_count; i++)
		if (!is_empty(all->facts[i].text))
			facts[(*count)++] = all->facts[i];
	return facts;
}

static bool serve(struct request *rq, struct html *h, struct err *e)
{
	struct scope scope;
	struct record *r;
	struct reg_view_view all = {0};
	struct referrer *refs;
	int count;
	char id[24];
	if (!page_person(rq, CAP_READ, &scope, &r, e) || !reg_facts(rq, r, &scope, &all, e))
		return false;
	struct referrer_ask ask = {
	    .to = r, .acc = rq->account, .roles = ~0u, .at = today(), .limit = ROWS_READ};
	if (!referrers_load(rq->arena, rq->db, &ask, &count, &refs, e))
		return false;
	struct section *sections = ARENA_ARRAY(rq->arena, struct section, count + 1);
	for (int i = 0; i < count; i++)
		sections[i] = section_of(rq, &refs[i]);
	struct person_print v = {
	    .id = arena_strdup(rq->arena, id_text(r->id, id)),
	    .name = record_title(rq->arena, r, rq->lang),
	    .unit = r->unit_name,
	    .maker = rq->account->name,
	    .day = today(),
	    .dues = dues_of(rq, refs, count),
	};
	if (v.dues.count > DUE_LINES)
		v.dues.count = DUE_LINES;
	v.facts = known_facts(rq, &all, &v.fact_count);
	struct print p = {.rq = rq,
			  .unit = r->unit_name,
			  .s = sections,
			  .count = count,
			  .room = SHEET - (v.fact_count + 1) / 2 * ROW -
				  (v.dues.count ? DUE_HEAD + v.dues.count * ROW : 0)};
	make_lines(&p, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", v.name, v.unit);
	tpl_person_print(h, &v);
	return true;
}
