# Opening a directory fails where a walker is given one, or looks again.
. "$CATALOG_TESTS/lib/scan_inject.sh"

for error in EIO EMFILE ENOENT ESTALE; do
	inject openat2 $error 1 2 5 2+2 1+
done
injected
