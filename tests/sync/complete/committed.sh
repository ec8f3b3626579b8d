# the completions are those the option tables give
"$CATALOG_SOURCE/tools/check-sync" catalog completions
