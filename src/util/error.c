/* SPDX-License-Identifier: MIT */
#include "util/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void set(struct error *err, enum error_kind kind, int code,
	const char *format, va_list args) __attribute__((format(printf, 4, 0)));

/* A code that says nothing must not turn a failure into a success. */
static int
negative(int code)
{
	if (code == 0)
		return -EIO;
	return code > 0 ? -code : code;
}

/*
 * Through a second buffer, because the arguments may point into err->text.
 */
static void
set(struct error *err, enum error_kind kind, int code, const char *format,
	va_list args)
{
	char text[sizeof(err->text)];

	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	memcpy(err->text, text, sizeof(text));
	err->code = code;
	err->kind = kind;
}

int
error_set(struct error *err, int code, const char *format, ...)
{
	va_list args;

	if (!err)
		return negative(code);
	va_start(args, format);
	set(err, ERROR_FAILED, negative(code), format, args);
	va_end(args);
	return err->code;
}

int
error_kind(struct error *err, enum error_kind kind, int code,
	const char *format, ...)
{
	va_list args;

	if (!err)
		return negative(code);
	va_start(args, format);
	set(err, kind, negative(code), format, args);
	va_end(args);
	return err->code;
}

/* The reason is what matters: a long path in front is cut, not the reason. */
int
error_errno(struct error *err, int code, const char *format, ...)
{
	char buffer[128];
	const char *reason;
	size_t reason_len;
	size_t len;
	va_list args;

	if (!err)
		return negative(code);
	va_start(args, format);
	set(err, ERROR_FAILED, negative(code), format, args);
	va_end(args);

	reason = strerror_r(-err->code, buffer, sizeof(buffer));
	reason_len = strnlen(reason, sizeof(buffer));
	len = strlen(err->text);
	if (len > sizeof(err->text) - reason_len - 3)
		len = sizeof(err->text) - reason_len - 3;
	(void)snprintf(err->text + len, sizeof(err->text) - len, ": %.*s",
		(int)reason_len, reason);
	return err->code;
}

int
error_prefix(struct error *err, const char *format, ...)
{
	struct error old;
	size_t len;
	va_list args;

	if (!err)
		return -EIO;
	old = *err;
	va_start(args, format);
	set(err, err->kind, err->code, format, args);
	va_end(args);

	len = strlen(err->text);
	if (len < sizeof(err->text) - 1) {
		size_t room = sizeof(err->text) - len;

		/* Cut at the end of the buffer on purpose. */
		if (snprintf(err->text + len, room, ": %s", old.text) < 0)
			err->text[len] = '\0';
	}
	return err->code;
}
