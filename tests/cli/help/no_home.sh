# help needs no catalogue
env -u HOME -u CATALOG_DB -u XDG_DATA_HOME catalog help >/dev/null
