# while a reader takes its time over the groups, other runs may write
name=$(printf '%0200d' 0)
for i in {1..400}; do mkfile "t/$name.$i" 10; done
catalog -q scan --name disk t
mkfifo pages
catalog -q dupes --format=paths >pages &
exec 3<pages
read -r first <&3
echo "first: ${first##*.}"
mkfile t/new 20
catalog -q scan t && catalog find --count new
catalog -q hash && echo 'hashed'
sort <&3 | sed 's/.*\.//' | wc -l
wait $!
