"""The local cloud by the AWS SDK for JavaScript: `js/cloud.js`, on the node modules in VOID_FOREIGN_JS."""

import json
import os
import subprocess
from pathlib import Path

from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, unique


def test_the_environment_alone_points_the_sdk_for_javascript_at_the_cloud(served, echo):
    name = unique("js")
    environment = {
        "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": served.url, "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
    }
    done = subprocess.run(
        ["node", Path(os.environ["VOID_FOREIGN_JS"]) / "cloud.js", name, echo], env=environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    assert echo in got.pop("functions")
    assert got == {
        "sent": 2,
        "bodies": ["one", "three", "two"],
        "kind": "first",
        "attributes": {
            "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0", "VisibilityTimeout": "30",
        },
        "noQueue": True,
        "body": "a body",
        "metadata": {"a": "b"},
        "type": "text/plain",
        "keys": ["päth/with space+plus"],
        "noKey": 404,
        "reply": {"size": 3},
        "functionError": "Unhandled",
        "wrongSecret": "SignatureDoesNotMatch",
    }
