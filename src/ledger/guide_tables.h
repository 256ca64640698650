#pragma once
/*
 * guide_tables.h - words and facts that several tables of guided entries use.
 *
 * Memory: constants.
 */
#include "ledger/guide_int.h"

#define GENERAL                                                                                    \
	N_("Accounts as generally used under the accounting rule of 2023; its use notes were not at hand, so compare them once before relying on this.")
#define PUBLISHED                                                                                  \
	N_("Accounts under the accounting rule of 2023; the same pattern stands in a published explanation.")

#define FACTS(...)                                                                                 \
	.facts = (const struct guide_fact[]){__VA_ARGS__},                                         \
	.fact_count = sizeof((const struct guide_fact[]){__VA_ARGS__}) / sizeof(struct guide_fact)
#define LINES(...)                                                                                 \
	.lines = (const struct guide_line[]){__VA_ARGS__},                                         \
	.line_count = sizeof((const struct guide_line[]){__VA_ARGS__}) / sizeof(struct guide_line)
#define OPTIONS(...)                                                                               \
	.options = (const struct guide_option[]){__VA_ARGS__},                                     \
	.option_count = sizeof((const struct guide_option[]){__VA_ARGS__}) /                       \
			sizeof(struct guide_option)

#define DR(path, amount) {GUIDE_DEBIT, path, amount}
#define CR(path, amount) {GUIDE_CREDIT, path, amount}

#define AMOUNT(text) {.name = "amount", .kind = FACT_AMOUNT, .label = text}
#define RECEIVED AMOUNT(N_("How much came in (yuan)"))
#define PAID AMOUNT(N_("How much was paid (yuan)"))
#define MONEY_IN {.name = "money", .kind = FACT_MONEY, .label = N_("Where the money came in")}
#define MONEY_OUT {.name = "money", .kind = FACT_MONEY, .label = N_("Which money it was paid from")}
#define WHO(text) {.name = "who", .kind = FACT_NAME, .label = text}
#define PARTY(outsider, member)                                                                    \
	{.name = "party", .kind = FACT_CHOICE, .label = N_("Who that is"),                          \
	 OPTIONS({"outsider", N_("somebody outside: a firm, a contractor, another village"),        \
		  outsider},                                                                        \
		 {"member", N_("a household of this collective"), member})}
