# what cannot be a backup
catalog backup ../copy.db
echo "status $?"
catalog -q scan --name test .
catalog backup .
echo "status $?"
catalog backup --force "$CATALOG_DB"
echo "status $?"
ln -s "$CATALOG_DB" link
catalog backup --force link
echo "status $?"
catalog backup missing/copy.db
echo "status $?"
mkfifo fifo
catalog backup --force fifo
echo "status $?"
catalog backup
echo "status $?"
exec 9>other.db.part
flock 9
catalog backup other.db
echo "status $?"
ls
