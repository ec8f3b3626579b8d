# a reader that has seen enough is no error
for n in 1 2 3 4; do
	mkfile a$n 5000 seed=$n
	mkfile b$n 5000 seed=$n
done
catalog -q scan --name test .
exec 3> >(exec true)
wait $!
catalog dupes >&3
echo "status $?"
catalog find >&3
