# a misspelt command is answered with the nearest one
catalog hlep
echo "$?"
catalog help hlep
echo "$?"
catalog xyzzy
