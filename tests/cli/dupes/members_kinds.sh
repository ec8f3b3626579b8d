# what is in a WARC is compared, too; an mtree has sizes only, and is no problem
need_cmd bsdtar
mkfile t/one 5000 seed=1
mkdir a
bsdtar -C t --format=warc -cf a/t.warc one
bsdtar -C t --format=mtree -cf a/t.mtree one
catalog -q scan --archives --name test .
catalog archives --format=csv | cut -d , -f 2-4
catalog dupes --members --format=paths
catalog problems
catalog check
mkfile like 5000 seed=2
catalog where like
