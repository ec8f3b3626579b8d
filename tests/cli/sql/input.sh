# the query as an argument or on standard input, one statement or more
mkfile a 5
catalog -q scan --name test .
echo 'SELECT 1 AS a' | catalog sql
echo 'SELECT 2' | catalog sql -
printf -- '-- only a remark\n' | catalog sql
catalog sql ''
catalog sql 'SELECT 1; ; SELECT 2 -- more
;'
catalog sql --format=csv "SELECT 1 AS one; SELECT 2 AS two"
printf 'SELECT 1\0; nonsense' | catalog sql
