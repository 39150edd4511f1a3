"""Adds up what suites of tests printed: `N passed, N failed` alone on the last line.

Each file is what one suite printed, and its exit status on the last line. Ends with 1 if a test failed or had an error, a
suite ended otherwise than well, or a suite ran no test.
"""

import re
import sys
from pathlib import Path

passed = failed = 0
ok = True
for path in map(Path, sys.argv[1:]):
    text = path.read_text(errors="replace")
    # cargo test: `test result: ok. 9 passed; 0 failed; …`; pytest: `=== 1 failed, 9 passed, 1 error in 2.0s ===`.
    closing = [line for line in text.splitlines() if re.match(r"test result: |=+ .* in [\d.]+s.* =+$", line)]
    counts = [re.findall(r"(\d+) (passed|failed|errors?)\b", line) for line in closing]
    here = {"passed": 0, "failed": 0}
    for number, what in (pair for line in counts for pair in line):
        here["passed" if what == "passed" else "failed"] += int(number)
    differences = re.search(r"^(\d+ known differences): ", text, re.MULTILINE)
    known = f", {differences[1]} among them" if differences else ""
    status = int(text.rsplit("status ", 1)[1])
    if status != 0 or here["passed"] == 0:
        ok = False
        here["failed"] += here["failed"] == 0
    print(f"{path.name}: {here['passed']} passed, {here['failed']} failed, status {status}{known}")
    passed += here["passed"]
    failed += here["failed"]
print(f"{passed} passed, {failed} failed")
sys.exit(0 if ok and passed > 0 and failed == 0 else 1)
