# lstat fails of any name: nftw() gives up the whole walk.
. "$CATALOG_TESTS/lib/scan_inject.sh"

for error in EIO ESTALE ETIMEDOUT; do
	inject newfstatat $error 1 2 7 20 33 3+5 1+
done
injected
