# of a file that is named its twins are told, not those beside it
mkfile t/README 1
mkfile t/readme 2
mkfile t/other 3
mkfile t/OTHER 4
mkfile t/alone 5
mkfile t/sub/a 6
mkfile t/sub/A 7
catalog -q scan --name disk t
cut=$PWD/
show()
{
	echo "-- $*"
	(cd t && catalog twins --format=paths "$@") | sed "s,$cut,,"
}
show readme
show OTHER readme
show README readme
show sub other
show sub/a sub
show alone
