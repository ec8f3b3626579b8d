# the three ways to ask for all about a command say the same
catalog help help
catalog help help >want
catalog help --help | cmp want -
catalog --help help | cmp want -
