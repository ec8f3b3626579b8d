# only what is known, and it says what that is worth
mkfile a 5000
mkfile b 5000
catalog -q scan --name test .
catalog dupes --no-hash
catalog dupes --summary
catalog dupes --no-hash --summary
catalog dupes --no-hash --verify
