# an empty answer says what to try, on stderr, and is no failure; never with -q
mkfile t/dir/.hidden 500
mkfile t/one.txt 500 seed=1
mkfile t/two.txt 600 seed=2
mkdir t/empty
catalog -q scan --name disk t
exec 2>&1
try()
{
	echo "\$ catalog $*"
	catalog "$@" >out
	echo "status $?"
	catalog -q "$@"
	diff out <(catalog -q "$@" 2>&1)
}
try find zzz
try find '*.tx'
try find --regex 'z$'
try find t 'zzz'
try find zzz --size +1G
try find --offline
try find zzz -n 0
try ls t/dir
try top t/empty
try types --size +1G
try ages --years 200
try owners t/empty
try twins
try dupes
try dupes --size +1G
try dupes t/empty
try dupes --dirs
try dupes --candidates
try copies --min 1
try compare t t
try changes
try changes t/one.txt
try scans -u t/empty
try problems
try archives
try where --missing t/one.txt
catalog roots t
catalog volumes disk
catalog volumes renam
