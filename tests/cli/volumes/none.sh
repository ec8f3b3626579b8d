# no catalogue yet
catalog volumes
