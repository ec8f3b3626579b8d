-- SPDX-License-Identifier: MIT
--
-- Tables of one connection, gone when it closes; never part of the file.

-- What a report is limited to: whole directories, and single names.
CREATE TEMP TABLE scope_directory (
	dir_id INTEGER PRIMARY KEY
) STRICT;

CREATE TEMP TABLE scope_entry (
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	PRIMARY KEY (dir_id, name)
) STRICT, WITHOUT ROWID;

-- And what is in archives: a member and all below it, 0: all of the archive.
-- The file itself is not in it.
CREATE TEMP TABLE scope_member (
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	archive_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	PRIMARY KEY (dir_id, name, number)
) STRICT, WITHOUT ROWID;

-- Candidates (candidates.c) in the order in which they are to be read, and the
-- files of one size that are alike so far.
CREATE TEMP TABLE twin (
	id INTEGER PRIMARY KEY,
	volume_id INTEGER NOT NULL,
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	size INTEGER NOT NULL,
	mtime INTEGER NOT NULL,
	lag INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	content_id INTEGER,		-- the partial one, if it was read
	covered INTEGER,
	wanted INTEGER NOT NULL DEFAULT 1 -- 0: only there because of others
) STRICT;

CREATE TEMP TABLE alike (
	id INTEGER PRIMARY KEY,
	volume_id INTEGER NOT NULL,
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	size INTEGER NOT NULL,
	mtime INTEGER NOT NULL,
	lag INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	content_id INTEGER NOT NULL,	-- the partial one they share
	covered INTEGER NOT NULL
) STRICT;

-- What verify is to read (verified.c), in this order.
CREATE TEMP TABLE checks (
	id INTEGER PRIMARY KEY,
	volume_id INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	size INTEGER NOT NULL
) STRICT;

-- Files that nobody has looked into (archives.c), in this order.
CREATE TEMP TABLE unlisted (
	id INTEGER PRIMARY KEY,
	volume_id INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	size INTEGER NOT NULL,
	mtime INTEGER NOT NULL,
	lag INTEGER NOT NULL,
	content_id INTEGER
) STRICT;

-- Members of archives that are to be read (member_work.c): the archives that
-- count; how many members have a size and a CRC (-1: none is stored); which of
-- these sizes a file has; and what is to be read, with what was.
CREATE TEMP TABLE member_archive (
	archive_id INTEGER PRIMARY KEY,
	wanted INTEGER NOT NULL
) STRICT;

CREATE TEMP TABLE member_kind (
	size INTEGER NOT NULL,
	crc INTEGER NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (size, crc)
) STRICT, WITHOUT ROWID;

CREATE TEMP TABLE member_loose (
	size INTEGER PRIMARY KEY
) STRICT;

CREATE TEMP TABLE member_work (
	archive_id INTEGER NOT NULL,
	place INTEGER NOT NULL,
	parent INTEGER NOT NULL,
	number INTEGER NOT NULL,
	size INTEGER NOT NULL,
	digest BLOB,			-- NULL: not read yet
	PRIMARY KEY (archive_id, place)
) STRICT, WITHOUT ROWID;

-- Groups of files and members (member_groups.c).
CREATE TEMP TABLE member_group (
	content_id INTEGER NOT NULL,	-- of its files; 0: there are none
	size INTEGER NOT NULL,
	digest BLOB NOT NULL,
	copies INTEGER NOT NULL,
	volumes INTEGER NOT NULL,
	wasted INTEGER NOT NULL
) STRICT;

-- Directories in archives as trees (member_groups.c), numbered behind the real
-- ones, and their contents that no file has, behind those of files.
CREATE TEMP TABLE member_dir (
	id INTEGER PRIMARY KEY,
	archive_id INTEGER NOT NULL,
	number INTEGER NOT NULL,	-- 0: the archive itself
	parent INTEGER NOT NULL,	-- another's number; -1: none
	volume_id INTEGER NOT NULL,
	whole INTEGER NOT NULL,		-- nothing is missing in the list
	name BLOB NOT NULL,
	own INTEGER NOT NULL,		-- bytes of the archive, if it has one link
	dir_id INTEGER NOT NULL,	-- where the archive is, one of its names
	entry BLOB NOT NULL,
	UNIQUE (archive_id, number)
) STRICT;

CREATE TEMP TABLE member_content (
	id INTEGER PRIMARY KEY,
	digest BLOB NOT NULL,
	size INTEGER NOT NULL,
	UNIQUE (digest, size)
) STRICT;

-- What a scan found new and what it found gone (moves.c), and which of them
-- are one file.
CREATE TEMP TABLE moves_new (
	id INTEGER PRIMARY KEY,
	volume_id INTEGER NOT NULL,
	scan_id INTEGER NOT NULL,
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	mode INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	size INTEGER NOT NULL,
	mtime INTEGER NOT NULL
) STRICT;

CREATE TEMP TABLE moves_gone (
	id INTEGER PRIMARY KEY,
	volume_id INTEGER NOT NULL,
	scan_id INTEGER NOT NULL,
	within BLOB NOT NULL,		-- where it was, within the volume
	mode INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	size INTEGER NOT NULL,
	mtime INTEGER NOT NULL,
	content_id INTEGER,
	archive_id INTEGER
) STRICT;

CREATE INDEX temp.moves_gone_inode ON moves_gone (volume_id, inode);

CREATE TEMP TABLE moves_pair (
	new_id INTEGER PRIMARY KEY,
	gone_id INTEGER NOT NULL UNIQUE
) STRICT;

-- What a report has shown already: a content (volume_id 0), or an inode.
CREATE TEMP TABLE seen (
	volume_id INTEGER NOT NULL,
	id INTEGER NOT NULL,
	PRIMARY KEY (volume_id, id)
) STRICT, WITHOUT ROWID;

-- What is looked for (lookup.c): sizes, and the files of such a size that were
-- not read in full; digests, and the contents that have them.
CREATE TEMP TABLE wanted_size (
	size INTEGER PRIMARY KEY
) STRICT;

CREATE TEMP TABLE same_size (
	size INTEGER NOT NULL,
	volume_id INTEGER NOT NULL,
	inode INTEGER NOT NULL,
	dir_id INTEGER NOT NULL,
	name BLOB NOT NULL,
	mtime INTEGER NOT NULL,
	nlink INTEGER NOT NULL,
	content_id INTEGER,		-- the partial one, if it was read
	PRIMARY KEY (size, volume_id, inode, dir_id, name)
) STRICT, WITHOUT ROWID;

-- The members of such a size.
CREATE TEMP TABLE same_member (
	size INTEGER NOT NULL,
	archive_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	unread INTEGER NOT NULL,
	PRIMARY KEY (size, archive_id, number)
) STRICT, WITHOUT ROWID;

CREATE TEMP TABLE wanted_digest (
	digest BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TEMP TABLE found_digest (
	digest BLOB PRIMARY KEY,
	content_id INTEGER NOT NULL,
	size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
