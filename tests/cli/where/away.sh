# a file on a drive that is unplugged is looked up by the digest it had
mount_loop ext4 8M away
mkfile away/d/twin 2500 seed=1
mkfile away/alone 3000 seed=2
mkfile away/long 90000 seed=4
mkfile here/twin 2500 seed=1
mkfile here/other 3000 seed=3
catalog -q scan --name drawer away
catalog -q scan --name home here
catalog -q dupes --summary >../none
umount away || skip "cannot unmount"
try()
{
	echo "== $*"
	catalog where --format=plain "$@" 2>../err >../out
	echo "status $?"
	cut -f 1-2,5-6,10 ../out
	sed -E 's/as of [-0-9]+ [0-9:]+/as of THEN/' ../err
}
try drawer:d/twin
try "$PWD/away/d/twin" away/alone
try --volume home drawer:d/twin drawer:alone
try --missing --volume home drawer:d/twin drawer:alone
try away/long
try away/none here/none drawer:d drawer:
echo drawer:d/twin | catalog where -q --stdin --format=paths
