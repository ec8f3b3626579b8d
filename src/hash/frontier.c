/* SPDX-License-Identifier: MIT */
#include "hash/frontier.h"

#include "util/alloc.h"

#include <stdlib.h>

struct size_state {
	int64_t size;
	uint32_t n_reads; /* out */
	bool is_open;	  /* more reads may come */
	bool is_taken;
};

/* A ring; a size's ticket is its place in the row of all sizes. */
struct frontier {
	size_t capacity;
	uint64_t first; /* ticket of the oldest that is not taken */
	uint64_t next;	/* ticket of the next to open */
	size_t n_ready; /* can be taken */
	struct size_state *states;
};

struct frontier *
frontier_new(size_t capacity)
{
	struct frontier *f = xcalloc(1, sizeof(*f));

	f->capacity = capacity;
	f->states = xcalloc(capacity, sizeof(*f->states));
	return f;
}

void
frontier_free(struct frontier *f)
{
	if (!f)
		return;
	free(f->states);
	free(f);
}

static struct size_state *
state_of(const struct frontier *f, uint64_t ticket)
{
	return &f->states[ticket % f->capacity];
}

static bool
is_ready(const struct size_state *state)
{
	return !state->is_open && !state->is_taken && state->n_reads == 0;
}

bool
frontier_has_room(const struct frontier *f)
{
	return f->next - f->first < f->capacity;
}

void
frontier_close(struct frontier *f)
{
	struct size_state *state;

	if (f->next == f->first)
		return;
	state = state_of(f, f->next - 1);
	if (!state->is_open)
		return;
	state->is_open = false;
	if (is_ready(state))
		f->n_ready++;
}

uint64_t
frontier_open(struct frontier *f, int64_t size)
{
	struct size_state *state;

	if (f->next > f->first) {
		state = state_of(f, f->next - 1);
		if (state->is_open && state->size == size)
			return f->next - 1;
		frontier_close(f);
	}
	if (!frontier_has_room(f))
		abort(); /* the caller did not ask */
	state = state_of(f, f->next);
	*state = (struct size_state){ .size = size, .is_open = true };
	return f->next++;
}

void
frontier_read_begins(struct frontier *f, uint64_t ticket)
{
	state_of(f, ticket)->n_reads++;
}

void
frontier_read_ends(struct frontier *f, uint64_t ticket)
{
	struct size_state *state = state_of(f, ticket);

	state->n_reads--;
	if (is_ready(state))
		f->n_ready++;
}

/* What was taken at the old end makes room. */
static void
pass_taken(struct frontier *f)
{
	while (f->first < f->next && state_of(f, f->first)->is_taken)
		f->first++;
}

void
frontier_skip(struct frontier *f, uint64_t ticket)
{
	struct size_state *state = state_of(f, ticket);

	state->is_open = false;
	state->is_taken = true;
	pass_taken(f);
}

bool
frontier_take(struct frontier *f, int64_t *ret_size)
{
	struct size_state *state;
	uint64_t ticket;

	if (f->n_ready == 0)
		return false;
	/* What is not ready here is being read: a window's worth at most. */
	for (ticket = f->first; !is_ready(state_of(f, ticket)); ticket++)
		continue;
	state = state_of(f, ticket);
	state->is_taken = true;
	f->n_ready--;
	*ret_size = state->size;
	pass_taken(f);
	return true;
}
