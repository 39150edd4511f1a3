"""Streams by the AWS SDK for JavaScript: `js/streams.js`, on the node modules in VOID_FOREIGN_JS."""

import json
import os
import subprocess
from pathlib import Path

from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, unique


def test_the_sdk_for_javascript_puts_reads_and_subscribes(served):
    script = Path(os.environ["VOID_FOREIGN_JS"]) / "streams.js"
    done = subprocess.run(
        ["node", script, served.url, REGION, ACCESS_KEY_ID, SECRET_ACCESS_KEY, unique("stream")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    assert (got["failed"], got["refused"], got["arrived"]) == (0, 400, True)
    assert got["read"] == got["pushed"] == ["0", "1", "2"]
    assert got["readNumbers"] == got["numbers"]
