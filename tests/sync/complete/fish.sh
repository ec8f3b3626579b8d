# what fish offers
need_cmd fish
try()
{
	fish --no-config -c \
		"source '$CATALOG_SOURCE/completions/catalog.fish'
		complete -C '$1'"
}
try 'catalog hel'
try 'catalog --forma'
try 'catalog --format n'
try 'catalog help --forma'
