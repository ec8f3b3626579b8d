# the documented views
mkfile a 5000 seed=1
mkfile sub/b 5000 seed=1
catalog -q scan --name test .
catalog -q dupes --summary
catalog sql 'SELECT path, size, type FROM files ORDER BY path'
catalog sql 'SELECT status, files FROM scans'
catalog sql 'SELECT name, files, bytes FROM volumes'
catalog sql 'SELECT count(*) FROM duplicates'
