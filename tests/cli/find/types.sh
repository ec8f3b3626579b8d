# by type, as find(1) has them
mkfile file 1
mkdir dir
ln -s x link
mkfifo pipe
catalog -q scan --name test .
for types in f d l p f,l flp s c b; do
	echo "$types:"
	catalog -q find --type $types --format=paths | sort
done
catalog find --type file
catalog find --type ''
catalog find --type f, -q --format=paths
catalog find --type ,
