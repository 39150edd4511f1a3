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


def error_of(running, event):
    answer = running.invoke_json(event)
    assert set(answer) >= {"errorType", "errorMessage"}, answer
    return answer["errorType"], answer["errorMessage"]


@pytest.mark.parametrize("event", [{"a": [1, "käse"], "b": None}, "text", 7, [], {}, {"long": "x" * 1_000_000}], ids=repr)
def test_success(running, event):
    assert running.invoke_json(event) == event


def test_the_context_is_what_the_host_said(running):
    context = running.invoke_json({"do": "context"})
    assert (context["functionName"], context["functionVersion"], context["memoryLimitMb"]) == ("echo", "7", 128)
    assert context["invokedFunctionArn"].endswith(":function:echo")
    assert 0 < context["remainingMs"] <= TIMEOUT_S * 1000
    again = running.invoke_json({"do": "context"})
    assert again["requestId"] and again["requestId"] != context["requestId"]
    assert again["coldStart"] is False


def test_only_the_first_invocation_is_a_cold_start(tmp_path):
    with emulator(tmp_path / "log") as fresh:
        starts = [fresh.invoke_json({"do": "context"})["coldStart"] for _ in range(3)]
    assert starts == [True, False, False]


@pytest.mark.parametrize("how", ["error", "terminal"])
def test_an_error_has_its_type_and_message(running, how):
    error_type, message = error_of(running, {"do": how})
    assert error_type
    assert message == f"this is the {'terminal ' if how == 'terminal' else ''}error"


def test_a_panic_is_reported_and_the_process_goes_on(running):
    before = running.invoke_json({"do": "context"})
    error_type, message = error_of(running, {"do": "panic"})
    assert "anic" in error_type and "this is the panic" in message
    after = running.invoke_json({"do": "context"})
    assert (before["coldStart"], after["coldStart"]) == (False, False), "the same process"


def test_a_time_out_is_reported_at_the_deadline(running):
    started = time.monotonic()
    status, answer = running.invoke(b'{"do": "timeout"}')
    elapsed = time.monotonic() - started
    assert status == 200
    assert b"timed out" in answer or b"imeout" in answer, answer
    assert TIMEOUT_S - 0.5 < elapsed < TIMEOUT_S + 2, elapsed
    assert running.invoke_json("after") == "after"


def test_a_payload_that_does_not_parse_is_an_error(running):
    status, answer = running.invoke(b"{not json")
    assert (status, json.loads(answer)["errorType"]) == (200, "Void.InvalidEvent"), answer
    assert running.invoke_json("after") == "after"


def test_an_init_error_is_reported(tmp_path):
    with emulator(tmp_path / "log", ECHO_INIT_ERROR="no queue is configured") as broken:
        status, answer = broken.invoke(b"{}")
    assert status == 502
    error = json.loads(answer)
    assert (error["errorType"], error["errorMessage"]) == ("Echo.InitError", "no queue is configured")
