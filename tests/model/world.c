/* SPDX-License-Identifier: MIT */
/*
 * A mount namespace of its own with a tmpfs at base, which holds the catalogue,
 * the images of two small ext4 file systems and three places to mount them at.
 * All of it is gone with the process.
 *
 *   base/{a,b,c}    places          base/{0,1}.img   volumes
 *   base/db/        the catalogue   base/home/       of the program
 */
#include "model/model.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#define NOBODY 65534
#define IMAGE_BYTES (8 << 20)
/* The same file systems each time, down to the inode numbers. */
#define MKFS                                                                   \
	"mkfs.ext4 -q -F -b 1024 -I 256 -N 512 -m 0 -O ^has_journal "          \
	"-U 12345678-1234-1234-1234-12345678000%d "                            \
	"-E hash_seed=12345678-1234-1234-1234-123456789abc %s >/dev/null"

void
world_place(const struct world *w, int place, char *ret, size_t size)
{
	(void)snprintf(ret, size, "%s/%c", w->base, 'a' + place);
}

void
world_path(const struct world *w, int volume, const char *path, char *ret,
	size_t size)
{
	int place = w->volumes[volume].place;

	(void)snprintf(ret, size, "%s/%c%s%s", w->base, 'a' + place,
		*path ? "/" : "", path);
}

int
world_who_is_at(const struct world *w, int place)
{
	for (int i = 0; i < N_VOLUMES; i++)
		if (w->volumes[i].place == place)
			return i;
	return -1;
}

bool
world_mount(struct world *w, int volume, int place)
{
	struct volume *v = &w->volumes[volume];
	char path[300];

	if (v->place >= 0 || world_who_is_at(w, place) >= 0)
		return false;
	world_place(w, place, path, sizeof(path));
	if (mount(v->device, path, "ext4", MS_STRICTATIME, "nodelalloc") < 0)
		die("mount");
	v->place = place;
	truth_read(w, volume);
	return true;
}

bool
world_unmount(struct world *w, int volume)
{
	struct volume *v = &w->volumes[volume];
	char path[300];

	if (v->place < 0)
		return false;
	world_place(w, v->place, path, sizeof(path));
	if (umount2(path, 0) < 0)
		die("umount");
	v->place = -1;
	return true;
}

static void
make_image(struct world *w, int volume, char *path, size_t size)
{
	char command[600];
	int fd;

	(void)snprintf(path, size, "%s/%d.img", w->base, volume);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, IMAGE_BYTES) < 0)
		die(path);
	(void)close(fd);
	(void)snprintf(command, sizeof(command), MKFS, volume, path);
	if (system(command) != 0) /* NOLINT(cert-env33-c) */
		die("mkfs.ext4");
}

/* Somebody else may take the free device first. */
static bool
attach(struct volume *v, int image)
{
	struct loop_config config = { .fd = (uint32_t)image,
		.info = { .lo_flags = LO_FLAGS_AUTOCLEAR } };
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int number;

	for (int i = 0; control >= 0 && i < 50; i++) {
		number = ioctl(control, LOOP_CTL_GET_FREE);
		if (number < 0)
			break;
		(void)snprintf(v->device, sizeof(v->device), "/dev/loop%d",
			number);
		v->device_fd = open(v->device, O_RDWR | O_CLOEXEC);
		if (v->device_fd >= 0 &&
			ioctl(v->device_fd, LOOP_CONFIGURE, &config) == 0) {
			(void)close(control);
			return true;
		}
		(void)close(v->device_fd);
		(void)usleep(20000);
	}
	(void)close(control);
	return false;
}

static bool
make_volumes(struct world *w)
{
	char path[400];
	int image;

	for (int i = 0; i < N_VOLUMES; i++) {
		make_image(w, i, path, sizeof(path));
		image = open(path, O_RDWR | O_CLOEXEC);
		if (image < 0 || !attach(&w->volumes[i], image))
			return false;
		(void)close(image);
	}
	for (int i = 0; i < N_VOLUMES; i++) {
		if (!world_mount(w, i, i))
			return false;
		world_path(w, i, "lost+found", path, sizeof(path));
		if (rmdir(path) < 0)
			die(path);
		truth_read(w, i);
	}
	return true;
}

static bool
is_allowed_to_mount(const struct world *w)
{
	return geteuid() == 0 &&
		access("/dev/loop-control", R_OK | W_OK) == 0 &&
		unshare(CLONE_NEWNS) == 0 &&
		mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == 0 &&
		mount("model", w->base, "tmpfs", 0, "mode=755") == 0;
}

bool
world_open(struct world *w, const char *base, const char *program)
{
	static const char *const names[] = { "a", "b", "c", "db", "home" };
	char path[400];

	(void)snprintf(w->base, sizeof(w->base), "%s", base);
	(void)snprintf(w->db, sizeof(w->db), "%s/db/catalog.db", base);
	/* Inherited: a script's interpreter reads it from there. */
	w->program_fd = open(program, O_RDONLY); /* NOLINT(*-cloexec-open) */
	if (w->program_fd < 0)
		die(program);
	if (!is_allowed_to_mount(w))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", base, names[i]);
		if (mkdir(path, 0755) < 0 ||
			(i >= N_PLACES && chown(path, NOBODY, NOBODY) < 0))
			die(path);
	}
	for (int i = 0; i < N_VOLUMES; i++)
		w->volumes[i].place = -1;
	return make_volumes(w);
}
