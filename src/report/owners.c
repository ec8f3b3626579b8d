/* SPDX-License-Identifier: MIT */
/*
 * owners: how much belongs to each user or group.
 *
 * Files are counted by their attribute (mode, owner and group in one number),
 * of which there are few; these are put together at the end.
 */
#include "report/names.h"
#include "report/owner.h"
#include "report/sums.h"
#include "report/tally.h"

#include "store/store.h"
#include "util/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { C_ID, C_NAME, C_FILES, N_COLUMNS = C_FILES + N_SUM_COLUMNS };

/* clang-format off: a column a line */
static const struct output_column user_columns[N_COLUMNS] = {
	{ "uid", "UID", OUTPUT_UNSIGNED, OUTPUT_EVERYWHERE, false },
	{ "user", "USER", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	SUM_COLUMNS,
};

static const struct output_column group_columns[N_COLUMNS] = {
	{ "gid", "GID", OUTPUT_UNSIGNED, OUTPUT_EVERYWHERE, false },
	{ "group", "GROUP", OUTPUT_TEXT, OUTPUT_EVERYWHERE, false },
	SUM_COLUMNS,
};
/* clang-format on */

struct holder {
	uint32_t id;
	const char *name; /* NULL: not known here */
	struct sum sum;
};

struct holding {
	struct tally tally;
	struct owners owners;
	struct sum *by_attribute;
	struct holder *list;
	size_t n;
};

static void
holding_clear(struct holding *h)
{
	tally_clear(&h->tally);
	owners_clear(&h->owners);
	free(h->by_attribute);
	free(h->list);
}

static void
visit(const struct stored_entry *e, void *arg)
{
	struct holding *h = arg;
	const struct survey_attribute *a;
	struct sum sum;

	if (tally_take(&h->tally, e, &sum, &a))
		sum_add(&h->by_attribute[a - h->tally.attributes], &sum);
}

static int
by_id(const void *a, const void *b)
{
	const struct holder *x = a;
	const struct holder *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* One holder for each attribute that has files, then one for each owner. */
static void
collect(struct holding *h, bool by_group)
{
	size_t n = 0;

	h->list = xcalloc(h->tally.n_attributes + 1, sizeof(h->list[0]));
	for (size_t i = 0; i < h->tally.n_attributes; i++) {
		const struct survey_attribute *a = &h->tally.attributes[i];

		if (h->by_attribute[i].files == 0)
			continue;
		h->list[n].id = by_group ? a->gid : a->uid;
		h->list[n++].sum = h->by_attribute[i];
	}
	if (n > 1)
		qsort(h->list, n, sizeof(h->list[0]), by_id);
	for (size_t i = 0; i < n; i++) {
		if (h->n > 0 && h->list[h->n - 1].id == h->list[i].id)
			sum_add(&h->list[h->n - 1].sum, &h->list[i].sum);
		else
			h->list[h->n++] = h->list[i];
	}
	for (size_t i = 0; i < h->n; i++)
		h->list[i].name = by_group ?
			owners_group_known(&h->owners, h->list[i].id) :
			owners_user_known(&h->owners, h->list[i].id);
}

static int
compare_names(const struct holder *a, const struct holder *b)
{
	if (!a->name || !b->name)
		return (a->name == NULL) - (b->name == NULL);
	return strcmp(a->name, b->name);
}

static int
compare(const void *a, const void *b, void *arg)
{
	const struct report_sums *options = arg;
	const struct holder *x = a;
	const struct holder *y = b;
	int r = sum_compare(options, &x->sum, &y->sum);

	if (r == 0)
		r = compare_names(x, y);
	if (r == 0)
		r = by_id(a, b);
	return options->reverse ? -r : r;
}

static int
print_all(const struct holding *h, struct output *output, int64_t *ret_rows,
	struct error *err)
{
	const int64_t limit = h->tally.options->limit;
	int r = 0;

	for (size_t i = 0; i < h->n && r == 0; i++) {
		struct output_value v[N_COLUMNS];

		if (limit >= 0 && *ret_rows == limit)
			break;
		v[C_ID] = output_number(h->list[i].id);
		v[C_NAME] = value_string(h->list[i].name);
		sum_fill(&v[C_FILES], &h->list[i].sum, &h->tally.total);
		r = output_row(output, v, err);
		++*ret_rows;
	}
	return r < 0 ? r : output_end(output, err);
}

static int
look(struct store *store, struct holding *h, struct error *err)
{
	const size_t n = h->tally.n_attributes;
	_cleanup_(holding_clear) struct holding second = {
		.by_attribute = xcalloc(n + 1, sizeof(struct sum)),
	};
	struct pass pass = {
		.visit = visit,
		.is_scoped = h->tally.options->is_scoped,
		.first = h,
		.tally = &h->tally,
		.second = &second,
		.second_tally = &second.tally,
	};
	int r = tally_pass(store, &pass, err);

	sum_add(&h->tally.total, &second.tally.total);
	for (size_t i = 0; i < n; i++)
		sum_add(&h->by_attribute[i], &second.by_attribute[i]);
	return r < 0 ? r : 0;
}

int
report_owners(struct store *store, const struct report_sums *options,
	bool by_group, struct output *output, int64_t *ret_rows,
	struct error *err)
{
	_cleanup_(holding_clear) struct holding h = { .owners = OWNERS_INIT };
	struct report_sums how = *options;
	int r = tally_init(&h.tally, store, options, err);

	*ret_rows = 0;
	h.by_attribute =
		xcalloc(h.tally.n_attributes + 1, sizeof(h.by_attribute[0]));
	if (r >= 0)
		r = look(store, &h, err);
	if (r < 0)
		return r;
	collect(&h, by_group);
	qsort_r(h.list, h.n, sizeof(h.list[0]), compare, &how);
	output_begin(output, by_group ? group_columns : user_columns,
		N_COLUMNS);
	return print_all(&h, output, ret_rows, err);
}
