# a marker that cannot be looked for is no sign that there is none: the volume
# must not become another one for a moment's failure
need_root
need_plain
need_cmd strace jq
mount_loop ext4 8M disk
mkfile disk/a 10
catalog scan -q --name disk disk
catalog -q volumes mark "$PWD/disk"
catalog scan -q
volumes()
{
	catalog volumes --format=ndjson | jq -c '[.name, .files]'
}
volumes
for call in openat statx; do
	for n in 1 2 3 4 5 6; do
		strace -f -qq -o trace -P "$PWD/disk" -e trace=$call \
			-e inject=$call:error=EIO:when=$n \
			catalog scan -q disk >/dev/null 2>err
		status=$?
		grep -q INJECTED trace || continue
		hit=yes
		case $status in
		0 | 3 | 4) ;;
		*) fail "$call $n: status $status: $(cat err)" ;;
		esac
		[ "$(catalog volumes --format=ndjson | wc -l)" = 1 ] ||
			fail "$call $n: $(volumes)"
	done
done
[ "${hit:-}" = yes ] || fail "nothing was injected"
catalog scan -q
echo "status $?"
volumes
