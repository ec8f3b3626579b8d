/* SPDX-License-Identifier: MIT */
/*
 * One way to fail: a negative code in the return value, and the sentence
 * for people in a struct error that the caller lends.
 *
 * The function that notices the failure writes the sentence; callers may
 * prefix it; only src/commands, src/cli and main.c print it.  Every function
 * here accepts err == NULL (the caller does not want the sentence) and
 * returns the negative code, so that `return error_set(...)` reads well.
 */
#ifndef CATALOG_UTIL_ERROR_H
#define CATALOG_UTIL_ERROR_H

/* What the failure means for the exit status (cli/exit.h). */
enum error_kind {
	ERROR_FAILED,	   /* 4: the catalogue is unusable, a disk is full */
	ERROR_USAGE,	   /* 2: asked for something that makes no sense */
	ERROR_INCOMPLETE,  /* 3: what was asked for is not there to be read */
	ERROR_LOCKED,	   /* 75: another run holds the catalogue */
	ERROR_INTERRUPTED, /* 128+signal: the user or the system said stop */
};

struct error {
	int code;	      /* negative errno, 0 while nothing failed */
	enum error_kind kind; /* decides the exit status */
	char text[1024];      /* one sentence, no newline, no full stop */
};

#define ERROR_INIT                                                             \
	{                                                                      \
		0, ERROR_FAILED, ""                                            \
	}

/* Set code (an errno value, positive) and sentence.  Returns -code. */
int error_set(struct error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with a kind other than ERROR_FAILED. */
int error_kind(struct error *err, enum error_kind kind, int code,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Like error_set() with ": strerror(code)" appended. */
int error_errno(struct error *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Put "what: " before the sentence.  Returns err->code (or -EIO if NULL). */
int error_prefix(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
