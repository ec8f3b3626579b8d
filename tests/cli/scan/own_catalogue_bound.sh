# The catalogue lies in the tree, and is used through a bind mount of it.
mkdir tree
: >tree/x
bind_mount tree bound
catalog --db=bound/c.db scan -q tree
catalog --db=bound/c.db scan -q tree
catalog --db=bound/c.db find --format=paths
