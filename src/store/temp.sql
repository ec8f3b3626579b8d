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
	covered INTEGER
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
