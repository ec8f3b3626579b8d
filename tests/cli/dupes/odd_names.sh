# names are bytes; only people get them escaped
mkfile $'new\nline' 5000
mkfile $'tab\t' 5000
mkfile $'bad\xff' 5000
mkfile -- 5000
mkfile ' ' 5000
catalog -q scan --name test .
catalog dupes -0 | sort -z | tr '\0' '!'
echo
catalog dupes --format=plain | cut -f8
catalog dupes --format=ndjson | jq -c '.files[].path'
catalog dupes --format=ndjson | jq -r '.files[].path_base64 // empty' |
	base64 -d | diff - <(printf '%s/bad\xff' "$PWD")
COLUMNS=300 catalog dupes --format=table
