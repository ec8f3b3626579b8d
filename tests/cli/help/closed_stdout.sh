# a closed stdout cannot be written, and no file takes its place
catalog help >&-
