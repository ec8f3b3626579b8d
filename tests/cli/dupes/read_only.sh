# a catalogue that cannot be written
mkfile files/a 5000
mkfile files/b 5000
# shellcheck disable=SC2016 # it is for the other shell
as_user bash -c '
	mkdir read
	export CATALOG_DB=read/c.db
	catalog -q scan --name test files
	chmod 400 read/c.db
	chmod 500 read
	catalog dupes
	echo "status $?"
	catalog dupes --no-hash
	echo "status $?"' 2>../err
grep -o 'with --no-hash.*' ../err
