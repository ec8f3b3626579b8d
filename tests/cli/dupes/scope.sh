# only what was named is compared, and counted
mkfile one/a 5000
mkfile one/b 5000
mkfile two/c 5000
mkfile two/d 3000 seed=2
mkfile three 5000
catalog -q scan --name test .
for scope in one two 'one two' 'two three' 'two/c three' test "$PWD" \
	"test:$(stat -c %m . | sed 's|/$||; s|.*|'"$PWD"'|')"; do
	echo "$scope:"
	# shellcheck disable=SC2086 # several operands
	catalog dupes --format=plain $scope | cut -f2,5,6,8
done
catalog dupes nowhere
