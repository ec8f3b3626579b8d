-- SPDX-License-Identifier: MIT
--
-- The catalogue, schema version 2.
--
-- One SQLite file.  These tables may change from version to version; what
-- other programs may rely on are the views in views.sql.  Words are used as in
-- catalog-schema(5).  Times are integer nanoseconds since 1970-01-01 UTC
-- (negative before), sizes are bytes, names and paths are BLOBs because a
-- file name is bytes and not text, inode numbers are 64-bit patterns (a number
-- above 2^63 - 1 is stored as the negative number with the same bits).
--
-- Identity of the file: PRAGMA application_id = 0x63744c67 ("ctLg"),
-- PRAGMA user_version = 2.

-- A volume is one file system with a lasting identity.  Exists so that the
-- index of a drive outlives its being plugged in, wherever that is next time.
CREATE TABLE volume (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,	-- what people call it; unique
	identity TEXT NOT NULL UNIQUE,	-- "uuid:...", "net:nfs:srv:/x", ...
	uuid TEXT,			-- every rung of the ladder that was
	label TEXT,			-- found is kept, not only the one
	fstype TEXT NOT NULL,		-- that decided
	source TEXT NOT NULL,
	mount_point BLOB NOT NULL,	-- where it is or was last mounted
	mount_root BLOB NOT NULL,	-- which of its directories was mounted
					-- there, relative; empty for all
	top_id INTEGER NOT NULL,	-- directory.id of its own root
	capacity_bytes INTEGER,		-- NULL where unknown
	free_bytes INTEGER,
	granularity_ns INTEGER NOT NULL,-- of its time stamps
	inodes_stable INTEGER NOT NULL,	-- 1: inode numbers outlive a remount
	rotational INTEGER NOT NULL,
	network INTEGER NOT NULL,
	first_seen_ns INTEGER NOT NULL,
	last_seen_ns INTEGER NOT NULL,
	last_scan_ns INTEGER,		-- start of the last scan that ended
	note TEXT,			-- "blue box, shelf 2"
	ctime_ignored INTEGER NOT NULL DEFAULT 0,-- 1: ctime is invented
					-- anew at each mount
	clock_shift_ns INTEGER NOT NULL DEFAULT 0,-- lstat says so much more
					-- than the times stored here (FAT
					-- keeps local time)
	jobs INTEGER NOT NULL DEFAULT 0 -- of its files so many are read at a
					-- time; 0: what suits it
) STRICT;

-- Mode, owner and group come in few combinations; a file needs one small
-- number for all three.
CREATE TABLE attribute (
	id INTEGER PRIMARY KEY,
	mode INTEGER NOT NULL,		-- st_mode, type and permissions
	uid INTEGER NOT NULL,
	gid INTEGER NOT NULL,
	UNIQUE (mode, uid, gid)
) STRICT;

-- A directory as a place that holds names.  Its own name, times and mode are
-- those of its entry in the parent; here is what the tree needs: the way up,
-- how well it was read, and the totals of everything below it.
--
-- The parent of a volume's own root is 0, which is no row; its entry stands
-- there under the volume's number.  Directories on the way from there to a
-- scanned root are rows too (state 0), and have an entry of mode 0 whose
-- other facts are 0: it leads to them, but reports leave it out.
--
-- Totals count the whole subtree: names that are not directories, directories
-- without this one, and bytes and blocks of the regular files with one link;
-- ways are not counted.
-- Files with several links are counted apart, because whether two names in a
-- subtree are one file is not additive: `linked` says how many such names are
-- below, and their sizes are looked up when it is not 0.
CREATE TABLE directory (
	id INTEGER PRIMARY KEY,
	parent_id INTEGER NOT NULL,
	volume_id INTEGER NOT NULL,
	name BLOB NOT NULL,		-- empty for a volume's own root
	state INTEGER NOT NULL,		-- enum directory_state
	inode INTEGER NOT NULL,		-- its entry's; 0 while not known.  Here
					-- so that a directory that moved is
					-- found without looking at all names
	seal INTEGER NOT NULL DEFAULT 0,-- what a scan saw in it when all of
					-- that was known, as one number: see
					-- scan/seal.h; 0: no scan did
	files INTEGER NOT NULL,		-- can be recomputed: totals
	directories INTEGER NOT NULL,
	bytes INTEGER NOT NULL,
	blocks INTEGER NOT NULL,	-- of 512 bytes
	linked INTEGER NOT NULL
) STRICT;

-- An entry: one name in a directory, as lstat saw it.  The bulk of the file,
-- so it is clustered by (directory, name), which is the order in which a
-- directory is compared with what is known of it, and it carries no number of
-- its own.
CREATE TABLE entry (
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	size INTEGER NOT NULL,
	mtime INTEGER NOT NULL,
	lag INTEGER NOT NULL,		-- ctime - mtime, wrapping in 64 bits:
					-- of most files 0 or small, and SQLite
					-- stores small numbers in few bytes
	inode INTEGER NOT NULL,
	attribute_id INTEGER NOT NULL,
	nlink INTEGER NOT NULL,
	blocks INTEGER NOT NULL,	-- of 512 bytes
	child_id INTEGER,		-- of a directory: its directory.id
	content_id INTEGER,		-- of a regular file: its content.id;
					-- NULL while nothing was read of it
	archive_id INTEGER,		-- of a regular file: its archive.id, 0
					-- if it is none; NULL while nobody
					-- looked.  As true as content_id
	PRIMARY KEY (dir_id, name)
) STRICT, WITHOUT ROWID;

-- Members of a group, and whether a content has members at all.
CREATE INDEX entry_content ON entry (content_id) WHERE content_id IS NOT NULL;
-- The other names of one inode.  Few: only files that have several.
CREATE INDEX entry_linked ON entry (inode) WHERE nlink > 1 AND child_id IS NULL;

-- The archives, and whether an archive has a file at all.
CREATE INDEX entry_archive ON entry (archive_id) WHERE archive_id > 0;

-- What is known of the content of files.  Content is equal only if size,
-- coverage and digest are equal, and then it is one row here however many
-- files share it.  covered = size: the full digest.  covered < size: the head,
-- perhaps with the tail (see digest.h); files that share such a row are
-- candidates, never duplicates.  parent_id leads from a digest to the one of the same files that
-- covers less, so that a file that was read in part meets those read further.
-- Between the ends and all of a long file are the steps in which it was read
-- (digest.h): their digests stand for what the parent's stands for, too.
--
-- copies and volumes are kept for the reports: how many different
-- (volume, inode) have this content, on how many volumes.  They are
-- recomputed for every content that a transaction touched, before it commits.
CREATE TABLE content (
	id INTEGER PRIMARY KEY,
	parent_id INTEGER,
	size INTEGER NOT NULL,
	covered INTEGER NOT NULL,
	digest BLOB NOT NULL,		-- XXH3-128, canonical
	copies INTEGER NOT NULL,	-- can be recomputed
	volumes INTEGER NOT NULL,	-- can be recomputed
	UNIQUE (size, covered, digest)
) STRICT;

CREATE INDEX content_parent ON content (parent_id) WHERE parent_id IS NOT NULL;
-- `dupes`: the groups, most reclaimable first, without a sort.
CREATE INDEX content_group ON content (size * (copies - 1), id)
	WHERE copies > 1 AND covered = size;

-- An archive: one content that holds files, however many files have it.  Gone
-- some time after the last of them.
CREATE TABLE archive (
	id INTEGER PRIMARY KEY,
	format TEXT NOT NULL,		-- in words: "GNU tar format, gzip"
	state INTEGER NOT NULL,		-- enum archive_state
	text TEXT NOT NULL,		-- why it is not complete; else empty
	levels INTEGER NOT NULL,	-- how deep it was looked into: 1 is
					-- the archive, 2 archives in it ...
	read_ns INTEGER NOT NULL,
	files INTEGER NOT NULL,		-- members that are no directories, of
					-- all levels
	directories INTEGER NOT NULL,
	bytes INTEGER NOT NULL,		-- of the files of the first level, as
					-- far as the archive says
	listing INTEGER NOT NULL	-- a checksum of all that was told of
					-- its members, in order: a later
					-- reading must be told the same
) STRICT;

-- A member: one name in an archive.  In the order of the archive, and below
-- the directory it is in, which is a member too, if need be one that the
-- archive only implies (mode 040000, no time); so is a file that is an archive
-- itself, and what is below that is in it.
CREATE TABLE archive_member (
	archive_id INTEGER NOT NULL,
	parent INTEGER NOT NULL,	-- its number; 0: the archive's top
	number INTEGER NOT NULL,	-- from 1, within the archive
	name BLOB NOT NULL,		-- empty: the root of absolute names
	mode INTEGER NOT NULL,		-- st_mode, type and permissions
	size INTEGER,			-- NULL where the archive says none
	mtime INTEGER,			-- likewise
	crc INTEGER,			-- CRC-32 of the content, likewise
	encrypted INTEGER NOT NULL,
	place INTEGER NOT NULL,		-- of a file: the how manieth that was
					-- told of when the archive was read,
					-- from 1; of a directory 0
	digest BLOB,			-- XXH3-128 of the content, as in
					-- content; NULL: nobody read it; empty:
					-- it was tried and cannot be read
	PRIMARY KEY (archive_id, parent, number)
) STRICT, WITHOUT ROWID;

-- Members with this content.  Few: only what may have a copy is read.
CREATE INDEX archive_member_digest ON archive_member (digest)
	WHERE digest IS NOT NULL;
-- From a member to what it is in: its path.
CREATE INDEX archive_member_number ON archive_member (archive_id, number);

-- A root: a directory that somebody asked to scan, with the options given.
CREATE TABLE root (
	id INTEGER PRIMARY KEY,
	dir_id INTEGER NOT NULL UNIQUE,	-- its directory row
	options TEXT NOT NULL,		-- JSON: {"exclude":[...],...}
	added_ns INTEGER NOT NULL
) STRICT;

-- A scan: one run over one root, and how it ended.
CREATE TABLE scan (
	id INTEGER PRIMARY KEY,
	root_id INTEGER NOT NULL,
	volume_id INTEGER NOT NULL,
	root_path BLOB NOT NULL,	-- as it was mounted then
	started_ns INTEGER NOT NULL,
	finished_ns INTEGER,		-- NULL: running, or killed
	status TEXT NOT NULL,		-- running complete incomplete
					-- interrupted offline held
	host TEXT NOT NULL,
	pid INTEGER NOT NULL,
	entries INTEGER NOT NULL,	-- names seen, the root included
	files INTEGER NOT NULL,		-- of them, not directories
	directories INTEGER NOT NULL,
	bytes INTEGER NOT NULL,		-- st_size of regular files, all names
	added INTEGER NOT NULL,
	removed INTEGER NOT NULL,
	modified INTEGER NOT NULL,
	moved INTEGER NOT NULL,
	problems INTEGER NOT NULL,
	skipped INTEGER NOT NULL,	-- mount points not followed
	clock_shift_ns INTEGER NOT NULL DEFAULT 0-- by how much all times of the
					-- volume were off since the scan before
) STRICT;

CREATE INDEX scan_root ON scan (root_id, id);

-- History: what each scan found different, one row a change.  A root's first
-- scan has none: all of it was new then.  A moved directory is one row, however
-- much is below it; of one that is new or gone each name below has its own.
-- Paths are those of that day, so they are kept as text and not by directory.
CREATE TABLE change (
	id INTEGER PRIMARY KEY,
	scan_id INTEGER NOT NULL,	-- which has the volume and the time
	kind INTEGER NOT NULL,		-- enum change_kind
	type TEXT NOT NULL,		-- find(1)'s letter
	within BLOB NOT NULL,		-- path within the volume
	old_within BLOB,		-- of what moved: where it was
	size INTEGER,			-- NULL of what is gone
	old_size INTEGER,		-- NULL of what is new
	mtime INTEGER NOT NULL		-- the last one known
) STRICT;

CREATE INDEX change_scan ON change (scan_id);

-- History: the totals that a directory had before a scan that changed them;
-- those of now are in its own row.  What one scan changed has one row for each
-- directory on the way up, so it is bounded by what changed.  Gone with the
-- directory, whose number may be given to another.
--   all NULL  nothing was known of it: its root's first scan
--   all 0     it was not there
CREATE TABLE directory_history (
	dir_id INTEGER NOT NULL,
	until_ns INTEGER NOT NULL,	-- when that scan began
	files INTEGER,			-- as in directory
	directories INTEGER,
	bytes INTEGER,
	blocks INTEGER,
	linked INTEGER,
	PRIMARY KEY (dir_id, until_ns)
) STRICT, WITHOUT ROWID;

-- What could not be read, one row a thing, gone when it can be read again.
CREATE TABLE problem (
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,		-- empty: the directory itself
	stage TEXT NOT NULL,		-- scan, hash, verify, archive, member
	error INTEGER NOT NULL,		-- errno, 0 where none fits
	text TEXT NOT NULL,		-- one clause for people
	since_ns INTEGER NOT NULL,	-- first seen like this
	last_ns INTEGER NOT NULL,	-- last seen like this
	PRIMARY KEY (dir_id, name, stage)
) STRICT, WITHOUT ROWID;

-- When `verify` last looked at a file, whatever it found; of names that it
-- never came to there is none.  It decides who is next and nothing else: a row
-- may outlive its file until verify comes by.
CREATE TABLE verified (
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	at_s INTEGER NOT NULL,		-- seconds since 1970
	PRIMARY KEY (dir_id, name)
) STRICT, WITHOUT ROWID;

-- How far the hash of a very large file came that is being read (hash/resume.h),
-- so that a run that was cut off goes on there.  Gone when the file was read in
-- full or is not what it was; a row may outlive its file until the next run.
CREATE TABLE checkpoint (
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,		-- one of its names
	size INTEGER NOT NULL,		-- as in entry, when it was read
	mtime INTEGER NOT NULL,
	lag INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	verifies INTEGER NOT NULL,	-- 1: it was read in full before, and
					-- is read again by verify
	state BLOB NOT NULL,		-- of XXH3-128: see hash/reading.c
	PRIMARY KEY (dir_id, name)
) STRICT, WITHOUT ROWID;

-- The index of names: which blocks of names may hold a pattern, so that find
-- need not look at all.  It only narrows; what it leads to is looked at.  Can be
-- dropped and made again; there is none while names are few.
--
-- A block is a stretch of `entry` in its order, from what is given here (of a
-- name as much as tells it from the one before) to where the next block begins;
-- the last one ends with the last directory that was there then, fact
-- name_index_last.
CREATE TABLE name_block (
	id INTEGER PRIMARY KEY,		-- from 0, without gaps
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL
) STRICT;

-- Three bytes in a row, and the blocks with names that have them (grams.h).
CREATE TABLE name_posting (
	id INTEGER PRIMARY KEY,		-- segment of 8192 blocks << 21 | gram
	blocks BLOB NOT NULL		-- gaps between them, in Rice's code
) STRICT;

-- Directories of the index that got a name since: all of their names are
-- looked at, as are those of directories beyond its last.
CREATE TABLE name_stale (
	dir_id INTEGER PRIMARY KEY
) STRICT;

-- Single facts about the catalogue as a whole.
--   generation  raised by each transaction that changes an entry
--   history_start_ns  there is no history from before; 0: there is all
--   settled     the generation at which nothing was left to hash
--   name_index_last, name_index_names  the last directory that the index of
--               names covers, 0 while there is none; its names
--   name_index_layout  what the numbers and bytes in it mean: see name_index.c
--   name_index_checked  the generation at which it was new enough
CREATE TABLE fact (
	name TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO fact (name, value) VALUES ('generation', 1), ('settled', 0);
