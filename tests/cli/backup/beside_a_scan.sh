# neither a reader's snapshot nor the run lock makes it wait; a part that was
# left is taken over
mkfile a 5000
catalog -q scan --name test .
exec 9>>"$CATALOG_DB.lock"
flock 9
sqlite3 "$CATALOG_DB" 'BEGIN IMMEDIATE; UPDATE volume SET note = 1;' \
	'.system catalog backup ../copy.db; echo "status $?"' 'ROLLBACK;'
catalog --db ../copy.db check
echo "status $?"
echo rubbish >../other.db.part
catalog backup ../other.db
catalog --db ../other.db check
find .. -maxdepth 1 -regex '.*\(copy\|other\).*' | sort
