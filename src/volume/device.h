/* SPDX-License-Identifier: MIT */
/* What kind of hardware is below a volume (sysfs).  Linux only. */
#ifndef CATALOG_VOLUME_DEVICE_H
#define CATALOG_VOLUME_DEVICE_H

#include <stdbool.h>
#include <sys/types.h>

/* /sys/dev/block/M:m/queue/rotational, through partitions and through LVM,
 * dm and md to the disks below (true if any of them spins).  False if
 * unknown, as of a virtio disk, which says that it spins whatever it is. */
bool device_is_rotational(dev_t device);
/* For tests: look below this directory instead of /sys. */
bool device_is_rotational_in(const char *sysfs, dev_t device);

#endif
