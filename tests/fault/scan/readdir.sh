# readdir() fails at the start of a directory, half-way, at every one: nftw()
# takes it for the directory's end.
. "$CATALOG_TESTS/lib/scan_inject.sh"

inject getdents64 EIO 1 2 3 6 11 15 2+3 1+
injected
