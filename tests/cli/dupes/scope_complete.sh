# how complete it is, is told of what was named only
mount_tmpfs here
mount_tmpfs away
mkfile here/good/a 5000
mkfile here/good/b 5000
mkfile here/bad/c 5000
mkfile away/d 5000
catalog -q scan --name here here
catalog -q scan --name away away
rm here/bad/c
catalog -q dupes >/dev/null
mkfile away/new 7000 seed=2
mkfile here/bad/new 7000 seed=2
catalog -q scan away
umount away || skip "cannot unmount"
export COLUMNS=300
for scope in '' here/good here/bad away 'here/good away'; do
	echo "$scope:"
	# shellcheck disable=SC2086 # several operands
	catalog dupes --no-hash --summary --format=plain $scope 2>&1
	echo "status $?"
done | sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/'
