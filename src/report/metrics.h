/* SPDX-License-Identifier: MIT */
/* metrics: numbers for Prometheus. */
#ifndef CATALOG_REPORT_METRICS_H
#define CATALOG_REPORT_METRICS_H

#include "report/inventory.h"
#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdint.h>

/* Append them as Prometheus reads them.  pending_bytes: of what waits to be
 * hashed, or -1 to have it looked up. */
int report_metrics(struct store *store, const struct report_volumes *online,
	int64_t pending_bytes, struct strbuf *ret, struct error *err);

#endif
