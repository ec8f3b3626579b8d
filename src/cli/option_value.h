/* SPDX-License-Identifier: MIT */
/* An option's value, from text to where its row points; for options.c. */
#ifndef CATALOG_CLI_OPTION_VALUE_H
#define CATALOG_CLI_OPTION_VALUE_H

#include "cli/command.h"
#include "util/strbuf.h"

/* A row and the struct its value goes to. */
struct option_match {
	const struct option_spec *spec; /* NULL: none */
	void *args;
};

void *option_at(void *args, size_t offset);
/* "--name" or "-n", as the row has it. */
void option_add_name(struct strbuf *ret, const struct option_spec *spec);
/* Errors begin with the option's name; text is borrowed for good. */
int option_store(const struct option_match *m, const char *text,
	struct error *err);
/* The option stands without a value. */
void option_store_bare(const struct option_match *m);
/* The lists grow by xreallocarray(); options_clear() frees them. */
void option_add_term(struct option_terms *terms, const struct option_spec *spec,
	const char *value, bool is_quoted);

#endif
