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
