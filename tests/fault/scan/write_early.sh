# What a scan writes goes to the disk while it still writes, file by file, and
# nothing is lost where the file system cannot do that
need_plain
need_cmd strace
mkdir t
(cd t && seq -f 'a-name-of-some-length-%.0f' 20000 | xargs touch)

# told FILE...: about each of these, now and then, and no other.
told()
{
	strace -qq --seccomp-bpf -f -y -o ../trace -e trace=sync_file_range \
		catalog -q scan t || fail "the scan failed"
	grep -o 'catalog\.db[^>]*' ../trace | sed 's/-......$//' |
		sort | uniq -c >../files
	for file; do
		grep -q "[1-9] $file\$" ../files ||
			fail "$file waits to its end"
	done
	[ "$(wc -l <../files)" = $# ] || fail "another file is told"
	[ "$(wc -l <../trace)" -lt 20 ] || fail "it is told too often"
	[ "$(grep -c 'catalog\.db' ../trace)" = "$(wc -l <../trace)" ] ||
		fail "another file is told"
}

told catalog.db.draft
touch t/*
told catalog.db catalog.db-wal

# What sorting puts aside need never be on a disk.
strace -qq --seccomp-bpf -f -o ../trace -e trace=sync_file_range,unlink \
	catalog sql "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL
		SELECT i + 1 FROM n WHERE i < 200000)
		SELECT length(a) FROM (SELECT hex(randomblob(100)) AS a FROM n
		ORDER BY a) LIMIT 1" >../length || fail "the statement failed"
[ "$(tail -n 1 ../length)" = 200 ] || fail "not sorted: $(cat ../length)"
grep -q 'unlink.*etilqs' ../trace || fail "nothing was put aside"
! grep -q sync_file_range ../trace || fail "what is put aside is written"

rm -f "$CATALOG_DB"*
strace -qq --seccomp-bpf -f -o ../trace -e trace=sync_file_range \
	-e inject=sync_file_range:error=EIO catalog -q scan t ||
	fail "the scan failed without"
grep -q EIO ../trace || fail "nothing was refused"
[ "$(catalog find --count t --type f)" = 20000 ] || fail "files are missing"
catalog check || fail "the catalogue is damaged"
