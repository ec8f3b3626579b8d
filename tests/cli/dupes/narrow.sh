# paths give way where the terminal is narrow, numbers do not
mount_tmpfs /mnt
mkfile "/mnt/a directory with a long name/and another one below it/file" 9000
mkfile "/mnt/a directory with a long name/and another one below it/copy" 9000
ln "/mnt/a directory with a long name/and another one below it/copy" /mnt/link
catalog -q scan --name test /mnt
COLUMNS=80 catalog dupes --format=table
COLUMNS=200 catalog dupes --format=table
