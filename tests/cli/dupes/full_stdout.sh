# results that never arrive are a failure
mkfile a 5000
mkfile b 5000
catalog -q scan --name test .
catalog dupes >/dev/full
echo "status $?"
catalog dupes --format=table >/dev/full
echo "status $?"
catalog dupes --summary --format=table >/dev/full
