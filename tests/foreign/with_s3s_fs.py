"""Runs a command beside s3s-fs, a store that verifies each signature.

    python with_s3s_fs.py PROGRAM DIFFERENCES COMMAND…

PROGRAM is what `../s3s-fs` builds. The command finds the server in VOID_TEST_ENDPOINT, credentials that it takes in
VOID_ACCESS_KEY_ID, VOID_SECRET_ACCESS_KEY and VOID_REGION, and in VOID_TEST_DIFFERENCES the file DIFFERENCES of this
directory. The server ends with the command, whose status this gives.
"""

import os
import subprocess
import sys
import tempfile

from differences import known

ACCESS_KEY_ID = "AKIDFOREIGN"
SECRET_ACCESS_KEY = "foreign/secret+key"


def main(program: str, differences: str, command: list[str]) -> int:
    with (
        tempfile.TemporaryDirectory() as directory,
        subprocess.Popen(
            [program, directory, ACCESS_KEY_ID, SECRET_ACCESS_KEY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        endpoint = server.stdout.readline().strip()
        if not endpoint.startswith("http://127.0.0.1:"):
            return 1
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "VOID_"))
        } | {
            "VOID_TEST_ENDPOINT": endpoint,
            "VOID_TEST_DIFFERENCES": known(differences),
            "VOID_REGION": "us-east-1",
            "VOID_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "VOID_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        }
        try:
            status = subprocess.run(command, env=environment, check=False).returncode
            # A server that died meanwhile judged nothing after that.
            return status if server.poll() is None else 1
        finally:
            server.stdin.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
