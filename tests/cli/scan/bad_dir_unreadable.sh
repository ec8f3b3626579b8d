# The modes decide, so not as root.
mkdir -p locked/in open
chmod 0 locked
as_user catalog scan locked
echo $?
as_user catalog scan -q open
echo $?
as_user catalog scan -q .
echo $?
as_user catalog problems --format=paths
