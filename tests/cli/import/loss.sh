# what would take much of a volume away is not imported unasked
mkdir -p t/many
(cd t/many && seq 1 1100 | xargs touch)
mkfile t/one 10
catalog -q scan --name disk t
rm -r t/many
catalog -q --db other.db scan t
catalog import other.db
echo "status $?"
catalog -q find --type=f | wc -l
catalog import --accept-loss other.db
catalog -q find --type=f | wc -l
catalog check
