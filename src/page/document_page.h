#pragma once
/* document_page.h - views of the briefings: what can be made, a draft, an issued one. */
#include "document/document.h"
#include "html/ui.h"

struct document_template_row {
	const char *name, *title, *period;
};
struct document_run_row {
	const char *href, *title, *period, *hash;
	int number;
	int64_t issued_ms;
};
struct document_list_view {
	const char *unit;
	int template_count, run_count;
	const struct document_template_row *templates;
	const struct document_run_row *runs;
};
struct document_cause_row {
	const char *word, *text, *href;
};
struct document_change_row {
	const char *label, *href, *before, *after;
	int count, more;
	const struct document_cause_row *causes;
};
struct document_view {
	struct arena *arena;
	const struct document *document;
	const char *unit, *template, *period, *id, *title;
	bool may_issue, compared;
	int change_count;
	const struct document_change_row *changes;
};

/* The body of the document, as document_html() writes it. */
void document_body(struct html *h, const struct document_view *v);
