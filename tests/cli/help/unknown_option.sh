# a misspelt option is answered with the nearest one, before and after COMMAND
catalog --formt=csv help
echo "$?"
catalog help --formt=csv
echo "$?"
catalog help -Z
