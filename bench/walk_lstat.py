#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""walk_lstat DIR: os.walk() and an lstat of each name, as scripts do it."""

import os
import sys

n = 0
for directory, directories, files in os.walk(sys.argv[1]):
    for name in directories + files:
        os.lstat(os.path.join(directory, name))
        n += 1
print(n)
