# what cannot be asked, and nothing to tell
mkfile a 10
catalog -q scan --name disk .
try()
{
	catalog copies "$@"
	echo "status $?"
} 2>&1
try --only-on dsik
try --only-on nothing
try --only-on disk --min 3
try --min=-1
try --summary --format=paths
try nowhere
try --min-size 1M
try --summary --min-size 1M
try --size +1M
try --size +1M --candidates
try --min 1
