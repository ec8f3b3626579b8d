# nothing to do: the overview, on stderr
catalog >stdout 2>stderr
echo "$?"
cat stdout
head -n 1 stderr
catalog help | cmp - stderr
