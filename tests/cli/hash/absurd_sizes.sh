# SPDX-License-Identifier: MIT
# Sparse files of 5 EiB on a file system without RWF_DONTCACHE: two of them are
# more than a number of bytes holds, and none costs memory for what it claims.
need_root
mkdir fs
mount_tmpfs fs
mkdir fs/a fs/b
truncate -s 5E fs/a/1 fs/b/1 fs/b/2

catalog scan fs | cut -f 3-7
catalog hash --max-time=1s >/dev/null || fail "hash $?"
catalog du --format=ndjson >/dev/null || fail "du $?"
catalog dupes --no-hash --summary
