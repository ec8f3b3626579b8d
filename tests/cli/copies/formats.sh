# every format; hard links, names that are only bytes, a volume that is away
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mount_tmpfs here
mount_tmpfs away
mkfile here/twice 2500 seed=1
mkfile away/twice 2500 seed=1
mkfile here/again 3000 seed=2
mkfile here/sub/again 3000 seed=2
mkfile here/alone 100 seed=3
ln here/alone here/link
mkfile $'here/new\nline\xff' 200 seed=4
mkfile here/-dash 300 seed=5
mkfile here/differs 3500 seed=6
mkfile away/differs 3500 seed=7
: >here/empty
catalog -q scan --name here here
catalog -q scan --name away away
show()
{
	sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/'
}
echo "- before anything was read"
catalog copies --format=plain 2>&1 | cut -f2-9,13 | sort
echo "- candidates"
catalog copies --candidates --format=plain -q | cut -f2-9,13 | sort
catalog -q dupes --summary
umount away || skip "cannot unmount"
export COLUMNS=200
for format in table plain csv ndjson paths; do
	echo "- $format"
	catalog copies --sort size --format=$format --bytes 2>&1 | show |
		sed -E 's/("inode":)[0-9]+/\1N/; s/(_base64":)"[^"]*/\1"B/'
done | sed -E 's/(\t|,)[0-9]+(\t|,)([12])(\t|,)(2020)/\1N\2\3\4\5/'
echo "- paths, NUL"
catalog copies -q --format=paths -0 --sort size here/sub | tr '\0' '|'
catalog copies -q --format=paths -0 --min 3 here/sub | tr '\0' '|'
echo
echo "- summaries"
for options in '--min-volumes=2' '--only-on=here' '--only-on=away' '--min=9' \
	'--min=3 --min-volumes=2' '--min=0' '--only-on=away --min-size=1M'; do
	# shellcheck disable=SC2086 # several options
	catalog copies -q --summary --format=table $options
done
catalog copies -q --summary --format=ndjson
catalog copies -q --limit 1 --sort size --format=table
