/* SPDX-License-Identifier: MIT */
/* What kind of hardware is below a volume (sysfs).  Linux only. */
#ifndef CATALOG_VOLUME_DEVICE_H
#define CATALOG_VOLUME_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* /sys/dev/block/M:m/queue/rotational, through partitions and through LVM,
 * dm and md to the disks below (true if any of them spins).  False if
 * unknown, as of a virtio disk, which says that it spins whatever it is. */
bool device_is_rotational(dev_t device);
/* The disks below a device: itself, or what its partition, LVM, dm or md is
 * made of, in no order; as many as fit.  None if unknown. */
#define DEVICE_DISKS 16

struct device_disks {
	dev_t disks[DEVICE_DISKS];
	size_t n;
};

void device_disks(struct device_disks *ret, dev_t device);
void device_disks_in(struct device_disks *ret, const char *sysfs, dev_t device);

/* For tests: look below this directory instead of /sys. */
bool device_is_rotational_in(const char *sysfs, dev_t device);

#endif
