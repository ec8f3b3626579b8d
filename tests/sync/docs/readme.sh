# the README names each command
"$CATALOG_SOURCE/tools/check-sync" catalog readme
