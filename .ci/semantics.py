"""Checks that SEMANTICS.md names tests that exist: the last word of each `a::b::name`, and each file under tests/.

A row's `a::b::first`, `second` names `a::b::second` too. Ends with 1 and the names that nothing has.
"""

import re
import subprocess
import sys
from pathlib import Path

files = subprocess.check_output(["git", "ls-files"], text=True).splitlines()
words = set()
for path in files:
    words.update(Path(path).with_suffix("").parts)
    if path.endswith((".rs", ".py")):
        text = Path(path).read_text()
        words.update(re.findall(r"\b(?:fn|def|mod) (\w+)", text))
        # The tests that macros make are named where the macro is called.
        words.update(re.findall(r"^\s+(\w+)[:;,]?$", text, re.MULTILINE))
missing = []
for number, line in enumerate(Path("SEMANTICS.md").read_text().splitlines(), 1):
    if not line.startswith("| ") or line.count(" | ") != 1:
        continue
    for name in re.findall(r"`([^`]+)`", line.split(" | ")[1]):
        if name.startswith(("tests/", "fuzz/", "void-")):
            path, _, test = name.partition("::")
            if not Path(path).exists() or test and test not in words:
                missing.append(f"SEMANTICS.md:{number}: {name}")
        elif re.fullmatch(r"\w+(::\w+)*", name) and name.rsplit("::", 1)[-1] not in words:
            missing.append(f"SEMANTICS.md:{number}: {name}")
print("\n".join(missing) or "every test that SEMANTICS.md names is there")
sys.exit(bool(missing))
