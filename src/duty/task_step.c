/* task_step.c - the steps of one task: reported, returned, accepted, dropped, given more time. */
#include "base/arena.h"
#include "base/str.h"
#include "duty/task_int.h"

static void put_text(struct record *rec, const char *field, const char *text)
{
	*record_value(rec, field) = (struct value){ .known = !is_empty(text), .s = text };
}

static void put_number(struct record *rec, const char *field, int64_t i)
{
	*record_value(rec, field) = (struct value){ .known = true, .i = i };
}

/* The task in the version that was read: a save after somebody else's is refused. */
static bool load(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 struct record **rec, struct err *e)
{
	if (in->ver <= 0) {
		err_set(e, ERR_CONFLICT, "The form does not say which version of the entry it was made from.");
		return err_hint(e, "Open it again, compare, and enter your change once more.");
	}
	if (!reg_load(a, db, reg_find("task"), in->county, in->id, &how->scope, false, rec, e))
		return false;
	if ((*rec)->ver != in->ver)
		(*rec)->state = ""; /* whoever was faster is named by the save below, not by the state */
	return true;
}

/* What was changed meanwhile is said by who and when; else the step is taken. */
static bool take(struct arena *a, struct db *db, struct record *rec, const char *step, const struct task_step *in,
		 const struct save_how *how, unsigned roles, struct findings *f, struct err *e)
{
	if (rec->ver != in->ver) {
		rec->ver = in->ver;
		return reg_save(a, db, rec, how, f, e);
	}
	return reg_transit(a, db, rec, step, how, roles, f, e);
}

static bool step(struct arena *a, struct db *db, const char *code, const char *field, const struct task_step *in,
		 const struct save_how *how, unsigned roles, struct findings *f, struct err *e)
{
	TXN(t);
	struct record *rec;
	if (!txn_begin(&t, db, e) || !load(a, db, in, how, &rec, e))
		return false;
	if (field)
		put_text(rec, field, in->text);
	if (text_eq(code, "accept"))
		put_number(rec, "finished", in->day ? in->day : today());
	if (text_eq(code, "reopen"))
		*record_value(rec, "finished") = (struct value){ 0 };
	return take(a, db, rec, code, in, how, roles, f, e) && txn_commit(&t, e);
}

bool task_report(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 unsigned roles, struct findings *f, struct err *e)
{
	return step(a, db, "report", "result", in, how, roles, f, e);
}

bool task_return(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 unsigned roles, struct findings *f, struct err *e)
{
	return step(a, db, "return", "reason", in, how, roles, f, e);
}

bool task_accept(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 unsigned roles, struct findings *f, struct err *e)
{
	return step(a, db, "accept", NULL, in, how, roles, f, e);
}

bool task_drop(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
	       unsigned roles, struct findings *f, struct err *e)
{
	return step(a, db, "drop", "reason", in, how, roles, f, e);
}

bool task_reopen(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
		 unsigned roles, struct findings *f, struct err *e)
{
	struct record *rec;
	if (!reg_load(a, db, reg_find("task"), in->county, in->id, &how->scope, false, &rec, e))
		return false;
	return step(a, db, text_eq(rec->state, "dropped") ? "resume" : "reopen", "reason", in, how, roles, f, e);
}

bool task_progress(struct arena *a, struct db *db, const struct task_step *in, int per_cent,
		   const struct save_how *how, struct findings *f, struct err *e)
{
	TXN(t);
	struct record *rec;
	if (!txn_begin(&t, db, e) || !load(a, db, in, how, &rec, e))
		return false;
	bool open = text_eq(rec->state, "open");
	if (rec->ver == in->ver && !open)
		return err_set(e, ERR_CONFLICT, "This step is not possible in the present state.");
	put_number(rec, "progress", per_cent);
	if (!is_empty(in->text))
		put_text(rec, "result", in->text);
	rec->ver = in->ver;
	return reg_save(a, db, rec, how, f, e) && txn_commit(&t, e);
}

/* ---- more time ---- */

bool task_may_judge(struct db *db, int64_t county, int64_t task, const struct scope *scope, bool *out, struct err *e)
{
	int64_t unit;
	*out = false;
	if (!task_judge_unit(db, county, task, &unit, e))
		return false;
	return unit == 0 || scope_has(db, scope, county, unit, out, e);
}

bool task_extension_ask(struct arena *a, struct db *db, const struct task_step *in, const struct save_how *how,
			struct findings *f, struct err *e)
{
	TXN(t);
	struct record *task;
	if (!txn_begin(&t, db, e) ||
	    !reg_load(a, db, reg_find("task"), in->county, in->id, &how->scope, false, &task, e))
		return false;
	struct record *rec = record_new(a, reg_find("task_extension"), in->county, task->unit);
	put_number(rec, "task", in->id);
	put_number(rec, "asked", today());
	put_number(rec, "due", task_number_of(task, "due"));
	if (in->day)
		put_number(rec, "until", in->day);
	put_text(rec, "reason", in->text);
	return reg_save(a, db, rec, how, f, e) && txn_commit(&t, e);
}

static bool due_move(struct arena *a, struct db *db, const struct record *ext, const struct save_how *how,
		     struct findings *f, struct err *e)
{
	struct record *task;
	if (!reg_load(a, db, reg_find("task"), ext->county, task_number_of(ext, "task"), &how->scope, false, &task, e))
		return false;
	if (!task_value(task, "first_due")->known)
		put_number(task, "first_due", task_number_of(task, "due"));
	put_number(task, "due", task_number_of(ext, "until"));
	return reg_save(a, db, task, how, f, e);
}

bool task_extension_answer(struct arena *a, struct db *db, const struct task_step *in, bool grant,
			   const struct save_how *how, struct findings *f, struct err *e)
{
	TXN(t);
	struct record *rec;
	bool judge;
	if (!txn_begin(&t, db, e) ||
	    !reg_load(a, db, reg_find("task_extension"), in->county, in->extension, &how->scope, false, &rec, e) ||
	    !task_may_judge(db, in->county, task_number_of(rec, "task"), &how->scope, &judge, e))
		return false;
	if (!judge) {
		err_set(e, ERR_DENIED, "Only the unit that gave the task answers an extension.");
		return err_hint(e, N_("Ask the unit that gave the task."));
	}
	if (!text_eq(rec->state, "asked"))
		return err_set(e, ERR_CONFLICT, "This extension was answered already.");
	rec->state = grant ? "granted" : "refused";
	put_text(rec, "answer", in->text);
	put_number(rec, "answered", in->day ? in->day : today());
	return reg_save(a, db, rec, how, f, e) && (!grant || due_move(a, db, rec, how, f, e)) && txn_commit(&t, e);
}
