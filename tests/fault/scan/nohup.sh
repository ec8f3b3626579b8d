# A signal that is ignored when the program starts stays so: nohup means it.
. "$CATALOG_TESTS/lib/scan.sh"
need_cmd strace
need_plain

plant tree
strace -f -qq -o /dev/null -e trace=newfstatat -P "$PWD/tree/a" \
	-e inject=newfstatat:delay_enter=60000 \
	env --ignore-signal=HUP sh -c 'echo $$ >pid
		exec catalog scan -q --jobs=1 tree' &
for _ in $(seq 100); do
	[ ! -s pid ] || break
	sleep 0.02
done
sleep 0.2
kill -HUP "$(cat pid)" || fail "it was over before the signal"
wait $!
echo $?
