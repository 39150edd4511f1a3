"""The served mocks, messaging and streams on one port, and clients of them.

VOID_SERVE names the program that serves them (`cargo build --package void-local --example serve`).
Where VOID_COMMAND names the built `void`, the local cloud that it runs is judged instead.
Without either a test fails: nothing here is skipped.
"""

import json
import os
import subprocess
import uuid
from dataclasses import dataclass

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "us-east-1"
COMMAND = os.environ.get("VOID_COMMAND")
ACCESS_KEY_ID = "void" if COMMAND else "AKIDFOREIGN"
SECRET_ACCESS_KEY = "void" if COMMAND else "foreign/secret+key"

MANIFEST = """name: {name}
runtime: provided
handler: {handler}
timeout: 3s
memory: 256MB
environment: {{SIZE: big}}
events:
  - queue: {{name: {name}-jobs, batchSize: 7}}
  - stream: {{name: {name}-ledger, shards: 1}}
"""


@dataclass(frozen=True)
class Served:
    """A server and who may call it."""

    url: str
    process: subprocess.Popen

    def client(self, service="sqs", **overrides):
        """A boto3 client that tries once, so that what a test sees is the server's first answer."""
        settings = {
            "endpoint_url": self.url,
            "region_name": REGION,
            "aws_access_key_id": ACCESS_KEY_ID,
            "aws_secret_access_key": SECRET_ACCESS_KEY,
            "config": Config(retries={"max_attempts": 0}, read_timeout=30),
        }
        return boto3.client(service, **(settings | overrides))


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The mocks alone, or the whole local cloud."""
    command, read_url = the_cloud() if COMMAND else the_mocks()
    process = subprocess.Popen(
        command, cwd=tmp_path_factory.mktemp("served"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    try:
        url = read_url(process.stdout)
        assert url.startswith("http://127.0.0.1:"), url
        yield Served(url, process)
        assert process.poll() is None, f"the server ended by itself with status {process.returncode}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def the_mocks():
    keys = ["--access-key", ACCESS_KEY_ID, "--secret", SECRET_ACCESS_KEY]
    command = [os.environ["VOID_SERVE"], "--port", "0", "--region", REGION, "--recreate-wait", "on", *keys]
    return command, lambda printed: printed.readline().split()[-1]


def the_cloud(*options):
    """What lasts is on, as it is for who types `void up`."""
    command = [COMMAND, "up", "--foreground", "--port", "0", "--http-port", "0", "--output", "json", *options]

    def read_url(printed):
        text = ""
        for line in printed:
            text += line
            if line == "}\n":
                return json.loads(text)["services_url"]
        raise AssertionError(f"the cloud did not start: {text!r}")

    return command, read_url


@pytest.fixture(scope="session")
def client(served):
    return served.client()


@pytest.fixture(scope="session", params=["json", "cbor"])
def streams(served, request):
    """A client of streams. What uses it runs in both encodings, and `encoding` says in which."""
    client = served.client("kinesis")
    client.encoding = request.param
    if request.param == "cbor":
        import cbor  # here, since the botocore of the query protocol has no CBOR

        cbor.speak_cbor(client)
    return client


@pytest.fixture(scope="session")
def protocol(client):
    """`json` or `query`: what this venv's botocore speaks."""
    return client.meta.service_model.metadata["protocol"]


def unique(prefix="queue"):
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def make_queue(client):
    """Makes queues that go when the test ends."""
    urls = []

    def make(name=None, fifo=False, **attributes):
        name = name or unique()
        if fifo:
            name, attributes = f"{name}.fifo", {"FifoQueue": "true"} | attributes
        urls.append(client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])
        return urls[-1]

    yield make
    for url in urls:
        try:
            client.delete_queue(QueueUrl=url)
        except client.exceptions.QueueDoesNotExist:
            pass


@pytest.fixture
def queue(make_queue):
    return make_queue()


@pytest.fixture
def make_stream(streams):
    """Makes active streams that go when the test ends, consumers and all."""
    names = []

    def make(name=None, shards=1, **options):
        names.append(name or unique("stream"))
        if "StreamModeDetails" not in options:
            options["ShardCount"] = shards
        streams.create_stream(StreamName=names[-1], **options)
        streams.get_waiter("stream_exists").wait(StreamName=names[-1], WaiterConfig={"Delay": 0.05, "MaxAttempts": 100})
        return names[-1]

    yield make
    for name in names:
        try:
            streams.delete_stream(StreamName=name, EnforceConsumerDeletion=True)
        except streams.exceptions.ResourceNotFoundException:
            pass


@pytest.fixture
def stream(make_stream):
    return make_stream()


@pytest.fixture
def refused(protocol):
    """Asserts that a call is refused with a code and a status, in the form of the protocol in use.

    `code` is the name of the error in the JSON protocol, `query_code` and `query_status` what the query protocol gives
    for it (the same, with 400, where they are not named).
    """

    def check(call, code, query_code=None, query_status=400, status=400, message=None):
        query_code = query_code or code
        with pytest.raises(ClientError) as raised:
            call()
        response = raised.value.response
        error, got_status = response["Error"], response["ResponseMetadata"]["HTTPStatusCode"]
        if protocol == "json":
            got = (error["Code"], error.get("QueryErrorCode"), error.get("Type"), got_status)
            assert got == (query_code, code, "Sender", status), response
        else:
            assert (error["Code"], error["Type"], got_status) == (query_code, "Sender", query_status), response
        assert response["ResponseMetadata"]["RequestId"], response
        assert error["Message"], response
        if message:
            assert message in error["Message"], response

    return check


def deploy(url, folder, *names):
    """`void deploy` of echo functions, as a person types it."""
    for name in names:
        (folder / name).mkdir()
        manifest = MANIFEST.format(name=name, handler=os.environ["VOID_ECHO_FUNCTION"])
        (folder / name / "void.yaml").write_text(manifest)
    done = subprocess.run(
        [COMMAND, "deploy", "--endpoint", url, *(str(folder / name) for name in names)],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def echo(served, tmp_path_factory):
    """The name of a function that does what its event says."""
    name = unique("echo")
    deploy(served.url, tmp_path_factory.mktemp("project"), name)
    return name
