# times: ages, days, months, spans, before and after
mkfile old 1
mkfile march 1
mkfile april 1
mkfile recent 1
mkfile soon 1
touch -d '2019-12-31 23:59:59' old
touch -d '2020-03-01 00:00:00' march
touch -d '2020-04-15 12:30:45' april
touch -d '-2 days' recent
touch -d '+2 days' soon
catalog -q scan --name test .
show()
{
	printf '%s:' "$*"
	catalog -q find --type f --format=paths "$@" 2>&1 |
		sed "s|^$PWD/| |" | tr -d '\n'
	echo
}
show --mtime -7d
show --mtime -7
show --mtime +1y
show --mtime 2d
show --mtime -1d
show --mtime 2020-03
show --mtime 2020-03-01
show --mtime '2020-04-15 12:30'
show --mtime '2020-04-15 12:30:45'
show --mtime '2020-04-15 12:31'
show --mtime -2020-04-01
show --mtime +2020-03-01
show --mtime 2020-01-01..2020-03-31
show --mtime ..2019
show --mtime ..2019-12
show --mtime 2020-04..
show --newer 2020-03-01
show --newer ./march
show --newer 3d
show --older 2020-03-01
show --older ./march
show --ctime -1h --newer 2020-04-01
show --mtime -7d --mtime +1d
echo; echo mistakes:
for when in '' + 7x +7 2020 2020-13 2020-02-01..x .. 99999999999999d; do
	catalog find --mtime "$when" --count
done 2>&1
catalog find --newer tomorrow
