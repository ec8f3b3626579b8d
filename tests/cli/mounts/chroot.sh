# after chroot(2) into a plain directory no mount in the table holds "/"; the
# volume is there all the same
need_root
need_cmd ldd chroot
mkdir -p jail/proc jail/data jail/bin
program=$(readlink -f "$(command -v catalog)")
cp "$program" jail/bin/catalog
ldd "$program" | grep -o '/[^ ]*' | while read -r lib; do
	mkdir -p "jail${lib%/*}"
	cp -L "$lib" "jail$lib"
done
mount -t proc proc jail/proc || skip "cannot mount proc"
trap 'umount -l jail/proc' EXIT
mkfile jail/data/a 9000 seed=1
mkfile jail/data/b 9000 seed=1
run()
{
	CATALOG_DB=/catalog.db chroot jail /bin/catalog "$@"
}
run -q scan /data
run dupes --format=paths
run scan --format=ndjson | jq -c '[.root, .status, .added]'
run volumes --format=ndjson | jq -c '[.online, .mount_point]'
