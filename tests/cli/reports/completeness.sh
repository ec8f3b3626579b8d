# every report ends with the same line about what it does not rest on, of the
# volumes that it was asked about
mkfile here/a 500 seed=1
mkfile here/b 500 seed=1
mkfile here/sub/c 70 seed=2
mount_tmpfs away
mkfile away/a 500 seed=1
mkfile away/A 500 seed=1
catalog -q scan --name here here
catalog -q scan --name away away
catalog -q dupes --summary
umount away || skip "cannot unmount"

# complete COMMAND...: what it says, without the time
complete()
{
	echo "$*:"
	catalog "$@" 2>&1 >/dev/null | sed -E 's/ [0-9-]{10} [0-9:]{5}/ TIME/'
}

for report in find 'ls here' 'ls away:' 'tree away:' du top types ages owners \
	twins changes copies dupes 'dupes --dirs' 'compare here: away:' \
	'where here/a' problems scans roots volumes; do
	# shellcheck disable=SC2086 # words
	complete $report
done
echo "what is here:"
for report in find du top types ages owners twins dupes problems scans roots \
	volumes changes; do
	complete $report --volume here
done
complete -q volumes
