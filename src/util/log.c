/* SPDX-License-Identifier: MIT */
#include "util/log.h"

#include "util/cleanup.h"
#include "util/escape.h"
#include "util/io.h"
#include "util/strbuf.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void emit(const char *kind, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static atomic_bool quiet;
static void (*_Atomic line_hook)(void);

void
log_set_quiet(bool value)
{
	atomic_store(&quiet, value);
}

void
log_line_hook(void (*hook)(void))
{
	atomic_store(&line_hook, hook);
}

/*
 * One line, one write.  The whole message is escaped, since file names are in
 * most of them and none of ours holds a control character.
 */
static void
emit(const char *kind, const char *format, va_list args)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
	_cleanup_(freep) char *text = NULL;
	void (*hook)(void) = atomic_load(&line_hook);

	if (vasprintf(&text, format, args) < 0)
		text = NULL; /* the standard leaves it undefined */
	strbuf_adds(&line, "catalog: ");
	strbuf_adds(&line, kind);
	if (text)
		escape_bytes(&line, text, strlen(text));
	else
		escape_bytes(&line, format, strlen(format));
	strbuf_addc(&line, '\n');
	if (hook)
		hook();
	/* Where would a failure to write to stderr be reported? */
	(void)io_write_full(STDERR_FILENO, line.buf, line.len);
}

void
log_note(const char *format, ...)
{
	va_list args;

	if (atomic_load(&quiet))
		return;
	va_start(args, format);
	emit("", format, args);
	va_end(args);
}

void
log_warning(const char *format, ...)
{
	va_list args;

	if (atomic_load(&quiet))
		return;
	va_start(args, format);
	emit("warning: ", format, args);
	va_end(args);
}

void
log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	emit("", format, args);
	va_end(args);
}
