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

/* What one sheet holds beside the facts, in lines of LINE_CELLS half-width characters. */
enum { SHEET_LINES = 34, LINE_CELLS = 88, ROWS_READ = 60, DUE_LINES = 5 };

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

/* Lines a text takes on the sheet: a Chinese character is two cells wide. */
static int lines_of(const char *text)
{
	int cells = 0;
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if ((*p & 0xC0) != 0x80)
			cells += *p < 0x80 ? 1 : 2;
	return cells ? (cells + LINE_CELLS - 1) / LINE_CELLS : 1;
}

/*
 * First what holds of each register, then the newest of what is past, as long as the sheet has
 * room; marks[k] says how many rows of section k are printed.
 */
static void choose(struct request *rq, const struct section *s, int count, int room, int *marks)
{
	for (int past = 0; past < 2; past++)
		for (int depth = 0, any = 1; any && room > 0; depth++) {
			any = 0;
			for (int k = 0; k < count && room > 0; k++) {
				int row = past ? s[k].now + depth : depth;
				if (row >= (past ? s[k].row_count : s[k].now) || marks[k] != row)
					continue;
				int need = lines_of(section_line(rq, &s[k], &s[k].rows[row]));
				any = 1;
				if (need > room)
					continue;
				marks[k]++;
				room -= need;
			}
		}
}

static void make_lines(struct request *rq, const struct section *s, int count, int room,
		       struct person_print *v)
{
	int *marks = ARENA_ARRAY(rq->arena, int, count + 1), rows = 0;
	choose(rq, s, count, room, marks);
	for (int k = 0; k < count; k++)
		rows += marks[k];
	struct print_line *lines = ARENA_ARRAY(rq->arena, struct print_line, rows + 1);
	for (int k = 0; k < count; k++) {
		for (int r = 0; r < marks[k]; r++)
			lines[v->line_count++] = (struct print_line){
			    .label = r ? ""
				     : s[k].sum
					 ? arena_printf(rq->arena, "%s（%s）", s[k].label, s[k].sum)
					 : s[k].label,
			    .text = section_line(rq, &s[k], &s[k].rows[r]),
			    .standing = s[k].rows[r].standing};
		v->left_out += s[k].row_count - marks[k];
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
	make_lines(rq, sections, count, SHEET_LINES - v.fact_count / 2 - v.dues.count, &v);
	rq->title = arena_printf(rq->arena, "%s · %s", v.name, v.unit);
	tpl_person_print(h, &v);
	return true;
}
