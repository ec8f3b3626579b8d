/* SPDX-License-Identifier: MIT */
#include "store/regular.h"

#include "store/survey/survey.h"
#include "util/alloc.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <sys/stat.h>

int
regular_load(struct store *store, struct regular *ret, struct error *err)
{
	_cleanup_(freep) struct survey_attribute *list = NULL;
	size_t n = 0;
	int r = store_attributes(store, &list, &n, err);

	if (r < 0)
		return r;
	regular_clear(ret);
	ret->bits = xcalloc(n / 64 + 1, sizeof(*ret->bits));
	ret->n = n;
	for (size_t i = 0; i < n; i++)
		if (S_ISREG(list[i].mode))
			ret->bits[i / 64] |= UINT64_C(1) << (i % 64);
	return 0;
}

void
regular_clear(struct regular *regular)
{
	free(regular->bits);
	*regular = (struct regular){ 0 };
}
