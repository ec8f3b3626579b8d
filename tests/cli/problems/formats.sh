# what could not be read; gone when it can be
mkfile ok/a 5
mkfile locked/b 5
mkdir other
chmod 000 locked
as_user catalog -q scan --name test .
as_user catalog problems --format=ndjson | jq -c 'del(.since, .last)'
as_user catalog problems --format=ndjson | jq -c 'keys_unsorted, (.since <= .last)'
as_user catalog problems --format=plain | cut -f1-5
as_user catalog problems --format=csv | head -n 1
as_user catalog problems --format=paths
COLUMNS=300 as_user catalog problems --format=table |
	sed -E 's/[-0-9]{10} [0-9:]{5}/yyyy-mm-dd hh:mm/'
as_user catalog problems other
as_user catalog problems locked --format=paths
as_user catalog problems . --format=paths
as_user catalog problems nowhere
chmod 700 locked
as_user catalog -q scan
as_user catalog problems
