# a question makes no catalogue
catalog dupes
echo "status $?"
[ ! -e "$CATALOG_DB" ]
