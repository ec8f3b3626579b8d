/* SPDX-License-Identifier: MIT */
#include "cli/exit.h"

#include "util/interrupt.h"

#include <signal.h>

int
exit_status_of(const struct error *err)
{
	int signal = interrupt_pending();

	switch (err->kind) {
	case ERROR_USAGE:
		return EXIT_USAGE;
	case ERROR_INCOMPLETE:
		return EXIT_INCOMPLETE;
	case ERROR_LOCKED:
		return EXIT_LOCKED;
	case ERROR_INTERRUPTED:
		return EXIT_SIGNAL + (signal ? signal : SIGINT);
	case ERROR_FAILED:
		return EXIT_FAILED;
	}
	return EXIT_FAILED;
}
