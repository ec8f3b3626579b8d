# members of archives are copies, too: of files, of each other, in all formats
need_cmd bsdtar zip
mkfile t/one 5000 seed=1
mkfile t/two 3000 seed=2
mkfile t/sub/three 300 seed=3
mkfile t/sub/four 301 seed=4
mkfile t/own 999 seed=5
mkfile "u/same
as one" 5000 seed=1
mkfile u/like-three 300 seed=9
mkdir a
bsdtar -C t --zstd -cf a/t.tar.zst one sub
(cd t && zip -qX ../a/t.zip two sub/three)
cp a/t.zip a/equal.zip
bsdtar -C t --format 7zip -cf a/t.7z two
bsdtar -cf a/none.tar -T /dev/null
touch -d 2021-01-01 a/*
catalog -q scan --archives --name test .

export COLUMNS=300
catalog dupes --members --no-hash --summary
for format in table plain csv ndjson; do
	echo "== $format"
	catalog dupes --members --format=$format | sed -E \
		's/"inode":[0-9]+/"inode":0/g; s/\t[0-9]{5,}\t1\t/\tINODE\t1\t/
		s/,[0-9]{5,},1,/,INODE,1,/; s,^ .*[KB]  (.*zip)$,SIZES \1,
		/zip[,\t"]/{/\/\//!d}; s/, [0-9.]+ KiB recl/, SIZE recl/'
done
echo "== paths"
catalog dupes --members --format=paths
echo "== order"
catalog dupes --members --sort=path --limit 1 --format=paths
catalog dupes --members --sort=copies --limit 1 --format=paths
catalog dupes --members --sort=size --reverse --limit 1 --format=paths
echo "== places"
catalog dupes --members a --format=paths
catalog dupes --members a/t.zip a/t.7z --format=paths
catalog dupes --members u t --summary
echo "== sizes"
catalog dupes --members --size=+2k --format=paths
echo "== wrong"
catalog dupes --members --verify
catalog dupes --members --candidates
