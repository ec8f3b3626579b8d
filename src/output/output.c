/* SPDX-License-Identifier: MIT */
/*
 * The part all formats share: choosing one, the spelling of numbers, and the
 * only place that writes to the stream.
 *
 * A write that failed is remembered: every later call fails the same way
 * without trying again, so that a report notices it at the next row however
 * late stdio hands the bytes to the system.
 */
#include "output/format.h"

#include "output/bar.h"
#include "output/human.h"
#include "output/order.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct output_ops *const format_ops[] = {
	[OUTPUT_TABLE] = &output_table,
	[OUTPUT_PLAIN] = &output_plain,
	[OUTPUT_NDJSON] = &output_ndjson,
	[OUTPUT_CSV] = &output_csv,
	[OUTPUT_PATHS] = &output_paths,
};

static enum output_format
choose_format(const struct output_options *options)
{
	if (options->format != OUTPUT_AUTO)
		return options->format;
	/* Whoever asks for NULs feeds `xargs -0`. */
	if (options->nul)
		return OUTPUT_PATHS;
	return options->terminal ? OUTPUT_TABLE : OUTPUT_PLAIN;
}

struct output *
output_new(FILE *stream, const struct output_options *options)
{
	struct output *o = xcalloc(1, sizeof(*o));

	*o = (struct output){ .stream = stream,
		.options = *options,
		.is_auto = options->format == OUTPUT_AUTO,
		.text = STRBUF_INIT };
	o->options.format = choose_format(options);
	return o;
}

static bool
has_path_column(const struct output *o)
{
	for (size_t i = 0; i < o->n_columns; i++)
		if (format_is_path_column(&o->columns[i]))
			return true;
	return false;
}

void
output_set_order(struct output *o, const struct output_order *how)
{
	order_free(o->order);
	o->order = order_new(how);
}

void
output_begin(struct output *o, const struct output_column *columns,
	size_t n_columns)
{
	o->columns = columns;
	o->n_columns = n_columns;
	/* Not what was asked for, so a report without paths still prints. */
	if (o->is_auto && o->options.nul && !has_path_column(o))
		o->options.format = OUTPUT_PLAIN;
	o->ops = format_ops[o->options.format];
	if (o->order)
		order_begin(o->order, columns, n_columns);
	if (o->ops->begin)
		o->ops->begin(o);
}

static int
stream_error(struct output *o, struct error *err)
{
	return error_errno(err, o->failed, "cannot write to standard output");
}

/* Hand o->text to the stream. */
static int
write_text(struct output *o, struct error *err)
{
	size_t len = o->text.len;

	if (o->failed)
		return stream_error(o, err);
	if (len == 0)
		return 0;
	errno = 0;
	if (fwrite(o->text.buf, 1, len, o->stream) != len) {
		o->failed = errno ? errno : EIO;
		return stream_error(o, err);
	}
	strbuf_truncate(&o->text, 0);
	return 0;
}

int
output_row(struct output *o, const struct output_value *values,
	struct error *err)
{
	if (o->order && !order_passes(o->order, values, false))
		return 0;
	if (!o->failed)
		o->ops->row(o, values, false);
	return write_text(o, err);
}

int
output_continue(struct output *o, const struct output_value *values,
	struct error *err)
{
	if (o->order && !order_passes(o->order, values, true))
		return 0;
	if (!o->failed)
		o->ops->row(o, values, true);
	return write_text(o, err);
}

/* What was kept to be sorted. */
static int
write_kept(struct output *o, struct error *err)
{
	const struct output_value *values;
	bool continued = false;
	int r = 0;

	while (r == 0 && o->order &&
		(values = order_next(o->order, &continued)) != NULL) {
		if (interrupt_pending())
			return error_kind(err, ERROR_INTERRUPTED, EINTR,
				"interrupted");
		if (!o->failed)
			o->ops->row(o, values, continued);
		r = write_text(o, err);
	}
	return r;
}

int
output_end(struct output *o, struct error *err)
{
	int r = write_kept(o, err);

	if (r < 0)
		return r;
	if (!o->failed && o->ops->end)
		o->ops->end(o);
	r = write_text(o, err);
	if (r < 0)
		return r;
	errno = 0;
	if (fflush(o->stream) != 0 || ferror(o->stream)) {
		o->failed = errno ? errno : EIO;
		return stream_error(o, err);
	}
	return 0;
}

void
output_free(struct output *o)
{
	if (!o)
		return;
	if (o->ops && o->ops->free)
		o->ops->free(o);
	colours_free(o->colours);
	order_free(o->order);
	strbuf_clear(&o->text);
	free(o);
}

bool
output_shows(const struct output *o, const struct output_column *column)
{
	switch (o->options.format) {
	case OUTPUT_TABLE:
		return (column->where & OUTPUT_IN_TABLE) != 0;
	case OUTPUT_PATHS:
		return format_is_path_column(column);
	case OUTPUT_NDJSON:
		return (column->where & OUTPUT_IN_JSON) != 0;
	case OUTPUT_AUTO:
	case OUTPUT_PLAIN:
	case OUTPUT_CSV:
		break;
	}
	return (column->where & OUTPUT_IN_PLAIN) != 0;
}

enum output_format
output_format_of(const struct output *o)
{
	return o->options.format;
}

const char *
output_colour(struct output *o, const struct colour_of *what)
{
	if (!o->options.color || o->options.format != OUTPUT_TABLE)
		return NULL;
	if (!o->colours)
		o->colours = colours_new(o->options.ls_colors);
	return colours_find(o->colours, what);
}

static void
add_hex(struct strbuf *ret, const struct output_value *value)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = (const unsigned char *)value->bytes;

	for (size_t i = 0; i < value->len; i++) {
		strbuf_addc(ret, digits[bytes[i] >> 4]);
		strbuf_addc(ret, digits[bytes[i] & 15]);
	}
}

void
format_exact(struct strbuf *ret, enum output_type type,
	const struct output_value *value)
{
	switch (type) {
	case OUTPUT_SIZE:
	case OUTPUT_NUMBER:
		strbuf_add_i64(ret, value->number);
		break;
	case OUTPUT_UNSIGNED:
		strbuf_add_u64(ret, (uint64_t)value->number, 1);
		break;
	case OUTPUT_TIME:
		human_time_rfc3339(ret, value->number);
		break;
	case OUTPUT_BOOL:
		strbuf_adds(ret, value->number ? "true" : "false");
		break;
	case OUTPUT_MODE:
		strbuf_addf(ret, "%04o", (unsigned int)value->number & 07777u);
		break;
	case OUTPUT_HEX:
		add_hex(ret, value);
		break;
	case OUTPUT_SHARE:
		share_print(ret, value->number);
		break;
	case OUTPUT_DECIMAL:
		strbuf_add(ret, value->bytes, value->len);
		break;
	case OUTPUT_TEXT:
	case OUTPUT_PATH:
	case OUTPUT_LIST:
	case OUTPUT_ANY:
		break; /* the formats' own business */
	}
}

bool
format_is_path_column(const struct output_column *column)
{
	return column->type == OUTPUT_PATH && column->key &&
		strcmp(column->key, "path") == 0;
}
