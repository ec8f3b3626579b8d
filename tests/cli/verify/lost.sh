# a volume that fails file by file is left alone, and is no end of the others;
# one that is offline waits
. "$CATALOG_TESTS/lib/dupes.sh"
need_shim read
need_cmd jq
need_root
mount_tmpfs one
mount_tmpfs two
for i in $(seq 60); do
	mkfile "one/$i" 3000 seed="$i"
done
mkfile two/a 3000 seed=100
mkfile two/b 3000 seed=5
catalog -q scan --name first one
catalog -q scan --name second two
catalog -q hash --all
READ_BELOW=$PWD/one READ_ERROR=5 LD_PRELOAD=$shim \
	catalog verify --jobs=1 --all --format=ndjson >../rows
echo "status $?"
jq -r .state ../rows | sort | uniq -c | tr -s ' '
catalog problems -q | wc -l
echo "- it is back"
catalog verify -q
echo "status $?"
catalog problems -q
echo "- offline: not verified, and a copy there is named, but not as read"
umount one
export READ_BELOW=$PWD/two READ_NAME=/b READ_FLIP=99
LD_PRELOAD=$shim catalog verify --format=ndjson 2>../said |
	jq -c '[.state, .copy, .copy_volume, .copy_read]'
sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/' ../said
LD_PRELOAD=$shim catalog verify -q --volume first
echo "status $?"
catalog verify -q --volume=second
echo "status $?"
