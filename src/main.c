/* SPDX-License-Identifier: MIT */
/*
 * catalog: one catalogue of the files of many drives, and their duplicates.
 *
 * The program in the order it calls itself:
 *
 * - main()                src/main.c      streams, locale, signals, status
 *   - cli_main()          src/cli/        find the command, parse options
 *     - cmd_*.run()       src/commands/   one file a command
 *       - volume_*()      src/volume/     which file system is that?
 *       - scan_run()      src/scan/       walkers -> queue -> one writer
 *       - hash_run()      src/hash/       candidates, in stages
 *       - report_*()      src/report/     rows of the catalogue
 *         - output_*()    src/output/     as table, plain, csv, ndjson, paths
 *       - store_*()       src/store/      the catalogue; the only SQL
 *
 * src/model/ are the plain values the layers hand to each other, src/util/
 * what knows nothing of catalogues.  docs/TOUR.md follows one file through.
 */
#include "cli/cli.h"
#include "cli/exit.h"
#include "commands/commands.h"
#include "util/interrupt.h"
#include "util/log.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * A closed descriptor 0, 1 or 2 would be given to the next file opened, and
 * messages would end up in the catalogue.  The stand-ins are opened the wrong
 * way round, so that using them still fails.
 */
static bool
open_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int flags = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		/* The lowest free one: all below are open by now. */
		if (open("/dev/null", flags) != fd)
			return false;
	}
	return true;
}

/*
 * Names are bytes and what we print is UTF-8 whatever the locale: without a
 * UTF-8 one libsmartcols could not tell how wide a name is.  Nothing else of
 * the locale is taken: numbers and messages are the same everywhere.
 */
static void
set_locale(void)
{
	(void)setlocale(LC_CTYPE, ""); /* an unknown one leaves "C" */
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
}

/* Network file systems report a full disk as late as close(). */
static int
close_stdout(int status)
{
	errno = 0;
	if (fclose(stdout) == 0 || errno == EPIPE || status == EXIT_FAILED)
		return status;
	log_error("cannot write to standard output: %s", strerror(errno));
	return EXIT_FAILED;
}

int
main(int argc, char **argv)
{
	if (!open_standard_streams())
		return EXIT_FAILED; /* and nowhere to say why */
	set_locale();
	interrupt_install();
	return close_stdout(cli_main(commands, argc, argv));
}
