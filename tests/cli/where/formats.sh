# every format and state; a volume that is away, odd names, hard links
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mount_tmpfs here
mount_tmpfs away
mkfile here/a 2500 seed=1
mkfile away/b 2500 seed=1
ln away/b away/link
mkfile $'here/new\nline\xff' 200 seed=2
mkfile here/unread 20000 seed=3
mkfile away/unread 30000 seed=4
: >here/empty
catalog -q scan --name here here
catalog -q scan --name away away
catalog -q dupes --summary
umount away || skip "cannot unmount"
mkfile known 2500 seed=1
mkfile same_size 2500 seed=9
mkfile own_size 1234 seed=1
mkfile $'x\ny' 200 seed=2
mkfile -in 20000 seed=3
mkfile out 20000 seed=5
mkfile maybe 30000 seed=5
: >none
digest=$(catalog find -q --format=ndjson a | jq -r 'select(.digest).digest' |
	head -n 1)
export COLUMNS=200
all=(known same_size own_size $'x\ny' ./-in out maybe none "$digest"
	0123456789abcdef0123456789ABCDEF here/unread)
for format in table plain csv ndjson paths; do
	echo "- $format"
	catalog where --format=$format --bytes "${all[@]}" 2>&1
	echo "status $?"
done | sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/
	s/("inode":|,|\t)[0-9]+(,"nlink":|,|\t)([12])(,"mtime":"|,|\t)(2020|20)/\1N\2\3\4\5/g
	s/(_base64":)"[^"]*/\1"B/; s/("path":"[^"]*\/empty","inode":).*/\1 .../
	s/(\/empty[\t,]).*/\1.../'
echo "- --no-hash"
catalog where -q --no-hash --format=plain "${all[@]}" | cut -f 1-3,6
echo "- what is not known"
for format in table plain csv ndjson paths; do
	printf '%s\0' "${all[@]}" |
		catalog where -q --stdin --missing -0 --format=$format
	echo "status $?"
done | tr '\0' '|'
echo "- statuses"
try()
{
	catalog where "$@" 2>&1 >/dev/null | sed 's/as of .*/as of THEN/'
	echo "status ${PIPESTATUS[0]}"
}
try -q known
try -q known known none
printf '%s\n' known '' none | try -q --stdin
printf '%s' own_size | try -q --stdin
try -q --stdin </dev/null
try
try here
try /dev/null
try nothing known
mkfifo pipe
try pipe
