# by scan, by time, by place; and the exit status
mkfile a/1 1000
mkfile b/1 1000
catalog -q scan --name disk .
mkfile a/2 200
catalog -q scan
mkfile b/2 300
catalog -q scan
rm a/1
catalog -q scan
show()
{
	catalog changes --format=ndjson "$@" |
		jq -r '"\(.scan) \(.change) \(.path)"'
	echo "status ${PIPESTATUS[0]}"
}
show
for scans in 2 2..3 3.. ..2 4..4 3..2 9; do
	echo "--scan $scans"
	show --scan "$scans"
done
echo places
show a
show b/2 a/1
show "disk:${PWD#/}/b"
show disk --limit 2 --exit-code
show --limit 0 --exit-code
show --since 1h --exit-code b
show --since 2100-01-01 --exit-code
for bad in '--scan x' '--scan 0' '--scan 3..x' '--since tomorrow' \
	'--since 3q' nowhere; do
	# shellcheck disable=SC2086
	catalog changes $bad
	echo "status $?"
done
