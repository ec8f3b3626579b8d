/* SPDX-License-Identifier: MIT */
/*
 * The ladder of identity.h, one function a rung, from the most to the least
 * lasting.  A rung that does not hold returns NULL and the next is tried; the
 * only failure is a marker that cannot be looked for, or used, for going on
 * without it would give the volume another identity than yesterday's.
 *
 * What may be touched: a scan was asked to read the mount anyway.  Quietly,
 * the mount point is opened on local file systems only, whose top directory
 * the kernel holds in memory; never a server's, a FUSE daemon's, autofs's.
 */
#include "volume/identity.h"

#include "volume/canonical.h"
#include "volume/device.h"
#include "volume/superblock.h"

#include "util/alloc.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* A marker's identifier is a word, not a file. */
#define MARKER_BYTES 256

/* HOST_NAME_MAX is 64 on Linux. */
#define HOST_BYTES 256

/* 1, 0 or a negative errno. */
static int
holds(const struct mount *mount, int fd)
{
	const int flags = AT_EMPTY_PATH | AT_STATX_DONT_SYNC;
	struct statx stx;

	/* Linux 5.8; before that the device must do. */
	if (statx(fd, "", flags, STATX_MNT_ID, &stx) < 0)
		return -errno;
	if (stx.stx_mask & STATX_MNT_ID)
		return stx.stx_mnt_id == (unsigned int)mount->id;
	return mount->subvolume ||
		makedev(stx.stx_dev_major, stx.stx_dev_minor) == mount->device;
}

bool
mount_holds(const struct mount *mount, int fd)
{
	return holds(mount, fd) > 0;
}

/* A descriptor of mount's own top directory; -ENOENT when its mount point
 * leads elsewhere; another negative errno. */
static int
open_mount(const struct mount *mount, int flags)
{
	_cleanup_(closep) int fd = -1;
	int r;

	if (mount->hidden)
		return -ENOENT;
	fd = canonical_open(mount->point, flags | O_DIRECTORY);
	if (fd < 0)
		return fd;
	r = holds(mount, fd);
	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	return take_fd(&fd);
}

static void
add_host(struct strbuf *s)
{
	char host[HOST_BYTES] = "";

	if (gethostname(host, sizeof(host) - 1) < 0 || host[0] == '\0')
		strbuf_adds(s, "localhost");
	else
		strbuf_adds(s, host);
}

static void
add_lower(struct strbuf *s, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		strbuf_addc(s, (char)tolower((unsigned char)bytes[i]));
}

/* ":/export/" -> ":/export", but ":/" stays. */
static void
drop_last_slashes(struct strbuf *s)
{
	while (s->len > 1 && s->buf[s->len - 1] == '/' &&
		s->buf[s->len - 2] != ':')
		strbuf_truncate(s, s->len - 1);
}

/* rung 1 */

/* 1: read; 0: there is none. */
static int
read_marker_line(struct strbuf *line, int dir)
{
	_cleanup_(closep) int fd = openat(dir, VOLUME_MARKER,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	strbuf_reserve(line, MARKER_BYTES);
	n = pread(fd, line->buf, MARKER_BYTES, 0);
	if (n < 0)
		return -errno;
	line->len = (size_t)n;
	line->buf[n] = '\0';
	return 1;
}

/* Cut the line off; false when it holds no identifier. */
static bool
is_identifier(struct strbuf *line)
{
	size_t end = strcspn(line->buf, "\r\n");

	if (end == MARKER_BYTES)
		return false;
	while (end > 0 && line->buf[end - 1] == ' ')
		end--;
	strbuf_truncate(line, end);
	for (size_t i = 0; i < end; i++) {
		/* '/' is where the subvolume begins. */
		if (line->buf[i] == '/' || iscntrl((unsigned char)line->buf[i]))
			return false;
	}
	return end > 0;
}

/* Does it say that the mount's top cannot be seen from here, rather than that
 * looking failed this time? */
static bool
leads_nowhere(int code)
{
	return code == -ENOENT || code == -ENOTDIR || code == -ELOOP ||
		code == -EACCES;
}

static int
marker_identity(struct strbuf *ret, const struct mount *top, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf line = STRBUF_INIT;
	_cleanup_(closep) int dir = open_mount(top, O_PATH);
	int r;

	if (dir < 0 && leads_nowhere(dir))
		return 0;
	r = dir < 0 ? dir : read_marker_line(&line, dir);
	if (r < 0 && r != -EINVAL && r != -ELOOP)
		return error_kind(err, ERROR_INCOMPLETE, -r,
			"cannot look for '%s/" VOLUME_MARKER "': %s",
			top->point, strerror(-r));
	if (r < 0 || (r > 0 && !is_identifier(&line)))
		return error_kind(err, ERROR_INCOMPLETE, EINVAL,
			"'%s/" VOLUME_MARKER "' names no volume: its first "
			"line must be an identifier of at most %d bytes, "
			"without '/'",
			top->point, MARKER_BYTES - 1);
	if (r > 0)
		strbuf_addf(ret, "marker:%s", line.buf);
	return 0;
}

/* rung 3 */

static const char *
family_of(const char *fstype)
{
	static const char *const families[][2] = { { "nfs4", "nfs" },
		{ "smb2", "cifs" }, { "smb3", "cifs" } };

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		if (strcmp(fstype, families[i][0]) == 0)
			return families[i][1];
	}
	return fstype;
}

/* "//Server/Share/dir": server and share without case, the rest as it is. */
static void
add_share(struct strbuf *s, const char *source)
{
	size_t start = s->len, share = strspn(source, "/\\");

	share += strcspn(source + share, "/\\");
	share += strspn(source + share, "/\\");
	share += strcspn(source + share, "/\\");
	add_lower(s, source, share);
	strbuf_adds(s, source + share);
	for (size_t i = start; i < s->len; i++) {
		if (s->buf[i] == '\\')
			s->buf[i] = '/';
	}
}

/* "[user@]Server:/path", IPv6 addresses in brackets. */
static void
add_server(struct strbuf *s, const char *source)
{
	size_t server = source[0] == '[' ? strcspn(source, "]") : 0;
	size_t user = strcspn(source, "@:/");

	user = source[user] == '@' ? user + 1 : 0;
	server += strcspn(source + server, ":");
	if (user > server)
		user = 0;
	strbuf_add(s, source, user);
	add_lower(s, source + user, server - user);
	strbuf_adds(s, source + server);
}

static char *
network_identity(const char *fstype, const char *source)
{
	struct strbuf s = STRBUF_INIT;
	const char *family = family_of(fstype);

	if (strcmp(fstype, "zfs") == 0) {
		strbuf_addf(&s, "zfs:%s", source);
		return strbuf_detach(&s);
	}
	if (!mount_is_network(fstype) || source[0] == '\0')
		return NULL;
	if (strncmp(fstype, "fuse", strlen("fuse")) == 0 &&
		(!strpbrk(source, ":/") || strcmp(source, "/dev/fuse") == 0))
		return NULL;

	strbuf_addf(&s, "net:%s:", family);
	if (strncmp(source, "//", 2) == 0 || strncmp(source, "\\\\", 2) == 0) {
		add_share(&s, source);
	} else if (source[0] != '/' && strchr(source, ':')) {
		add_server(&s, source);
	} else {
		add_host(&s);
		strbuf_addf(&s, ":%s", source);
	}
	drop_last_slashes(&s);
	return strbuf_detach(&s);
}

/* rung 4 */

static char *
place_identity(const char *point)
{
	struct strbuf s = STRBUF_INIT;

	strbuf_adds(&s, "place:");
	add_host(&s);
	strbuf_addf(&s, ":%s", point);
	return strbuf_detach(&s);
}

static char *
with_subvolume(struct strbuf *identity, const char *subvolume)
{
	if (subvolume && subvolume[0] != '\0')
		strbuf_addf(identity, "/%s", subvolume);
	return strbuf_detach(identity);
}

/* Rungs 1 to 4; v has its UUID already. */
static int
climb(struct volume *v, const struct mount *mount, const struct mount *top,
	enum identify how, struct error *err)
{
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
	int r;

	if (how == IDENTIFY_ASK && top) {
		r = marker_identity(&s, top, err);
		if (r < 0)
			return r;
	}
	if (s.len == 0 && v->uuid)
		strbuf_addf(&s, "uuid:%s", v->uuid);
	if (s.len > 0) {
		v->identity = with_subvolume(&s, mount->subvolume);
		return 0;
	}
	v->identity = network_identity(mount->fstype, mount->source);
	if (!v->identity)
		v->identity = place_identity(top ? top->point : mount->point);
	return 0;
}

static void
set_facts(struct volume *v, const struct mount *mount)
{
	dev_t device = superblock_device(mount);

	v->fstype = xstrdup(mount->fstype);
	v->source = xstrdup(mount->source);
	v->mount_point = xstrdup(mount->point);
	v->mount_root = xstrdup(mount->root);
	v->capacity_bytes = -1;
	v->free_bytes = -1;
	v->granularity_ns = mount_granularity_ns(mount->fstype);
	v->inodes_stable = mount_has_stable_inodes(mount->fstype);
	v->network = mount_is_network(mount->fstype);
	v->rotational = device != 0 && device_is_rotational(device);
	v->read_only = mount->read_only;
}

int
volume_identify_at(struct volume *ret, const struct mount *mount,
	const struct mount *top, int fd, enum identify how, struct error *err)
{
	_cleanup_(superblock_clear) struct superblock block = { NULL, NULL };

	set_facts(ret, mount);
	if (mount->fstype[0] != '\0' && !ret->network)
		superblock_read(&block, mount, fd, how);
	ret->uuid = take_ptr(&block.uuid);
	ret->label = take_ptr(&block.label);
	return climb(ret, mount, top, how, err);
}

/* Nobody but the kernel answers when its top directory is opened. */
static bool
is_local(const char *fstype)
{
	return !mount_is_network(fstype) && !mount_is_pseudo(fstype) &&
		strcmp(fstype, "fuseblk") != 0;
}

int
volume_identify(struct volume *ret, const struct mount *mount,
	enum identify how, struct error *err)
{
	_cleanup_(closep) int fd = -1;

	if (is_local(mount->fstype))
		fd = open_mount(mount, O_RDONLY);
	return volume_identify_at(ret, mount,
		mount->root[0] == '\0' ? mount : NULL, fd, how, err);
}

bool
volume_identity_matches(const struct volume *known, const struct volume *seen)
{
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
	_cleanup_(freep) char *other = NULL;
	const char *subvolume;

	if (strcmp(known->identity, seen->identity) == 0)
		return true;
	if (strncmp(known->identity, "marker:", strlen("marker:")) != 0)
		return false;
	if (known->uuid) {
		subvolume = strchr(known->identity, '/');
		strbuf_addf(&s, "uuid:%s%s", known->uuid,
			subvolume ? subvolume : "");
		return strcmp(s.buf, seen->identity) == 0;
	}
	other = network_identity(known->fstype, known->source);
	if (!other)
		other = place_identity(known->mount_point);
	return strcmp(other, seen->identity) == 0;
}

/* Text without what a volume's name must not hold (store/volumes.c); NULL when
 * none is left. */
static char *
plain_name(const char *text, size_t len)
{
	_cleanup_(freep) char *name = NULL;

	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	if (len == 0)
		return NULL;
	name = xmemdupz(text, len);
	for (char *c = name; *c; c++) {
		if (*c == '/' || *c == ':' || iscntrl((unsigned char)*c))
			*c = '-';
	}
	if (name[0] == '-')
		name[0] = '_';
	return take_ptr(&name);
}

char *
volume_suggest_name(const struct volume *v)
{
	struct strbuf host = STRBUF_INIT;
	char *name = NULL;
	const char *last;

	if (v->label)
		name = plain_name(v->label, strlen(v->label));
	if (!name && v->mount_point) {
		last = strrchr(v->mount_point, '/');
		last = last ? last + 1 : v->mount_point;
		name = plain_name(last, strlen(last));
	}
	if (name)
		return name;
	add_host(&host);
	return strbuf_detach(&host);
}
