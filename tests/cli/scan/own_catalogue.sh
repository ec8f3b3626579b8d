# The catalogue lies in the tree, given in several ways: never its own entry.
mkdir -p tree/dbs links
: >tree/x
ln -s ../tree/dbs/real.db links/c.db

# Twice: at first there is none yet.
try()
{
	echo "[$1]"
	catalog --db="$1" scan -q tree
	catalog --db="$1" scan -q tree
	catalog --db="$1" find --format=paths
	rm -f tree/dbs/* tree/c.db* links/c.db.*
}

try links/c.db
try tree/dbs/real.db
try tree/c.db
try "$PWD/links/../tree/c.db"
