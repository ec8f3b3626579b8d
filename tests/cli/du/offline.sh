# a drive that is not here: what it holds, and how it grew
need_cmd jq
mount_loop ext4 8M one
mkfile one/a/x 1000 seed=1
catalog -q scan --name drawer one
sleep 1.1 # WHEN has whole seconds
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
mkfile one/a/y 500 seed=2
catalog -q scan
umount one || skip "cannot unmount"
catalog du drawer --format=ndjson 2>err | jq -c '[.apparent, .files, .volume]'
sed 's/, as of .*//' err
catalog -q du drawer:a --since "$now" --format=ndjson |
	jq -c '[.apparent, .growth, (.path | sub(".*/w/"; ""))]'
catalog -q du "$PWD/one/a" --format=ndjson | jq -c '[.apparent]'
