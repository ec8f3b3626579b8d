# what a run did, in every format, and silence when it is asked for
mkfile t/a 3000 seed=1
mkfile t/b 3000 seed=1
mkfile t/c 2500 seed=1
catalog -q scan t
anonymous() { sed -E 's/[0-9]+\.[0-9]{3}/SECONDS/'; }
catalog hash --format=table | anonymous
catalog hash --all --format=csv | anonymous
catalog hash --format=ndjson | anonymous
catalog hash | anonymous
touch t/a
catalog -q scan t
catalog hash -q
catalog hash -q --format=plain | anonymous
