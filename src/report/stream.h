/* SPDX-License-Identifier: MIT */
/* Text to standard output for reports without columns; private to report/. */
#ifndef CATALOG_REPORT_STREAM_H
#define CATALOG_REPORT_STREAM_H

#include "util/error.h"
#include "util/strbuf.h"

#include <stdio.h>

/* Write the text and empty it.  0 or a negative code; -EPIPE is no error to
 * be printed. */
int stream_write(FILE *stream, struct strbuf *text, struct error *err);
int stream_flush(FILE *stream, struct error *err);

#endif
