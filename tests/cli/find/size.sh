# by size, as find(1) has it, but in bytes
mkfile a 100
mkfile b 1024
mkfile c 1025
catalog -q scan --name test .
for size in 1k +1k -1k +99 -0 0; do
	echo "$size:"
	catalog -q find --type f --size=$size --format=paths
done
catalog find --size big
