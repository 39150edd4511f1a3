"""What a function may do, asked for by boto3 within the function's process, in Python on the Runtime API.

VOID_COMMAND names the built `void`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import COMMAND, unique

MANIFEST = """name: {name}
runtime: provided
handler: ./function
timeout: 30s
memory: 512MB
environment:
  QUEUE: ${{VOID_QUEUE_{upper}_PAID_URL}}
  STREAM: ${{VOID_STREAM_{upper}_LEDGER_NAME}}
  BUCKET: ${{VOID_BUCKET_{upper}_INVOICES_NAME}}
events:
  - queue: {{name: {name}-orders}}
  - storage: {{bucket: {name}-photos}}
"""

# Calls what its event names, by boto3 with what its environment says, and answers with the code, the status and the message.
FUNCTION = """#!{python}
import json, os, urllib.request
import boto3
from botocore.exceptions import ClientError

runtime = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(runtime + "next") as next_event:
        request_id, event = next_event.headers["Lambda-Runtime-Aws-Request-Id"], json.load(next_event)
    reply = {{"code": None, "key": os.environ["AWS_ACCESS_KEY_ID"]}}
    try:
        call = getattr(boto3.client(event["service"]), event["call"])
        call(**{{name: os.path.expandvars(value) for name, value in event["arguments"].items()}})
    except ClientError as error:
        answer = error.response
        reply |= {{"code": answer["Error"]["Code"], "status": answer["ResponseMetadata"]["HTTPStatusCode"]}}
        reply |= {{"message": answer["Error"].get("Message", "")}}
    urllib.request.urlopen(runtime + request_id + "/response", json.dumps(reply).encode())
"""


@pytest.fixture(scope="module")
def function(served, tmp_path_factory):
    """Calls a service from within the function: its name, and what does."""
    name = unique("fn")
    folder = tmp_path_factory.mktemp("permissions")
    (folder / "void.yaml").write_text(MANIFEST.format(name=name, upper=name.upper().replace("-", "_")))
    (folder / "function").write_text(FUNCTION.format(python=sys.executable))
    (folder / "function").chmod(0o755)
    done = subprocess.run(
        [COMMAND, "deploy", "--endpoint", served.url, str(folder)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"may queue {name}-paid: send" in done.stdout, done.stdout
    client = served.client("lambda")

    def call(service, operation, **arguments):
        event = json.dumps({"service": service, "call": operation, "arguments": arguments})
        answer = client.invoke(FunctionName=name, Payload=event)
        assert "FunctionError" not in answer, answer["Payload"].read()
        return json.load(answer["Payload"])

    return name, call


def test_what_the_file_names_may_be_called(served, function):
    name, call = function
    served.client("s3").put_object(Bucket=f"{name}-photos", Key="cat", Body=b"meow")
    for service, operation, arguments in [
        ("sqs", "send_message", {"QueueUrl": "$QUEUE", "MessageBody": "a"}),
        ("sqs", "get_queue_url", {"QueueName": f"{name}-orders"}),
        ("kinesis", "put_record", {"StreamName": "$STREAM", "PartitionKey": "k", "Data": "d"}),
        ("s3", "put_object", {"Bucket": "$BUCKET", "Key": "1", "Body": "100"}),
        ("s3", "get_object", {"Bucket": f"{name}-photos", "Key": "cat"}),
        ("s3", "delete_object", {"Bucket": f"{name}-photos", "Key": "cat"}),
    ]:
        answer = call(service, operation, **arguments)
        assert answer["code"] is None, answer
        assert answer["key"] not in ("void", os.environ.get("AWS_ACCESS_KEY_ID"))


def test_the_rest_is_refused_with_the_services_code(served, function):
    name, call = function
    other = unique("other")
    url = served.client().create_queue(QueueName=other)["QueueUrl"]
    stream = f"arn:aws:kinesis:us-east-1:000000000000:stream/{other}"
    for service, operation, arguments, expected, action in [
        ("sqs", "send_message", {"QueueUrl": url, "MessageBody": "a"}, ("AccessDenied", 400), "sqs:SendMessage"),
        ("sqs", "receive_message", {"QueueUrl": "$QUEUE"}, ("AccessDenied", 400), "sqs:ReceiveMessage"),
        ("sqs", "list_queues", {}, ("AccessDenied", 400), "sqs:ListQueues"),
        ("kinesis", "delete_stream", {"StreamName": "$STREAM"}, ("AccessDeniedException", 400), "kinesis:DeleteStream"),
        ("kinesis", "describe_stream", {"StreamARN": stream}, ("AccessDeniedException", 400), "kinesis:DescribeStream"),
        ("s3", "put_object", {"Bucket": f"{name}-photos", "Key": "a", "Body": "b"}, ("AccessDenied", 403), "s3:PutObject"),
        ("s3", "delete_bucket", {"Bucket": "$BUCKET"}, ("AccessDenied", 403), "s3:DeleteBucket"),
        ("lambda", "invoke", {"FunctionName": name}, ("AccessDeniedException", 403), "lambda:InvokeFunction"),
    ]:
        answer = call(service, operation, **arguments)
        assert (answer["code"], answer["status"]) == expected, answer
        told = f"assumed-role/{name}/{name} is not authorized to perform: {action} on resource:"
        assert told in answer["message"], answer
    told = call("sqs", "send_message", QueueUrl=url, MessageBody="a")["message"]
    assert f"${{VOID_QUEUE_{other.upper().replace('-', '_')}_URL}}" in told, told
    assert Path(told.split("follows from its ")[1].split(": give")[0]).name == "void.yaml", told
