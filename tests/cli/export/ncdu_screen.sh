# ncdu browses a drive that is not mounted, on its screen
need_cmd ncdu tmux
need_root
mount_tmpfs drive
mkfile drive/photos/holiday 300000 seed=1
mkfile drive/photos/beach 150000 seed=2
mkfile drive/letter 40000 seed=3
catalog -q scan --name drawer drive
umount drive
catalog -q export --to=ncdu drawer >drive.json
screen()
{
	tmux -L "case$$" "$@"
}
screen -f /dev/null new-session -d -x 80 -y 24 \
	"LC_ALL=C.UTF-8 ncdu --color off -f drive.json"
for ((i = 0; i < 50; i++)); do
	screen capture-pane -p >shown
	! grep -q letter shown || break
	sleep 0.1
done
screen send-keys Enter
for ((i = 0; i < 50; i++)); do
	screen capture-pane -p >inside
	! grep -q holiday inside || break
	sleep 0.1
done
screen kill-server
grep -E 'photos|letter' shown
grep -E 'holiday|beach' inside
