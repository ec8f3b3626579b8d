# paths alone, an empty one between groups
mkfile a 5000 seed=1
mkfile b 5000 seed=1
mkfile c 400 seed=2
mkfile d 400 seed=2
catalog -q scan --name test .
catalog dupes --format=paths
catalog dupes -0 | tr '\0' '!'
echo
catalog dupes --format=plain -0 | tr '\0' '!' | cut -d! -f3 | cut -f8
