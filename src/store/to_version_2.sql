-- SPDX-License-Identifier: MIT
--
-- From schema version 1: the heads and tails of files that were read in part
-- were 4096 bytes then, and are 2048 (digest.h).  Digests of other extents never
-- meet, so those of version 1 are forgotten, and files that were read no
-- further count as unread.  What was read in full stays known: that it has no
-- parent says that any head of its size may be its own.

UPDATE entry
SET content_id = NULL
WHERE content_id IN (SELECT id FROM content WHERE covered < size);

DELETE FROM content
WHERE covered < size;

UPDATE content
SET parent_id = NULL
WHERE parent_id IS NOT NULL;

-- They go on behind steps that are forgotten; verify keeps no steps.
DELETE FROM checkpoint
WHERE NOT verifies;

-- Runs that found nothing left to read have something to read again.
UPDATE fact
SET value = value + 1
WHERE name = 'generation';
