# the report does not depend on the order in which files were found
for n in 1 2 3 4 5 6 7 8; do
	mkfile one/a$n 3000 seed=$n
	mkfile one/b$n 3000 seed=$n
done
for n in 8 3 7 1 6 2 5 4; do
	mkfile two/b$n 3000 seed=$n
	mkfile two/a$n 3000 seed=$n
done
for tree in one two; do
	mv $tree tree
	catalog -q --db "$CASE_BASE/$tree.db" scan --name test tree
	catalog --db "$CASE_BASE/$tree.db" dupes --format=paths >"../$tree.out"
	mv tree $tree
done
wc -l <../one.out
diff ../one.out ../two.out
