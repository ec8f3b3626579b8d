/* SPDX-License-Identifier: MIT */
/*
 * The pthread calls the program uses, wrapped so that misuse aborts and only
 * src/util includes <pthread.h>.  thread_start() can fail (EAGAIN): callers
 * go on with the threads they have.
 */
#ifndef CATALOG_UTIL_THREAD_H
#define CATALOG_UTIL_THREAD_H

#include <stdbool.h>

struct thread;
struct mutex;
struct cond;

/* All signals are blocked in the new thread: main.c's thread takes them. */
int thread_start(struct thread **ret, void (*run)(void *arg), void *arg);
void thread_join(struct thread *t); /* joins and frees; NULL is fine */

struct mutex *mutex_new(void);
void mutex_free(struct mutex *m);
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);

struct cond *cond_new(void);
void cond_free(struct cond *c);
/* False on timeout; timeout_ms -1 waits for ever (CLOCK_MONOTONIC). */
bool cond_wait(struct cond *c, struct mutex *m, int timeout_ms);
void cond_signal(struct cond *c);
void cond_broadcast(struct cond *c);

void thread_sleep_ms(int ms);

/* Processors this process may run on (affinity), at least 1. */
unsigned int thread_processors(void);

#endif
