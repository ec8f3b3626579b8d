# --version goes before everything, and runs nothing
catalog --version
catalog help nonsense --version
