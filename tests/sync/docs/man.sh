# each option has its place in a manual page, and no page invents one
"$CATALOG_SOURCE/tools/check-sync" catalog man
