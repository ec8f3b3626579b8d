# a catalogue may have any name, also what SQLite would take for no file
unset CATALOG_DB
mkfile tree/a 10
for name in :memory: 'file:x?mode=memory' -db 'a b%20c'; do
	catalog "--db=$name" scan -q tree
	catalog "--db=$name" find -q a --format=paths | sed "s|$PWD|.|"
	test -s "./$name" && echo "$name"
done
