# what a window of 80 columns has no room for is the share
mkfile disk.img 4096
mkfile a.txt 10
catalog -q scan --name disk .
for width in 60 80; do
	COLUMNS=$width catalog types --members --format=table
	COLUMNS=$width catalog types --format=table
done
