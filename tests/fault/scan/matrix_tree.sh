# Calls on what is scanned fail, each in every way.
. "$CATALOG_TESTS/lib/scan_matrix.sh"

matrix tree openat openat2 getdents64 newfstatat statx readlink
matrix_done
