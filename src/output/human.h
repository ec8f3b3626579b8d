/* SPDX-License-Identifier: MIT */
/* Numbers, sizes, times as people read them. */
#ifndef CATALOG_OUTPUT_HUMAN_H
#define CATALOG_OUTPUT_HUMAN_H

#include "util/strbuf.h"

#include <stdint.h>

void human_size(struct strbuf *ret, int64_t bytes);    /* "4.2 MiB", "17 B" */
void human_size_si(struct strbuf *ret, int64_t bytes); /* "4.2 MB" */
void human_number(struct strbuf *ret, int64_t n);      /* "1,234,567" */
void human_duration(struct strbuf *ret,
	int64_t ns); /* "0.4 s", "3:07", "2 h 05 min" */
void human_time_local(struct strbuf *ret, int64_t ns); /* "2026-03-02 14:05" */
void human_time_rfc3339(struct strbuf *ret, int64_t ns); /* UTC, 9 digits, Z */
void human_mode(struct strbuf *ret, uint32_t mode);	 /* "-rw-r--r--" */

#endif
