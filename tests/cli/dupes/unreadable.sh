# a file that cannot be read is in no group
mkfile a 5000
mkfile b 5000
mkfile c 5000 mode=000
mkdir elsewhere
# shellcheck disable=SC2016 # it is for the other shell
as_user bash -c '
	catalog -q scan --name test .
	catalog dupes --format=paths
	echo "status $?"
	catalog -q dupes --format=paths
	echo "status $?"
	catalog problems --format=paths
	catalog -q dupes elsewhere'
