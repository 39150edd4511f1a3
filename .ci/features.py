"""Prints `crate feature` for each feature of the crates named, and `crate` alone for none, one a line."""

import json
import subprocess
import sys

metadata = json.loads(
    subprocess.check_output(["cargo", "metadata", "--no-deps", "--format-version", "1"])
)
packages = {package["name"]: package for package in metadata["packages"]}
for name in sys.argv[1:]:
    print(name)
    for feature in sorted(packages[name]["features"]):
        if feature != "default":
            print(name, feature)
