# Calls of the program as a whole fail, whatever they are made for.
. "$CATALOG_TESTS/lib/scan_matrix.sh"

matrix process openat newfstatat statx read write mmap clone3 clone
matrix_done
