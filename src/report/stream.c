/* SPDX-License-Identifier: MIT */
#include "report/stream.h"

#include <errno.h>

static int
stream_failed(struct error *err)
{
	return error_errno(err, errno ? errno : EIO,
		"cannot write to standard output");
}

int
stream_write(FILE *stream, struct strbuf *text, struct error *err)
{
	errno = 0;
	if (text->len > 0 &&
		fwrite(text->buf, 1, text->len, stream) != text->len)
		return stream_failed(err);
	strbuf_truncate(text, 0);
	return 0;
}

int
stream_flush(FILE *stream, struct error *err)
{
	errno = 0;
	return fflush(stream) != 0 || ferror(stream) ? stream_failed(err) : 0;
}
