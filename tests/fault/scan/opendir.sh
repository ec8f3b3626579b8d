# Opening a directory fails, other than for its mode: nftw() gives up the whole
# walk.
. "$CATALOG_TESTS/lib/scan_inject.sh"

for error in EIO EMFILE ENOENT ESTALE; do
	inject openat $error 1 2 5 2+2 1+
done
injected
