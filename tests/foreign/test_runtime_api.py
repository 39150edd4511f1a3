"""A function's binary under the Runtime API emulator that aws-sam-cli ships.

VOID_RUNTIME_EMULATOR names the emulator, VOID_ECHO_FUNCTION the binary (`cargo build --package void-function-sdk --example
echo-function`). Without them a test fails: nothing here is skipped.
"""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

TIMEOUT_S = 2


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Emulator:
    """A running emulator with one function in it."""

    def __init__(self, port, log):
        self.url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
        self.log = log

    def invoke(self, payload):
        """Invokes it with bytes, and gives the status and the bytes that it answered."""
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url, data=payload), timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def invoke_json(self, event):
        status, answer = self.invoke(json.dumps(event).encode())
        assert status == 200, (status, answer)
        return json.loads(answer)


@contextmanager
def emulator(log_path, **variables):
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_FUNCTION_NAME": "echo",
        "AWS_LAMBDA_FUNCTION_VERSION": "7",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(TIMEOUT_S),
        "AWS_REGION": "us-east-1",
    } | variables
    with log_path.open("w") as log:
        process = subprocess.Popen(
            [
                os.environ["VOID_RUNTIME_EMULATOR"],
                "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
                "--runtime-api-address", f"127.0.0.1:{free_port()}",
                os.environ["VOID_ECHO_FUNCTION"], "handler",
            ],
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )
    try:
        wait_for_port(port)
        yield Emulator(port, log_path)
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for_port(port):
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the emulator does not listen"
            time.sleep(0.02)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with emulator(tmp_path_factory.mktemp("emulator") / "log") as emulated:
        yield emulated
