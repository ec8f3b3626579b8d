/* SPDX-License-Identifier: MIT */
#include "cli/global.h"

#include <limits.h>

/* The OPT_ macros speak of a struct args. */
struct args {
	struct global_args global;
};

/* In the order of enum output_format. */
static const char *const formats[] = { "auto", "table", "plain", "ndjson",
	"csv", "paths", NULL };

/* clang-format off: one option an entry */
const struct option_spec global_options[] = {
	OPT_STRING(0, "db", global.db, "FILE", "use the catalogue FILE"),
	OPT_CHOICE(0, "format", global.format, "FORMAT", formats,
		"how results are printed"),
	OPT_FLAG('0', "null", global.nul,
		"end paths and plain rows with NUL, names raw"),
	OPT_FLAG(0, "bytes", global.exact, "print exact sizes in tables"),
	OPT_FLAG(0, "si", global.si, "print sizes in powers of 1000: kB, MB"),
	OPT_FLAG(0, "no-header", global.no_header,
		"leave out the heading of tables and csv"),
	OPT_FLAG('q', "quiet", global.quiet, "print results and errors only"),
	OPT_OPTIONAL_NUMBER(0, "wait", global.wait_seconds, "SECONDS", 0,
		INT_MAX, -1, "wait for another run to finish, at most SECONDS"),
	OPT_FLAG('h', NULL, global.short_help, "print short help"),
	OPT_FLAG(0, "help", global.help, "print all help"),
	OPT_FLAG(0, "version", global.version, "print the version"),
	{ .type = OPTION_FLAG,
		.name = "dump-options",
		.present = SIZE_MAX,
		.offset = offsetof(struct args, global.dump_options),
		.help = "print the option table for tools",
		.is_hidden = true },
	OPT_END
};
/* clang-format on */
