# a regular expression that takes for ever is given up, and that is said
mkfile aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1
mkfile abB 1
catalog -q scan --name test .
catalog find -E '^(([a-z])+.)+[A-Z]([a-z])*$' --format=paths
echo "status $?"
# and of paths, where they are only counted, too
catalog find --path -E '(a+)+(d|e)$' --format=paths
echo "status $?"
catalog find --path --count -E '(a+)+(d|bB)$'
