/* ui_form.c - fields with label, hint and error; findings. */
#include "html/ui.h"

#define RAW(lit) html_raw_literal(h, lit)

static bool has_findings(const struct ui_field *f)
{
	return f->error || (f->findings && findings_of(f->findings, f->name));
}

/* Only errors make a field invalid; a warning may stand. */
static bool is_wrong(const struct ui_field *f)
{
	if (f->error)
		return true;
	for (const struct finding *fi = f->findings ? f->findings->first : NULL; fi; fi = fi->next)
		if (fi->severity == FINDING_ERROR && text_eq(fi->field, f->name))
			return true;
	return false;
}

static void id_of(struct html *h, const char *name, const char *part)
{
	RAW("f-");
	html_text(h, name);
	html_text(h, part);
}

/* What every kind of control carries: id, name, state, and what describes it. */
static void control_attrs(struct html *h, const struct ui_field *f)
{
	RAW(" id=\"");
	id_of(h, f->name, "");
	RAW("\"");
	html_attr(h, "name", f->name);
	if (f->required)
		RAW(" required");
	if (f->readonly)
		RAW(" readonly");
	if (f->focus)
		RAW(" autofocus");
	bool bad = has_findings(f);
	if (is_wrong(f))
		RAW(" aria-invalid='true'");
	if (f->hint || bad) {
		RAW(" aria-describedby=\"");
		if (f->hint)
			id_of(h, f->name, "-hint");
		if (f->hint && bad)
			RAW(" ");
		if (bad)
			id_of(h, f->name, "-error");
		RAW("\"");
	}
}

static void options(struct html *h, const struct ui_option *list, int count, const char *value,
		    const char *empty)
{
	bool found = is_empty(value);
	const char *group = NULL;
	if (empty) {
		RAW("<option value=''>");
		html_t(h, empty);
		RAW("</option>");
	}
	for (int i = 0; i < count; i++) {
		if (list[i].group && !text_eq(group, list[i].group)) {
			if (group)
				RAW("</optgroup>");
			group = list[i].group;
			RAW("<optgroup");
			html_attr(h, "label", tr(h->lang, group));
			RAW(">");
		}
		bool chosen = value && text_eq(list[i].value, value);
		found |= chosen;
		RAW("<option");
		html_attr(h, "value", list[i].value);
		if (chosen)
			RAW(" selected");
		RAW(">");
		html_t(h, list[i].label);
		RAW("</option>");
	}
	if (group)
		RAW("</optgroup>");
	if (!found) { /* a value that is no longer offered is kept, never silently changed */
		RAW("<option selected");
		html_attr(h, "value", value);
		RAW(">");
		html_text(h, value);
		RAW("</option>");
	}
}

static const char *empty_choice(const struct ui_field *f)
{
	if (f->empty)
		return f->empty;
	return f->required ? N_("Choose…") : N_("(none)");
}

static void radios(struct html *h, const struct ui_field *f)
{
	for (int i = 0; i < f->option_count; i++) {
		const struct ui_option *o = &f->options[i];
		RAW("<label class='yz-check'><input type='radio' class='form-check-input'");
		html_attr(h, "name", f->name);
		html_attr(h, "value", o->value);
		if (text_eq(o->value, f->value))
			RAW(" checked");
		if (f->required)
			RAW(" required");
		RAW("><span>");
		html_t(h, o->label);
		RAW("</span></label>");
	}
}

static void input(struct html *h, const struct ui_field *f)
{
	static const struct {
		const char *type, *mode, *placeholder;
	} kinds[] = {
		[UI_TEXT] = { "text", NULL, NULL },
		[UI_NUMBER] = { "text", "decimal", NULL },      /* text keeps what was typed wrong */
		[UI_DATE] = { "text", NULL, N_("e.g. 2024-05-03") }, /* and takes 2024年5月 */
		[UI_FILE] = { "file", NULL, NULL },
		[UI_PASSWORD] = { "password", NULL, NULL },
		[UI_SEARCH] = { "search", NULL, NULL },
	};
	RAW("<input class='form-control'");
	html_attr(h, "type", kinds[f->kind].type);
	control_attrs(h, f);
	if (f->kind != UI_FILE && f->kind != UI_PASSWORD)
		html_attr(h, "value", f->value ? f->value : "");
	html_attr(h, "inputmode", f->inputmode ? f->inputmode : kinds[f->kind].mode);
	const char *placeholder = f->placeholder ? f->placeholder : kinds[f->kind].placeholder;
	html_attr(h, "placeholder", placeholder ? tr(h->lang, placeholder) : NULL);
	html_attr(h, "accept", f->accept);
	html_attr(h, "autocomplete", f->autocomplete ? f->autocomplete : "off");
	if (f->max_length) {
		RAW(" maxlength='");
		html_i64(h, f->max_length);
		RAW("'");
	}
	if (f->pick) {
		RAW(" list=\"");
		id_of(h, f->name, "-list");
		RAW("\" hx-trigger='input changed delay:200ms' hx-sync='this:replace'"
		    " hx-swap='innerHTML' hx-target='next datalist' hx-get=\"");
		html_href(h, f->pick);
		RAW("\"");
	}
	RAW(">");
	if (f->pick) {
		RAW("<datalist id=\"");
		id_of(h, f->name, "-list");
		RAW("\"></datalist>");
	}
}

static void textarea(struct html *h, const struct ui_field *f)
{
	RAW("<textarea class='form-control' rows='");
	html_i64(h, f->rows ? f->rows : 4);
	RAW("'");
	control_attrs(h, f);
	if (f->max_length) {
		RAW(" maxlength='");
		html_i64(h, f->max_length);
		RAW("'");
	}
	RAW(">\n"); /* the first line break is not part of the value */
	html_text(h, f->value);
	RAW("</textarea>");
}

static void control(struct html *h, const struct ui_field *f)
{
	switch (f->kind) {
	case UI_TEXTAREA:
		textarea(h, f);
		break;
	case UI_SELECT:
		RAW("<select class='form-select'");
		control_attrs(h, f);
		RAW(">");
		options(h, f->options, f->option_count, f->value, empty_choice(f));
		RAW("</select>");
		break;
	case UI_RADIO:
		radios(h, f);
		break;
	case UI_CHECKBOX:
		RAW("<label class='yz-check'><input type='checkbox' class='form-check-input' value='1'");
		control_attrs(h, f);
		if (!is_empty(f->value) && !text_eq(f->value, "0"))
			RAW(" checked");
		RAW("><span>");
		html_t(h, f->label);
		RAW("</span></label>");
		break;
	case UI_TEXT:
	case UI_NUMBER:
	case UI_DATE:
	case UI_FILE:
	case UI_PASSWORD:
	case UI_SEARCH:
		input(h, f);
		break;
	case UI_HIDDEN:
		break;
	}
}

static void sentence(struct html *h, const struct msg *text, const struct msg *hint)
{
	html_msg(h, text);
	if (hint->id) {
		RAW(" <span class='yz-remedy'>");
		html_msg(h, hint);
		RAW("</span>");
	}
}

static void notes_beneath(struct html *h, const struct ui_field *f)
{
	if (f->hint) {
		RAW("<div class='yz-hint' id=\"");
		id_of(h, f->name, "-hint");
		RAW("\">");
		html_t(h, f->hint);
		RAW("</div>");
	}
	if (!has_findings(f))
		return;
	RAW("<div class='yz-error' id=\"");
	id_of(h, f->name, "-error");
	RAW("\">");
	if (f->error) {
		RAW("<p>");
		html_text(h, f->error);
		RAW("</p>");
	}
	const struct finding *fi = f->findings ? f->findings->first : NULL;
	for (; fi; fi = fi->next) {
		if (!text_eq(fi->field, f->name))
			continue;
		if (fi->severity == FINDING_ERROR)
			RAW("<p>");
		else
			RAW("<p class='yz-remedy'>");
		if (fi->severity != FINDING_ERROR) {
			ui_severity(h, fi->severity);
			RAW(" ");
		}
		sentence(h, &fi->text, &fi->hint);
		RAW("</p>");
	}
	RAW("</div>");
}

static void label_of(struct html *h, const struct ui_field *f)
{
	if (f->kind == UI_RADIO) {
		RAW("<legend class='form-label'>");
	} else {
		RAW("<label class='form-label' for=\"");
		id_of(h, f->name, "");
		RAW("\">");
	}
	html_t(h, f->label);
	if (f->required) {
		RAW(" <span class='yz-required' title=\"");
		html_t(h, "Required");
		RAW("\">*</span>");
	}
	if (f->kind == UI_RADIO)
		RAW("</legend>");
	else
		RAW("</label>");
}

void ui_field(struct html *h, const struct ui_field *f)
{
	if (f->kind == UI_HIDDEN) {
		RAW("<input type='hidden'");
		html_attr(h, "name", f->name);
		html_attr(h, "value", f->value ? f->value : "");
		RAW(">");
		return;
	}
	bool group = f->kind == UI_RADIO;
	RAW("<");
	html_text(h, group ? "fieldset" : "div");
	RAW(" class='yz-field");
	if (f->wide)
		RAW(" yz-wide");
	if (is_wrong(f))
		RAW(" yz-wrong");
	else if (has_findings(f))
		RAW(" yz-doubt");
	RAW("'");
	if (group) {
		RAW(" id=\"");
		id_of(h, f->name, "");
		RAW("\"");
	}
	RAW(">");
	if (f->kind != UI_CHECKBOX)
		label_of(h, f);
	control(h, f);
	notes_beneath(h, f);
	RAW("</");
	html_text(h, group ? "fieldset" : "div");
	RAW(">");
}

void ui_select(struct html *h, const char *name, const char *label, const char *value,
	       const struct ui_option *list, int count, const char *empty)
{
	RAW("<select class='form-select yz-filter'");
	html_attr(h, "name", name);
	html_attr(h, "aria-label", tr(h->lang, label));
	RAW(">");
	options(h, list, count, value, empty);
	RAW("</select>");
}

void ui_submit(struct html *h, const char *label, const char *cancel)
{
	RAW("<div class='yz-actions'><button class='btn btn-primary' type='submit'>");
	html_t(h, label);
	RAW("</button>");
	if (cancel) {
		RAW("<a class='btn' href=\"");
		html_href(h, cancel);
		RAW("\">");
		html_t(h, "Cancel");
		RAW("</a>");
	}
	RAW("</div>");
}

static void place_of(struct html *h, const struct finding *fi)
{
	if (fi->place) {
		RAW("<code>");
		html_text(h, fi->place);
		RAW("</code>");
	} else if (fi->row) {
		html_tf(h, "Row %d", fi->row);
	} else if (fi->field) {
		RAW("<a href=\"#");
		id_of(h, fi->field, "");
		RAW("\">");
		html_t(h, "To the field");
		RAW("</a>");
	}
}

void ui_findings(struct html *h, const struct findings *f)
{
	if (!f || !f->first)
		return;
	RAW("<section class='yz-findings' role='group' tabindex='-1' aria-label=\"");
	html_t(h, "What was found");
	RAW("\"><p class='yz-findings-sum'>");
	html_tf(h, "Errors: %d, warnings: %d, notes: %d", f->errors, f->warnings, f->notes);
	RAW("</p>");
	RAW("<div class='yz-scroll' tabindex='0' role='region' aria-label=\"");
	html_t(h, "List of what was found");
	RAW("\"><table class='yz-table yz-cards'><thead><tr><th scope='col'>");
	html_t(h, "Kind");
	RAW("</th><th scope='col'>");
	html_t(h, "Where");
	RAW("</th><th scope='col'>");
	html_t(h, "What is wrong, and what to do");
	RAW("</th></tr></thead><tbody>");
	for (const struct finding *fi = f->first; fi; fi = fi->next) {
		RAW("<tr><td class='yz-tight'>");
		ui_severity(h, fi->severity);
		RAW("</td><td class='yz-place'>");
		place_of(h, fi);
		RAW("</td><td>");
		sentence(h, &fi->text, &fi->hint);
		RAW("</td></tr>");
	}
	RAW("</tbody>");
	ui_table_end(h);
	int all = f->errors + f->warnings + f->notes;
	if (all > f->kept) {
		RAW("<p class='yz-quiet'>");
		html_tf(h, "%d more are not shown.", all - f->kept);
		RAW("</p>");
	}
	RAW("</section>");
}
