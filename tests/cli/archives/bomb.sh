# what grows too much is not read to its end, nor kept from the rest
need_plain
head -c 4M /dev/zero | gzip -n >piece
mkdir t
for _ in {1..80}; do cat piece; done >t/bomb.gz
tar -cf t/ok.tar piece
catalog -q scan --archives t
echo "status $?"
catalog problems --format=plain | cut -f2-4
catalog archives --format=plain | cut -f2,4,6
# The next one does not try again.
catalog -q scan
catalog problems --format=plain | cut -f2-4
