# the inode numbers are those of the files
mkfile a 5000
mkfile b 5000
catalog -q scan --name test .
diff <(stat -c %i a b) <(catalog dupes --format=plain | cut -f9)
diff <(stat -c %i a b) <(catalog dupes --format=ndjson | jq .files[].inode)
