# Calls on the catalogue's own files fail, each in every way.
. "$CATALOG_TESTS/lib/scan_matrix.sh"

matrix db openat newfstatat pread64 read pwrite64 write fdatasync ftruncate \
	mmap unlink
matrix_done
