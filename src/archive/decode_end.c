/* SPDX-License-Identifier: MIT */
/*
 * Where an archive ends.  libarchive takes a header that is cut off for the
 * end, if it looked as far as that when it recognised the format, which is so
 * with all archives that are small.  What it left unread gives that away.
 *
 * Formats that have their list at one place, or a trailer that libarchive
 * insists on, need none of this, nor does what was compressed: the filter tells
 * (but for compress, which has no end).
 */
#include "archive/decode.h"

#include "archive/functions.h"

#include <unistd.h>

/* What may stand between two members, of which there is none. */
#define AR_PADDING 1
#define WARC_PADDING 4
/* The type of the block that is the last of a rar 5, behind its size. */
#define RAR5_END 5

static bool
has_filter(struct archive *a, int code)
{
	for (int i = lib.archive_filter_count(a) - 2; i >= 0; i--)
		if (lib.archive_filter_code(a, i) == code)
			return true;
	return false;
}

/* Only the checksum of the last block was read. */
static bool
ends_rar5(const struct source *source, int64_t at)
{
	unsigned char block[2] = { 0 };

	return !source->seek || /* it cannot be looked at */
		(source->seek(source->arg, at, SEEK_SET) == at &&
			source->read(source->arg, block, sizeof(block)) ==
				(ssize_t)sizeof(block) &&
			block[1] == RAR5_END);
}

bool
decode_is_torn(struct archive *a, const struct source *source, int64_t packed)
{
	const int64_t at = lib.archive_filter_bytes(a, 0);
	const int format = lib.archive_format(a) & ARCHIVE_FORMAT_BASE_MASK;
	/* A tar ends with blocks of zeros.  tar(1) takes one that has none as
	 * it is, if it ends behind a member. */
	const bool has_end = format != ARCHIVE_FORMAT_TAR ||
		at != lib.archive_read_header_position(a);
	int64_t left = (source->seek ? source->seek(source->arg, 0, SEEK_END) :
				       packed) -
		at;

	if (lib.archive_filter_count(a) > 1)
		return (!has_end || at <= 0) &&
			has_filter(a, ARCHIVE_FILTER_COMPRESS);
	switch (format) {
	case ARCHIVE_FORMAT_TAR:
		return !has_end && left > 0;
	case ARCHIVE_FORMAT_AR:
		return left > AR_PADDING;
	case ARCHIVE_FORMAT_WARC:
		return left > WARC_PADDING;
	case ARCHIVE_FORMAT_RAR_V5:
		return !ends_rar5(source, at);
	default:
		return false;
	}
}
