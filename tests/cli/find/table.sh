# for people
export COLUMNS=300
mkfile a 40000
mkfile sub/b 17 mtime='1969-12-31 12:00'
catalog -q scan --name test .
catalog find a --format=table
catalog find --type f --glob '?' --format=table --bytes --no-header
