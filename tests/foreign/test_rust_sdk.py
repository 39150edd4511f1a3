"""The local cloud by the AWS SDK for Rust: `../aws-sdk/src/bin/on_an_endpoint.rs`, built at VOID_RUST_SDK."""

import json
import os
import subprocess

from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, unique


def test_the_sdk_for_rust_sends_receives_and_dead_letters(served):
    environment = {
        "AWS_ENDPOINT_URL": served.url, "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
    }
    done = subprocess.run(
        [os.environ["VOID_RUST_SDK"], unique("rust")], env=environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "sent": 2,
        "bodies": ["bad", "better", "good"],
        "kinds": ["first"],
        "dead": ["bad"],
        "absent": True,
        "stranger": "SignatureDoesNotMatch",
    }
