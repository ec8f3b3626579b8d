/* SPDX-License-Identifier: MIT */
#include "output/bar.h"

#include <inttypes.h>

#define EIGHTHS 8

int64_t
share_of(int64_t part, int64_t whole)
{
	if (part <= 0 || whole <= 0)
		return 0;
	if (part >= whole)
		return SHARE_WHOLE;
	/* Sizes are what a file system claims: times a million must fit. */
	while (whole > INT64_MAX / SHARE_WHOLE / 2) {
		whole /= 2;
		part /= 2;
	}
	return (part * SHARE_WHOLE + whole / 2) / whole;
}

void
share_print(struct strbuf *ret, int64_t share)
{
	strbuf_addf(ret, "%" PRId64 ".%06" PRId64, share / SHARE_WHOLE,
		share % SHARE_WHOLE);
}

void
share_percent(struct strbuf *ret, int64_t share)
{
	const int64_t tenth = SHARE_WHOLE / 1000;
	const int64_t tenths = (share + tenth / 2) / tenth;

	strbuf_addf(ret, "%3" PRId64 ".%" PRId64 "%%", tenths / 10,
		tenths % 10);
}

void
bar_print(struct strbuf *ret, int64_t share, int columns, bool ascii)
{
	/* U+2588 is a full column, U+258F an eighth of one. */
	static const char *const parts[EIGHTHS] = { " ", "\xe2\x96\x8f",
		"\xe2\x96\x8e", "\xe2\x96\x8d", "\xe2\x96\x8c", "\xe2\x96\x8b",
		"\xe2\x96\x8a", "\xe2\x96\x89" };
	const int64_t steps = ascii ? 1 : EIGHTHS;
	int64_t filled =
		(share * columns * steps + SHARE_WHOLE / 2) / SHARE_WHOLE;

	for (int i = 0; i < columns; i++, filled -= steps)
		if (filled >= steps)
			strbuf_adds(ret, ascii ? "#" : "\xe2\x96\x88");
		else
			strbuf_adds(ret, parts[filled > 0 ? filled : 0]);
}
