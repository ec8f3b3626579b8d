# what the catalogue does not know, and what is empty
catalog ls
echo "status $?"
mkdir t
catalog -q scan --name disk t
catalog ls t
echo "status $?"
catalog ls t/none 2>&1 | sed "s,$PWD/,,"
catalog ls dsk:
echo "status $?"
(cd / && catalog ls /proc)
echo "status $?"
(cd .. && catalog ls)
echo "status $?"
catalog ls --sort tme t
echo "status $?"
