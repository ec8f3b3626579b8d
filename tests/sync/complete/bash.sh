# what bash offers; $# words were typed, the last is being completed
source "$CATALOG_SOURCE/completions/catalog.bash"

# It works only while bash completes.
compopt()
{
	:
}

offer()
{
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	_catalog
	printf '%s: %s\n' "$*" \
		"$(printf '%s\n' "${COMPREPLY[@]}" | sort | paste -s -d ' ')"
}

mkdir 'some dir'
: >'some file'
offer catalog hel
offer catalog help hel
offer catalog -q --db /x hel
offer catalog --db = /x hel
offer catalog --forma
offer catalog help --forma
offer catalog --format =
offer catalog --format = n
offer catalog --format n
offer catalog --db so
offer catalog --db = so
offer catalog --nonsens
