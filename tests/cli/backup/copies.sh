# a copy like the original, private, whole; no copy over a file unasked
mkfile a 5000 seed=1
mkfile sub/b 5000 seed=1
catalog -q scan --name test .
catalog -q dupes --summary >/dev/null
catalog backup ../copy.db || fail "status $?"
stat -c '%a %h' ../copy.db
find .. -maxdepth 1 -regex '.*\(copy\|other\).*' | sort
catalog find --format=csv >../want
catalog --db ../copy.db find --format=csv | cmp - ../want
catalog --db ../copy.db check --full
mkfile c 10
catalog -q scan
catalog backup ../copy.db
echo "status $?"
catalog --db ../copy.db find --format=csv | cmp - ../want
catalog backup --force ../copy.db
catalog --db ../copy.db find --format=paths c
# it needs nothing beside it: it is read where nothing can be written
[ "$(od -An -j18 -N2 -tu1 ../copy.db | tr -d ' ')" = 11 ]
