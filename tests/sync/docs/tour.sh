# every file and function that docs/TOUR.md names is there
"$CATALOG_SOURCE/tools/check-tour"
