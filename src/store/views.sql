-- SPDX-License-Identifier: MIT
--
-- The catalogue's public face, schema version 2: what other programs may rely
-- on, with the sqlite3 shell, DuckDB, Datasette or `catalog sql`.  Made anew
-- whenever the schema changes; catalog-schema(5) describes every column.
--
-- Paths are absolute, as the volume was last mounted.  `path` and `name` are
-- TEXT whose bytes are exactly the file's name, which need not be UTF-8:
-- hex(path) shows them.  `inode` is a 64-bit pattern: a number above 2^63 - 1
-- shows as a negative one.  Times are given twice where they matter:
-- nanoseconds since 1970, and RFC 3339.  Columns that are not asked for cost
-- nothing; a path costs one lookup for each directory above.

DROP VIEW IF EXISTS duplicates;
DROP VIEW IF EXISTS changes;
DROP VIEW IF EXISTS problems;
DROP VIEW IF EXISTS scans;
DROP VIEW IF EXISTS roots;
DROP VIEW IF EXISTS members;
DROP VIEW IF EXISTS files;
DROP VIEW IF EXISTS directories;
DROP VIEW IF EXISTS volumes;
DROP VIEW IF EXISTS directory_path;

-- Not for others: a directory's absolute path.  within is "" for the volume's
-- own root, else "/a/b".
CREATE VIEW directory_path AS
SELECT
	id AS directory_id,
	volume_id,
	volume,
	CASE
	WHEN mount_root = '' THEN
		coalesce(nullif(rtrim(mount_point, '/') || within, ''), '/')
	WHEN within = '/' || mount_root
		OR substr(CAST(within AS BLOB), 1, length(mount_blob) + 2)
			= CAST('/' || mount_root || '/' AS BLOB) THEN
		coalesce(nullif(rtrim(mount_point, '/') || CAST(substr(
			CAST(within AS BLOB), length(mount_blob) + 2)
			AS TEXT), ''), '/')
	ELSE volume || ':' || coalesce(nullif(within, ''), '/')
	END AS path
FROM (
	SELECT
		d.id,
		v.id AS volume_id,
		v.name AS volume,
		CAST(v.mount_point AS TEXT) AS mount_point,
		CAST(v.mount_root AS TEXT) AS mount_root,
		v.mount_root AS mount_blob,
		(
			WITH RECURSIVE up (parent_id, path) AS (
				VALUES (d.parent_id, CAST(d.name AS TEXT))
				UNION ALL
				SELECT p.parent_id, p.name || '/' || up.path
				FROM up
				CROSS JOIN directory AS p ON p.id = up.parent_id
			)
			SELECT up.path FROM up WHERE up.parent_id = 0
		) AS within
	FROM directory AS d
	CROSS JOIN volume AS v ON v.id = d.volume_id
);

-- One file system each.
CREATE VIEW volumes AS
SELECT
	v.id AS volume_id,
	v.name,
	v.uuid,
	v.label,
	v.fstype,
	v.source,
	CAST(v.mount_point AS TEXT) AS mount_point,
	v.capacity_bytes AS capacity,
	v.free_bytes AS free,
	d.files,
	d.directories,
	d.bytes,
	v.first_seen_ns,
	v.last_seen_ns,
	v.last_scan_ns,
	v.note
FROM volume AS v
LEFT JOIN directory AS d ON d.id = v.top_id;

-- Directories with the totals of everything below.  bytes and allocated are
-- those of regular files with one link; linked says how many names below have
-- several, which are not in them.
CREATE VIEW directories AS
SELECT
	d.id AS directory_id,
	d.parent_id,
	p.volume,
	p.path,
	CAST(d.name AS TEXT) AS name,
	CASE d.state
		WHEN 0 THEN 'way'
		WHEN 1 THEN 'open'
		WHEN 2 THEN 'complete'
		WHEN 3 THEN 'partial'
		WHEN 4 THEN 'unread'
		WHEN 5 THEN 'mount'
	END AS state,
	d.files,
	d.directories,
	d.bytes,
	d.blocks * 512 AS allocated,
	d.linked
FROM directory AS d
CROSS JOIN directory_path AS p ON p.directory_id = d.id;

-- Everything that is not a directory: one row for each name.
CREATE VIEW files AS
SELECT
	p.volume,
	CASE p.path WHEN '/' THEN '' ELSE p.path END || '/' || e.name AS path,
	CAST(e.name AS TEXT) AS name,
	CASE a.mode & 61440
		WHEN 32768 THEN 'f'
		WHEN 40960 THEN 'l'
		WHEN 4096 THEN 'p'
		WHEN 49152 THEN 's'
		WHEN 8192 THEN 'c'
		WHEN 24576 THEN 'b'
		ELSE '?'
	END AS type,
	e.size,
	e.blocks * 512 AS allocated,
	e.mtime AS mtime_ns,
	CASE -- mtime + lag, which may wrap
		WHEN e.lag > 0 AND e.mtime > 9223372036854775807 - e.lag THEN
			(e.mtime | (-9223372036854775807 - 1))
			+ (e.lag | (-9223372036854775807 - 1))
		WHEN e.lag < 0
			AND e.mtime < (-9223372036854775807 - 1) - e.lag THEN
			(e.mtime & 9223372036854775807)
			+ (e.lag & 9223372036854775807)
		ELSE e.mtime + e.lag
	END AS ctime_ns,
	strftime('%Y-%m-%dT%H:%M:%S',
		(e.mtime - (e.mtime % 1000000000 + 1000000000) % 1000000000)
		/ 1000000000, 'unixepoch')
		|| printf('.%09dZ',
		(e.mtime % 1000000000 + 1000000000) % 1000000000) AS mtime,
	a.mode,
	a.uid,
	a.gid,
	e.inode,
	e.nlink,
	CASE WHEN c.covered = c.size THEN lower(hex(c.digest)) END AS digest,
	e.dir_id AS directory_id
FROM entry AS e
CROSS JOIN attribute AS a ON a.id = e.attribute_id
CROSS JOIN directory_path AS p ON p.directory_id = e.dir_id
LEFT JOIN content AS c ON c.id = e.content_id
WHERE e.child_id IS NULL AND a.mode <> 0;

-- What is in archives: one row for each member and each name of its archive.
-- catalog-archives(1) says how its path is written.
CREATE VIEW members AS
SELECT
	volume,
	archive || '//' || member AS path,
	archive,
	member,
	name,
	type,
	size,
	mtime AS mtime_ns,
	strftime('%Y-%m-%dT%H:%M:%S',
		(mtime - (mtime % 1000000000 + 1000000000) % 1000000000)
		/ 1000000000, 'unixepoch')
		|| printf('.%09dZ',
		(mtime % 1000000000 + 1000000000) % 1000000000) AS mtime,
	mode,
	crc32,
	digest,
	encrypted,
	directory_id
FROM (
	SELECT
		p.volume,
		CASE p.path WHEN '/' THEN '' ELSE p.path END || '/' || e.name
			AS archive,
		(
			WITH RECURSIVE up (parent, path) AS (
				VALUES (m.parent, CASE length(m.name)
					WHEN 0 THEN '/'
					ELSE CAST(m.name AS TEXT) END)
				UNION ALL
				SELECT a.parent, a.name
					|| CASE a.mode & 61440
						WHEN 16384 THEN '/'
						ELSE '//' END
					|| up.path
				FROM up
				CROSS JOIN archive_member AS a
					INDEXED BY archive_member_number
					ON a.archive_id = m.archive_id
					AND a.number = up.parent
			)
			SELECT up.path FROM up WHERE up.parent = 0
		) AS member,
		CAST(m.name AS TEXT) AS name,
		CASE m.mode & 61440
			WHEN 32768 THEN 'f'
			WHEN 16384 THEN 'd'
			WHEN 40960 THEN 'l'
			WHEN 4096 THEN 'p'
			WHEN 49152 THEN 's'
			WHEN 8192 THEN 'c'
			WHEN 24576 THEN 'b'
			ELSE '?'
		END AS type,
		m.size,
		m.mtime,
		m.mode,
		CASE WHEN m.crc IS NOT NULL THEN printf('%08x', m.crc) END
			AS crc32,
		CASE length(m.digest) WHEN 16 THEN lower(hex(m.digest)) END
			AS digest,
		m.encrypted,
		CASE WHEN length(m.digest) = 16 THEN lower(hex(m.digest)) END
			AS digest,
		e.dir_id AS directory_id
	FROM entry AS e INDEXED BY entry_archive
	CROSS JOIN archive_member AS m ON m.archive_id = e.archive_id
	CROSS JOIN directory_path AS p ON p.directory_id = e.dir_id
	WHERE e.archive_id > 0
);

-- Directories that somebody asked to scan.
CREATE VIEW roots AS
SELECT r.id AS root_id, p.volume, p.path, r.options, r.added_ns
FROM root AS r
CROSS JOIN directory_path AS p ON p.directory_id = r.dir_id;

-- Runs.
CREATE VIEW scans AS
SELECT
	s.id AS scan_id,
	v.name AS volume,
	CAST(s.root_path AS TEXT) AS root,
	s.started_ns,
	s.finished_ns,
	s.status,
	s.host,
	s.pid,
	s.entries,
	s.files,
	s.directories,
	s.bytes,
	s.added,
	s.removed,
	s.modified,
	s.moved,
	s.problems,
	s.skipped,
	s.clock_shift_ns
FROM scan AS s
LEFT JOIN volume AS v ON v.id = s.volume_id;

-- What each scan found different from the one before.
CREATE VIEW changes AS
SELECT
	scan_id,
	volume,
	CASE kind
		WHEN 1 THEN 'added'
		WHEN 2 THEN 'removed'
		WHEN 3 THEN 'modified'
		WHEN 4 THEN 'moved'
	END AS change,
	CASE
	WHEN mount_root = '' THEN
		coalesce(nullif(rtrim(mount_point, '/')
			|| rtrim(now, '/'), ''), '/')
	WHEN now = '/' || mount_root
		OR substr(CAST(now AS BLOB), 1, length(mount_blob) + 2)
			= CAST('/' || mount_root || '/' AS BLOB) THEN
		coalesce(nullif(rtrim(mount_point, '/') || CAST(substr(
			CAST(now AS BLOB), length(mount_blob) + 2)
			AS TEXT), ''), '/')
	ELSE volume || ':' || now
	END AS path,
	CASE
	WHEN was IS NULL THEN NULL
	WHEN mount_root = '' THEN
		coalesce(nullif(rtrim(mount_point, '/')
			|| rtrim(was, '/'), ''), '/')
	WHEN was = '/' || mount_root
		OR substr(CAST(was AS BLOB), 1, length(mount_blob) + 2)
			= CAST('/' || mount_root || '/' AS BLOB) THEN
		coalesce(nullif(rtrim(mount_point, '/') || CAST(substr(
			CAST(was AS BLOB), length(mount_blob) + 2)
			AS TEXT), ''), '/')
	ELSE volume || ':' || was
	END AS old_path,
	type,
	size,
	old_size,
	mtime AS mtime_ns,
	time_ns,
	strftime('%Y-%m-%dT%H:%M:%S',
		(time_ns - (time_ns % 1000000000 + 1000000000) % 1000000000)
		/ 1000000000, 'unixepoch')
		|| printf('.%09dZ',
		(time_ns % 1000000000 + 1000000000) % 1000000000) AS time
FROM (
	SELECT
		c.scan_id,
		c.kind,
		c.type,
		c.size,
		c.old_size,
		c.mtime,
		'/' || c.within AS now,
		'/' || c.old_within AS was,
		s.started_ns AS time_ns,
		v.name AS volume,
		CAST(v.mount_point AS TEXT) AS mount_point,
		CAST(v.mount_root AS TEXT) AS mount_root,
		v.mount_root AS mount_blob
	FROM change AS c
	CROSS JOIN scan AS s ON s.id = c.scan_id
	CROSS JOIN volume AS v ON v.id = s.volume_id
);

-- What could not be read.
CREATE VIEW problems AS
SELECT
	p.volume,
	CASE
		WHEN length(q.name) = 0 THEN p.path
		WHEN p.path = '/' THEN '/' || q.name
		ELSE p.path || '/' || q.name
	END AS path,
	q.stage,
	q.error,
	q.text,
	q.since_ns,
	q.last_ns
FROM problem AS q
CROSS JOIN directory_path AS p ON p.directory_id = q.dir_id;

-- Files with equal content, read in full: one row for each name.  Names of
-- one volume and inode are one copy.
CREATE VIEW duplicates AS
SELECT
	c.id AS group_id,
	c.size,
	lower(hex(c.digest)) AS digest,
	c.copies,
	c.volumes,
	c.size * (c.copies - 1) AS wasted,
	p.volume,
	CASE p.path WHEN '/' THEN '' ELSE p.path END || '/' || e.name AS path,
	e.mtime AS mtime_ns,
	e.inode,
	e.nlink
FROM content AS c
CROSS JOIN entry AS e ON e.content_id = c.id
CROSS JOIN directory_path AS p ON p.directory_id = e.dir_id
WHERE c.copies > 1 AND c.covered = c.size;
