# a drive that is away, a file with several links, bytes and powers of 1000
mount_tmpfs usb size=8m
mkfile usb/d/a 1500000 seed=1
ln usb/d/a usb/d/b
mkfile usb/e 2048 seed=2
catalog -q scan --name stick usb
mkfile here/x 10
catalog -q scan --name disk here
umount usb
echo 'only what is listed counts as away' >&2
catalog ls --format=paths disk: >/dev/null
catalog tree --format=paths disk: >/dev/null
catalog du --format=paths disk: >/dev/null
catalog export disk: >/dev/null
(cd here && catalog ls --format=paths >/dev/null)
catalog ls --format=paths stick: 2>&1 >/dev/null |
	sed -E 's/[-0-9]{10} [0-9:]{5}/TIME/' >&2
catalog -q ls --format=table stick: | sed -E 's/[-0-9]{10} [0-9:]{5}/TIME/'
catalog -q ls stick:d | cut -f2,4
catalog -q ls --si --format=table --no-header "$PWD/usb/d" | cut -c1-8
catalog -q ls --bytes --format=table --no-header stick: | cut -c1-8
