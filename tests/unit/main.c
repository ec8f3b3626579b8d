/* SPDX-License-Identifier: MIT */
/*
 * Runs every unit test.  The suites come from a list the Makefile generates
 * from the names of the files: tests/unit/util/test_strbuf.c must define
 * suite_strbuf().  Check's own environment variables apply: CK_FORK=no,
 * CK_RUN_SUITE=strbuf, CK_RUN_CASE, CK_VERBOSITY.
 *
 * The scratch directory belongs to the runner, not to fixtures: a checked
 * teardown does not run after a failed test.
 */
#include "lib/scratch.h"

#include <check.h>
#include <stdlib.h>

#define SUITE(name) Suite *suite_##name(void);
#include "tests/suites.h"
#undef SUITE

int
main(void)
{
	SRunner *runner = srunner_create(NULL);
	int n_failed, n_run;

#define SUITE(name) srunner_add_suite(runner, suite_##name());
#include "tests/suites.h"
#undef SUITE

	scratch_init();
	srunner_run_all(runner, CK_ENV);
	n_failed = srunner_ntests_failed(runner);
	n_run = srunner_ntests_run(runner);
	srunner_free(runner);
	scratch_cleanup();

	/* A misspelt CK_RUN_SUITE must not look like success. */
	return n_failed == 0 && n_run > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
