# zsh reads it
need_cmd zsh
zsh -n "$CATALOG_SOURCE/completions/_catalog"
