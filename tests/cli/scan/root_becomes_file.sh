# a root whose directory is a file now: a scan from above takes it for one,
# and the root is forgotten
mkdir -p top/b
catalog -q scan top/b
rmdir top/b
mkfile top/b 10
catalog -q scan top
echo $?
catalog -q find --format=paths | sed "s|$PWD|.|" | sort
catalog -q scan
echo $?
