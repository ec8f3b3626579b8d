# results that cannot be written are a failure
catalog help >/dev/full
