/* SPDX-License-Identifier: MIT */
/*
 * A bounded queue of pointers between threads; the only thing threads share.
 *
 * Ownership: queue_push() takes the item over when it returns true; when it
 * returns false (the queue was closed) the caller still owns it.  queue_pop()
 * gives the item to the caller.  queue_free() frees what is left through the
 * free_item given to queue_new().
 * Threads: any number of pushers and poppers.  queue_free() only when all of
 * them are done.
 */
#ifndef CATALOG_UTIL_QUEUE_H
#define CATALOG_UTIL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct queue;

enum queue_result {
	QUEUE_ITEM,    /* *ret_item is set */
	QUEUE_TIMEOUT, /* nothing came in time */
	QUEUE_CLOSED,  /* closed and drained: nothing will come */
};

struct queue *queue_new(size_t capacity, void (*free_item)(void *));
/* Blocks while full (back-pressure).  False when the queue is closed. */
bool queue_push(struct queue *q, void *item);
/* Never blocks.  False when full or closed. */
bool queue_try_push(struct queue *q, void *item);
/* Blocks up to timeout_ms (-1: for ever) while empty. */
enum queue_result queue_pop(struct queue *q, void **ret_item, int timeout_ms);
/* No more pushes; poppers drain what is there, then see QUEUE_CLOSED. */
void queue_close(struct queue *q);
size_t queue_length(struct queue *q);
void queue_free(struct queue *q);

#endif
