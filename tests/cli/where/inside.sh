# a member of an archive, and a file by VOLUME:PATH, are looked up by what the
# catalogue knows; what takes no member says what to do
need_cmd tar
mount_tmpfs d
mkfile d/twin 5000 seed=1
mkfile d/alone 6000 seed=2
mkfile d/unread 7000 seed=3
tar -C d -cf d/A.tar twin alone
catalog -q scan --archives --name home d
catalog -q dupes --members --summary >../none
tar -C d -cf d/B.tar unread
catalog -q scan --archives d
try()
{
	echo "== $*"
	catalog "$@" 2>../err >../out
	echo "status $?"
	cut -f 1-2,6 ../out
	cat ../err
}
try where d/A.tar//twin
try where home:A.tar//twin home:twin home:./d//twin
try where d/A.tar//none
try where d/A.tar//
try where d/twin//x
try where d/B.tar//unread
catalog -q hash --members --all d >../none
try where d/B.tar//unread
mv d/twin d/moved
try where home:twin home:none home:
echo d/A.tar//twin | catalog where --stdin --format=paths
try where -q --missing d/A.tar//twin d/A.tar//none
try dupes --no-hash d/A.tar//twin
try compare d d/A.tar
try compare d/A.tar//twin d
try verify d/A.tar//twin
try owners --under d/A.tar//twin
