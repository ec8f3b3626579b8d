/* SPDX-License-Identifier: MIT */
/*
 * types: how much there is of each extension, or of each kind of file.
 *
 * Extensions are short, so one is a key of two machine words in an open hash
 * table, and looking at a file costs no allocation.  Names with numbers for
 * extensions must not make it endless: beyond EXTENSIONS_MAX new ones are
 * counted as "other".
 */
#include "report/archived.h"
#include "report/kinds.h"
#include "report/names.h"
#include "report/sums.h"
#include "report/tally.h"

#include "store/store.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EXTENSIONS_MAX 65536u
#define N_SLOTS ((size_t)EXTENSIONS_MAX * 2)

enum {
	C_EXTENSION,
	C_KIND,
	C_FILES,
	C_SHARE = C_FILES + 3,
	C_MEMBERS,
	C_UNPACKED,
	N_COLUMNS,
};

/* clang-format off: a column a line */
static const struct output_column columns[N_COLUMNS] = {
	{ "extension", "TYPE", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	{ "kind", "KIND", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	SUM_COLUMNS,
	{ "members", "MEMBERS", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },
	{ "unpacked", "UNPACKED", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false },
};
/* clang-format on */

struct type {
	char extension[EXTENSION_MAX + 1];
	const char *kind; /* NULL: a free slot */
	struct sum sum;
	struct sum inside; /* archives: members, unpacked */
};

struct types {
	struct tally tally;
	struct type *slots;
	size_t n;
	struct type overflow;
	struct type others[7]; /* what is no regular file, by its letter */
	size_t n_others;
};

static void
types_clear(struct types *t)
{
	tally_clear(&t->tally);
	free(t->slots);
}

/* --- counting ------------------------------------------------------------- */

static const char *
special_kind(uint32_t mode)
{
	switch (mode & (uint32_t)S_IFMT) {
	case S_IFLNK:
		return "link";
	case S_IFIFO:
		return "fifo";
	case S_IFSOCK:
		return "socket";
	case S_IFCHR:
	case S_IFBLK:
		return "device";
	default:
		return "unknown";
	}
}

static struct type *
special(struct types *t, const char *kind)
{
	for (size_t i = 0; i < t->n_others; i++)
		if (strcmp(t->others[i].kind, kind) == 0)
			return &t->others[i];
	t->others[t->n_others].kind = kind;
	return &t->others[t->n_others++];
}

static struct type *
slot_of(struct types *t, const char extension[EXTENSION_MAX + 1])
{
	uint64_t words[2];
	uint64_t hash;

	memcpy(words, extension, sizeof(words));
	hash = (words[0] ^ words[1] * UINT64_C(0xc2b2ae3d27d4eb4f)) *
		UINT64_C(0x9e3779b97f4a7c15);
	for (size_t i = (size_t)(hash >> 40);; i++) {
		struct type *slot = &t->slots[i & (N_SLOTS - 1)];

		if (slot->kind &&
			memcmp(slot->extension, extension, sizeof(words)) == 0)
			return slot;
		if (slot->kind)
			continue;
		if (t->n >= EXTENSIONS_MAX)
			return &t->overflow;
		t->n++;
		memcpy(slot->extension, extension, sizeof(words));
		slot->kind = kind_of(extension);
		return slot;
	}
}

static struct type *
type_of(struct types *t, uint32_t mode, const char *name, size_t len)
{
	char extension[EXTENSION_MAX + 1];

	if (!S_ISREG(mode))
		return special(t, special_kind(mode));
	(void)extension_of(extension, name, len);
	return slot_of(t, extension);
}

static void
visit(const struct stored_entry *e, void *arg)
{
	struct types *t = arg;
	const struct survey_attribute *a;
	struct sum sum;

	if (!tally_take(&t->tally, e, &sum, &a))
		return;
	sum_add(&type_of(t, a->mode, e->name, e->name_len)->sum, &sum);
}

static void
visit_member(const struct archived *a, void *arg)
{
	struct types *t = arg;
	struct sum sum;

	if (!archived_take(a, t->tally.options, &sum))
		return;
	sum_add(&type_of(t, a->member.mode, a->member_name, a->member_name_len)
			 ->inside,
		&sum);
}

/* --- rows ----------------------------------------------------------------- */

static int
compare(const void *a, const void *b, void *arg)
{
	const struct report_sums *options = arg;
	const struct type *x = a;
	const struct type *y = b;
	int r = sum_compare(options, &x->sum, &y->sum);

	if (r == 0)
		r = sum_compare(options, &x->inside, &y->inside);
	if (r == 0)
		r = strcmp(x->extension, y->extension);
	if (r == 0)
		r = strcmp(x->kind, y->kind);
	return options->reverse ? -r : r;
}

/* Put the types side by side at the beginning of the table. */
static size_t
pack(struct types *t)
{
	size_t n = 0;

	for (size_t i = 0; i < N_SLOTS; i++)
		if (t->slots[i].kind)
			t->slots[n++] = t->slots[i];
	for (size_t i = 0; i < t->n_others; i++)
		t->slots[n++] = t->others[i];
	if (t->overflow.sum.files > 0 || t->overflow.inside.files > 0)
		t->slots[n++] = t->overflow;
	return n;
}

/* Kinds are few: one after the other is fast enough. */
static size_t
merge_kinds(struct types *t, size_t n)
{
	size_t n_kinds = 0;

	for (size_t i = 0; i < n; i++) {
		const struct type type = t->slots[i];
		size_t k = 0;

		while (k < n_kinds && strcmp(t->slots[k].kind, type.kind) != 0)
			k++;
		if (k < n_kinds) {
			sum_add(&t->slots[k].sum, &type.sum);
			sum_add(&t->slots[k].inside, &type.inside);
		} else {
			t->slots[n_kinds] = type;
			t->slots[n_kinds++].extension[0] = '\0';
		}
	}
	return n_kinds;
}

static int
print_all(struct types *t, size_t n, bool by_kind, struct output *output,
	int64_t *ret_rows, struct error *err)
{
	const struct report_sums *options = t->tally.options;
	const size_t first = by_kind ? C_KIND : C_EXTENSION;
	const size_t end = options->has_members ? N_COLUMNS : C_MEMBERS;
	int r = 0;

	output_begin(output, columns + first, end - first);
	for (size_t i = 0; i < n && r == 0; i++) {
		const struct type *type = &t->slots[i];
		struct output_value v[N_COLUMNS];

		if (options->limit >= 0 && *ret_rows == options->limit)
			break;
		v[C_EXTENSION] = type->extension[0] ?
			value_string(type->extension) :
			output_null();
		v[C_KIND] = value_string(type->kind);
		sum_fill(&v[C_FILES], &type->sum, &t->tally.total);
		v[C_MEMBERS] = output_number(type->inside.files);
		v[C_UNPACKED] = output_number(type->inside.bytes);
		r = output_row(output, v + first, err);
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}

/* What a second thread has found. */
static void
merge(struct types *to, const struct types *from)
{
	sum_add(&to->tally.total, &from->tally.total);
	for (size_t i = 0; i < N_SLOTS; i++)
		if (from->slots[i].kind)
			sum_add(&slot_of(to, from->slots[i].extension)->sum,
				&from->slots[i].sum);
	for (size_t i = 0; i < from->n_others; i++)
		sum_add(&special(to, from->others[i].kind)->sum,
			&from->others[i].sum);
	sum_add(&to->overflow.sum, &from->overflow.sum);
}

static int
look(struct store *store, struct types *t, struct error *err)
{
	_cleanup_(types_clear) struct types second = {
		.overflow = { .kind = "other" },
		.slots = xcalloc(N_SLOTS, sizeof(second.slots[0])),
	};
	struct pass pass = {
		.visit = visit,
		.is_scoped = t->tally.options->is_scoped,
		.first = t,
		.tally = &t->tally,
		.second = &second,
		.second_tally = &second.tally,
	};
	int r = tally_pass(store, &pass, err);

	if (r > 0)
		merge(t, &second);
	return r < 0 ? r : 0;
}

int
report_types(struct store *store, const struct report_sums *options,
	bool by_kind, struct output *output, int64_t *ret_rows,
	struct error *err)
{
	_cleanup_(types_clear) struct types t = {
		.overflow = { .kind = "other" },
	};
	struct report_sums how = *options;
	size_t n;
	int r = tally_init(&t.tally, store, options, err);

	*ret_rows = 0;
	/* Room for what pack() adds. */
	t.slots = xcalloc(N_SLOTS + 8, sizeof(t.slots[0]));
	if (r >= 0)
		r = look(store, &t, err);
	if (r >= 0 && (options->members || options->is_scoped))
		r = archived_visit(store, options, visit_member, &t, err);
	if (r < 0)
		return r;
	n = pack(&t);
	if (by_kind)
		n = merge_kinds(&t, n);
	qsort_r(t.slots, n, sizeof(t.slots[0]), compare, &how);
	return print_all(&t, n, by_kind, output, ret_rows, err);
}
