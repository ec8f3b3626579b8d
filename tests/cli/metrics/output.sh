# a file is replaced whole, readable by all, and no other is left
mkfile a 100
catalog -q scan --name test .
echo old >../m.prom
chmod 600 ../m.prom
ln ../m.prom ../other
catalog metrics --output ../m.prom
catalog metrics | diff - ../m.prom | grep '^[<>]' | grep -v free_bytes
stat -c %a ../m.prom
cat ../other
find .. -maxdepth 1 -name 'm.prom*'
catalog metrics --output nowhere/m.prom
echo "status $?"
mkdir ../dir.prom
catalog metrics --output ../dir.prom
echo "status $?"
find .. -maxdepth 1 -name 'dir.prom*'
catalog metrics >/dev/full
echo "status $?"
