"""Runs a command beside moto's server, which verifies each signature and permission.

    python with_moto.py DIFFERENCES COMMAND…

The command finds the server in VOID_TEST_ENDPOINT, in VOID_ACCESS_KEY_ID, VOID_SECRET_ACCESS_KEY and VOID_REGION the
credentials of a user who may use queues, streams and buckets and nothing else, and in VOID_TEST_DIFFERENCES the file DIFFERENCES of
this directory. The server ends with the command, whose status this gives.
"""

import json
import logging
import os
import subprocess
import sys

REGION = "us-east-1"
# CreateUser, PutUserPolicy and CreateAccessKey are not verified; everything after them is.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "3"

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

from differences import known  # noqa: E402


def create_user(endpoint: str) -> dict:
    """Makes a user who may use queues, streams and buckets, and gives its access key."""
    iam = boto3.client(
        "iam",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="administrator",
        aws_secret_access_key="administrator",
    )
    iam.create_user(UserName="void")
    statement = {"Effect": "Allow", "Action": ["sqs:*", "kinesis:*", "s3:*"], "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_user_policy(UserName="void", PolicyName="use", PolicyDocument=json.dumps(policy))
    return iam.create_access_key(UserName="void")["AccessKey"]


def main(differences: str, command: list[str]) -> int:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        key = create_user(endpoint)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "VOID_"))
        } | {
            "VOID_TEST_ENDPOINT": endpoint,
            "VOID_TEST_DIFFERENCES": known(differences),
            "VOID_REGION": REGION,
            "VOID_ACCESS_KEY_ID": key["AccessKeyId"],
            "VOID_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        }
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
