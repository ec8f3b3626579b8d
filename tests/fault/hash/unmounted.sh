# `umount -l` in the middle of hash and of verify: what was begun is read, no
# digest is wrong, nothing is called rotten, and the next run does the rest.
. "$CATALOG_TESTS/lib/dupes.sh"
need_plain
need_cmd jq xxh128sum
mkdir ../logs
mount_loop ext4 64M disk
for i in 1 2 3 4 5 6 7 8; do
	mkfile "disk/f$i" 5M seed="$((i % 3))"
done
(cd disk && xxh128sum -q f* 2>/dev/null) | sed 's/  / /' | sort >../logs/want
catalog -q scan --name=disk disk
digests()
{
	catalog find -q --type=f --format=ndjson | jq -r 'select(.digest) |
		"\(.digest) \(.path | split("/")[-1])"' | sort
}
# away COMMAND...: the disk goes while it runs
away()
{
	"$@" --bandwidth=60M >../logs/out 2>../logs/err &
	sleep 0.3
	umount -l disk
	wait $!
	status=$?
	case $status in
	0 | 3) ;;
	*) fail "status $status of $*: $(cat ../logs/err)" ;;
	esac
}

away catalog hash -q --all
digests >../logs/got
[ -z "$(comm -13 ../logs/want ../logs/got)" ] || fail "$(cat ../logs/got)"
remount_loop disk
run 0 catalog hash -q --all
digests | cmp -s - ../logs/want || fail "the next run: $(digests)"

away catalog verify --all --format=ndjson
! grep -q rotten ../logs/out || fail "$(cat ../logs/out)"
digests | cmp -s - ../logs/want || fail "verify: $(digests)"
remount_loop disk
run 0 catalog verify -q
[ -z "$(catalog problems -q)" ] || fail "problems stay"
