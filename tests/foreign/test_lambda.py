"""Functions of the local cloud, by boto3, the `aws` command and `cargo lambda invoke`.

VOID_COMMAND names the built `void`, VOID_ECHO_FUNCTION a function's executable, VOID_CARGO_LAMBDA the `cargo-lambda` one.
"""

import base64
import datetime
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import raw
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, deploy, the_cloud, unique

# The operations whose answers were held against the model.
CHECKED = set()


@pytest.fixture(scope="module")
def functions(served):
    """A client of Lambda that holds each answer against the service's model."""
    client = served.client("lambda")
    client.meta.events.register("response-received.lambda.*", check_against_the_model(client.meta.service_model))
    return client


def check_against_the_model(model):
    def check(response_dict, **_):
        operation = response_dict["context"]["operation_name"]
        shape = model.operation_model(operation).output_shape
        if response_dict["status_code"] < 300 and response_dict["body"] and "payload" not in shape.serialization:
            fits(json.loads(response_dict["body"]), shape, operation)
            CHECKED.add(operation)

    return check


def fits(value, shape, place):
    """Whether a value is what the model says that it is."""
    python = {
        "structure": dict, "map": dict, "list": list, "string": str, "boolean": bool, "integer": int, "long": int,
        "timestamp": (int, float), "double": (int, float), "float": (int, float),
    }[shape.type_name]
    assert isinstance(value, python), f"{place}: {value!r} is no {shape.type_name}"
    if shape.type_name == "structure":
        for key, inner in value.items():
            assert key in shape.members, f"{place}: the model has no {key}"
            fits(inner, shape.members[key], f"{place}.{key}")
    elif shape.type_name == "list":
        for inner in value:
            fits(inner, shape.member, f"{place}[]")
    elif shape.type_name == "string" and shape.enum:
        assert value in shape.enum, f"{place}: {value!r} is none of {shape.enum}"


def code(call):
    with pytest.raises(ClientError) as refused:
        call()
    answer = refused.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_the_model_is_checked():
    """The check of this file sees what does not fit."""
    model = __import__("botocore.session").session.get_session().get_service_model("lambda")
    shape = model.operation_model("GetFunctionConfiguration").output_shape
    fits({"FunctionName": "a", "Timeout": 3, "State": "Active"}, shape, "")
    for wrong in [{"Functionname": "a"}, {"Timeout": "3"}, {"State": "Fine"}, {"Environment": {"Variables": [1]}}]:
        with pytest.raises(AssertionError):
            fits(wrong, shape, "")


def test_invoke_answers_with_the_functions_reply(functions, echo):
    answer = functions.invoke(FunctionName=echo, Payload=json.dumps({"size": 3}), LogType="Tail")
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert json.load(answer["Payload"]) == {"size": 3}
    assert "FunctionError" not in answer
    log = base64.b64decode(answer["LogResult"]).decode()
    assert f"START RequestId: {answer['ResponseMetadata']['RequestId']}" in log


@pytest.mark.parametrize("form", ["{0}:$LATEST", "000000000000:function:{0}", "arn:aws:lambda:us-east-1:000000000000:function:{0}"])
def test_a_function_has_more_names_than_one(functions, echo, form):
    assert json.load(functions.invoke(FunctionName=form.format(echo), Payload=b"1")["Payload"]) == 1


def test_a_functions_error_comes_as_unhandled(functions, echo):
    answer = functions.invoke(FunctionName=echo, Payload=json.dumps({"do": "error"}))
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert json.load(answer["Payload"])["errorMessage"] == "this is the error"


def test_a_function_that_is_not_done_in_time_has_failed(functions, echo):
    answer = functions.invoke(FunctionName=echo, Payload=json.dumps({"do": "timeout"}))
    assert answer["FunctionError"] == "Unhandled"
    assert "not done after 2.90 s" in json.load(answer["Payload"])["errorMessage"]
    assert json.load(functions.invoke(FunctionName=echo, Payload=b"2")["Payload"]) == 2


def test_an_event_is_accepted_and_a_dry_run_calls_nothing(functions, echo):
    assert functions.invoke(FunctionName=echo, InvocationType="Event", Payload=b"{}")["StatusCode"] == 202
    assert functions.invoke(FunctionName=echo, InvocationType="DryRun")["StatusCode"] == 204


def test_a_function_is_described(functions, echo):
    whole = functions.get_function(FunctionName=echo)
    configuration = functions.get_function_configuration(FunctionName=echo)
    assert configuration["FunctionArn"] == f"arn:aws:lambda:{REGION}:000000000000:function:{echo}"
    assert (configuration["Timeout"], configuration["MemorySize"]) == (3, 256)
    assert configuration["Environment"]["Variables"]["SIZE"] == "big"
    assert whole["Configuration"]["CodeSha256"] == configuration["CodeSha256"]
    when = datetime.datetime.strptime(configuration["LastModified"], "%Y-%m-%dT%H:%M:%S.%f%z")
    assert abs((datetime.datetime.now(datetime.UTC) - when).total_seconds()) < 600


def test_what_feeds_a_function_is_listed(functions, echo):
    mappings = functions.list_event_source_mappings(FunctionName=echo)["EventSourceMappings"]
    assert {mapping["EventSourceArn"].split(":")[2] for mapping in mappings} == {"sqs", "kinesis"}
    queue = next(mapping for mapping in mappings if ":sqs:" in mapping["EventSourceArn"])
    assert (queue["BatchSize"], queue["State"]) == (7, "Enabled")
    only = functions.list_event_source_mappings(EventSourceArn=queue["EventSourceArn"])["EventSourceMappings"]
    assert [mapping["UUID"] for mapping in only] == [queue["UUID"]]


def test_functions_are_listed_in_pages_and_deleted(served, functions, tmp_path):
    names = sorted(unique("paged") for _ in range(3))
    deploy(served.url, tmp_path, *names)
    pages = functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    listed = [function["FunctionName"] for page in pages for function in page["Functions"]]
    assert [name for name in listed if name in names] == names
    functions.delete_function(FunctionName=names[0])
    assert code(lambda: functions.get_function(FunctionName=names[0])) == ("ResourceNotFoundException", 404)


def test_what_is_wrong_has_lambdas_code(functions, echo):
    absent = {"FunctionName": "absent"}
    for call in [
        lambda: functions.invoke(**absent),
        lambda: functions.get_function(**absent),
        lambda: functions.get_function_configuration(**absent),
        lambda: functions.delete_function(**absent),
    ]:
        assert code(call) == ("ResourceNotFoundException", 404)
    assert code(lambda: functions.invoke(FunctionName=echo, Payload=b"{")) == ("InvalidRequestContentException", 400)


def test_every_answer_was_held_against_the_model():
    assert CHECKED == {"GetFunction", "GetFunctionConfiguration", "ListFunctions", "ListEventSourceMappings"}


def test_who_may_not_call_is_refused(served, echo):
    wrong = served.client("lambda", aws_secret_access_key="wrong")
    assert code(lambda: wrong.invoke(FunctionName=echo)) == ("InvalidSignatureException", 403)
    unknown = served.client("lambda", aws_access_key_id="nobody")
    assert code(lambda: unknown.list_functions()) == ("UnrecognizedClientException", 403)
    with pytest.raises(urllib.error.HTTPError) as unsigned:
        urllib.request.urlopen(f"{served.url}/2015-03-31/functions/{echo}/invocations", data=b"{}", timeout=10)
    assert unsigned.value.code == 403
    assert unsigned.value.headers["x-amzn-ErrorType"].split(":")[0] == "MissingAuthenticationTokenException"


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_skewed_clock_is_refused(served, echo, minutes):
    url = f"{served.url}/2015-03-31/functions/{echo}/invocations"
    skew = datetime.timedelta(minutes=minutes)
    headers = raw.sign(url, b"{}", {}, skew=skew, service="lambda")
    request = urllib.request.Request(url, data=b"{}", headers=dict(headers), method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 403
    assert refused.value.headers["x-amzn-ErrorType"].split(":")[0] == "InvalidSignatureException"


def test_the_aws_command_invokes_and_lists(served, echo, tmp_path):
    aws = Path(sys.executable).parent / "aws"
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY, "AWS_DEFAULT_REGION": REGION, "AWS_ENDPOINT_URL": served.url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }

    def run(*arguments):
        done = subprocess.run(
            [aws, "lambda", *arguments, "--output", "json"],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    reply = tmp_path / "reply.json"
    assert run("invoke", "--function-name", echo, "--payload", '{"size":4}', str(reply))["StatusCode"] == 200
    assert json.loads(reply.read_text()) == {"size": 4}
    assert echo in [function["FunctionName"] for function in run("list-functions")["Functions"]]


def test_cargo_lambda_invokes(tmp_path):
    """Its protocol is Invoke with no signature: what `void up --anonymous` is for."""
    command, read_url = the_cloud("--anonymous", "--ephemeral")
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as cloud:
        try:
            url = read_url(cloud.stdout)
            name = unique("echo")
            deploy(url, tmp_path, name)
            port = url.rsplit(":", 1)[1]

            def run(event):
                arguments = ["--invoke-address", "127.0.0.1", "--invoke-port", port, "--data-ascii", json.dumps(event)]
                return subprocess.run(
                    [os.environ["VOID_CARGO_LAMBDA"], "lambda", "invoke", name, *arguments],
                    env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)}, cwd=tmp_path,
                    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
                )

            done = run({"size": 5})
            assert (done.returncode, json.loads(done.stdout or "null")) == (0, {"size": 5}), done.stderr
            assert json.loads(run({"do": "error"}).stdout)["errorMessage"] == "this is the error"
        finally:
            cloud.terminate()
