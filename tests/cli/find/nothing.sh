# nothing found is no failure
mkfile a 1
catalog -q scan --name test .
catalog find zzz
catalog find --type s
catalog find zzz -q
catalog find a/b
echo "status $?"
catalog find ''  --type f --format=paths
catalog find --size +1T
catalog find --digest ffff
catalog find --size +1T --type f
catalog find -m 2005
catalog find ZZZ
catalog find -i ZZZ
catalog find 'a/*'
catalog find '*b/c*'
catalog find --regex a/b
catalog find 'zz\*'
catalog find 'zz\\*'
