# Options that do not exist or make no sense: nothing runs, nothing is created.
mkdir d
for options in --jops=2 --jobs=0 --jobs=-1 --jobs=x --jobs=257 --jobs= \
	--exclude= --exclude=/ --name= --wait=x --quiet=yes -Z --format=xml; do
	echo "[$options]"
	catalog scan $options d
	echo $?
done 2>&1
echo "[--name with two]"
catalog scan --name=x d . 2>&1
echo $?
echo "[nothing known]"
catalog scan 2>&1
echo $?
