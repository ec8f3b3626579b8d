# Ctrl-C ends a query without end
mkfile a 5
catalog -q scan --name test .
timeout --foreground --preserve-status -s INT 1 catalog sql '
	WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a)
	SELECT count(*) FROM a'
