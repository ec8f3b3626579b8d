/* SPDX-License-Identifier: MIT */
/* A verb that must not fail. */
#ifndef CATALOG_TESTS_OK_H
#define CATALOG_TESTS_OK_H

#include "util/error.h"

#include <check.h>

/* expr >= 0, else the test fails with the sentence; `err` in it is ours. */
#define ok(expr)                                                               \
	do {                                                                   \
		struct error ok_error_ = ERROR_INIT;                           \
		struct error *err = &ok_error_;                                \
		int ok_r_ = (expr);                                            \
		ck_assert_msg(ok_r_ >= 0, "%s: %s", #expr, err->text);         \
	} while (0)

#endif
