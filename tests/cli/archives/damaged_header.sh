# a tar with a header that is damaged: what is behind it is listed all the same
for i in 1 2 3; do
	mkfile "in/$i" 1000 seed="$i"
	touch -d 2021-01-01 "in/$i"
done
mkdir t
tar --owner=0 --group=0 --format=ustar -C in -cf t/x.tar 1 2 3
printf damaged | dd of=t/x.tar bs=1 seek=1536 conv=notrunc status=none
catalog -q scan --archives --name test t
catalog find --members --type=f --format=paths
catalog archives --format=csv | cut -d , -f 2-5
catalog dupes --members --format=paths
catalog check
