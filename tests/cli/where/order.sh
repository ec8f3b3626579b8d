# all rows in one order and within one limit, whatever they answer; the status is
# about all that was asked
. "$CATALOG_TESTS/lib/dupes.sh"
need_cmd jq
mount_tmpfs here
mount_tmpfs away
mkfile here/a/1 5000 seed=1 mtime=2021-01-01
mkfile 'here/a b' 5000 seed=1 mtime=2023-01-01
mkfile away/1 5000 seed=1 mtime=2022-01-01
mkfile here/two 9000 seed=2 mtime=2024-01-01
mkfile away/maybe 300 seed=3 mtime=2020-01-01
mkfile $'here/new\nline\xff' 70 seed=4 mtime=2019-01-01
catalog -q scan --name here here
catalog -q scan --name away away
catalog -q dupes --summary
umount away || skip "cannot unmount"
mkfile one 5000 seed=1
mkfile two 9000 seed=2
mkfile maybe 300 seed=5
mkfile none 12345 seed=6
mkfile less 12 seed=7
mkfile -odd 70 seed=4
digest=0123456789abcdef0123456789abcdef
all=(one none two maybe "$digest" less ./-odd)

rows()
{
	local rows

	rows=$(catalog -q where --format=plain "$@" "${all[@]}") || true
	cut -f1,2,6 <<<"$rows" | sed "s,$PWD/,,; s/	*$//; s/	/ /g" | paste -sd,
}
for how in '' -r '-s added -r' '-s path' '-s path -r' '-s size' '-s bytes -r' \
	'-s count' '-s mtime' '-s date -r' '-n 2' '-n 0' '-s path -n 2' \
	'-s size -n 2' '-r -n 1' '-S +1000' '-S -1000 -s size' '-S 5000 -n 1' \
	'-u here/a -s size -n 1' '-V away -s path'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(rows $how)"
done
echo "- a row a content"
for how in '' '-s path' '-s mtime -r' '-s copies' '-n 2' '-s size -n 2'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(catalog -q where --format=ndjson $how "${all[@]}" |
		jq -r .query | paste -sd' ')"
done
for format in table paths; do
	echo "- $format"
	COLUMNS=100 catalog -q where -s size -n 4 --format=$format "${all[@]}"
	COLUMNS=100 catalog -q where -n 3 --format=$format "${all[@]}"
done | sed -E "s,$PWD/,,"
echo "- what is not known"
for how in '' -r '-s size' '-s size -n 2' '-s path' '-s path -r -n 1' \
	'-S +1000' '-S -100'; do
	# shellcheck disable=SC2086 # words
	echo "$how: $(printf '%s\0' "${all[@]}" | catalog -q where --stdin -0 \
		--missing --format=paths $how | tr '\0' ' ')"
done
echo "- statuses"
try()
{
	catalog where "$@" >/dev/null 2>../err
	echo "status $? $(grep -v based ../err)"
}
try -n 1 one none
try -n 0 one
try -s size -n 1 one nothing
try -S +1M one none
try -S 5000 one none
try -S +1M one nothing
try -S 5000 $digest
try --missing -s path one
