/* SPDX-License-Identifier: MIT */
/*
 * How long a device takes to answer: a server behind a network, a disk with an
 * arm, or both.  Calls sleep; they come from any thread.
 *
 * The numbers of a disk are those that data sheets of drives with 7,200
 * revolutions a minute and some terabytes have in common: 8.5 ms for a seek in
 * the mean, some 1 ms to the next track, 180 MB/s in the middle of the disk.
 * Those of a server are a gigabit network, less its headers.
 */
#ifndef CATALOG_BENCH_DEVICE_H
#define CATALOG_BENCH_DEVICE_H

#include <stdint.h>

struct device_model {
	int64_t round_trip_ns;	 /* of a call; 0: no network */
	double pipe;		 /* bytes a second, of all calls; 0: any */
	unsigned int n_requests; /* side by side; 0: any number */
	int64_t disk_bytes;	 /* from one end to the other; 0: no disk */
	unsigned int n_queued;	 /* that a disk chooses from */
};

struct device;

struct device *device_new(const struct device_model *model);
/* A call to the server that brings so many bytes. */
void device_call(struct device *device, int64_t bytes);
/* The disk reads so many bytes from there on. */
void device_read(struct device *device, int64_t at, int64_t bytes);

#endif
