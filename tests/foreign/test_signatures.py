"""Who is let in: signatures made by botocore, and what is done to them on the way."""

import datetime

import pytest
import raw
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import REGION

HEADERS = {"Content-Type": raw.JSON, "X-Amz-Target": "AmazonSQS.ListQueues"}


def refusal(client):
    with pytest.raises(ClientError) as raised:
        client.list_queues()
    response = raised.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_the_right_secret_is_let_in(client):
    assert client.list_queues()["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_wrong_secret_is_refused(served):
    assert refusal(served.client(aws_secret_access_key="wrong")) == ("SignatureDoesNotMatch", 403)


def test_an_unknown_access_key_is_refused(served):
    assert refusal(served.client(aws_access_key_id="AKIDUNKNOWN")) == ("InvalidClientTokenId", 403)


def test_another_region_s_signature_is_refused(served):
    code, status = refusal(served.client(region_name="eu-west-1"))
    assert (code, status) == ("SignatureDoesNotMatch", 403)


def test_an_unsigned_call_is_refused(served):
    unsigned = served.client(config=Config(signature_version=UNSIGNED, retries={"max_attempts": 0}))
    assert refusal(unsigned) == ("MissingAuthenticationToken", 403)


@pytest.mark.parametrize("minutes", [-16, 16, -60 * 24 * 365])
def test_a_skewed_clock_is_refused(served, minutes):
    answer = raw.call(served, "ListQueues", {}, skew=datetime.timedelta(minutes=minutes))
    assert answer.status == 403
    assert answer.headers["Date"], "the client corrects its clock by this header"
    assert "Signature" in answer.json()["message"]


@pytest.mark.parametrize("minutes", [-14, 14])
def test_a_clock_within_the_tolerance_is_let_in(served, minutes):
    assert raw.call(served, "ListQueues", {}, skew=datetime.timedelta(minutes=minutes)).status == 200


@pytest.mark.parametrize("scope", [{"service": "s3"}, {"region": "eu-west-1"}])
def test_a_signature_of_another_scope_is_refused(served, scope):
    assert raw.call(served, "ListQueues", {}, **scope).status == 403


def test_a_changed_body_is_refused(served):
    headers = raw.sign(served.url, "{}", HEADERS)
    assert raw.send(served.url, "{}", headers).status == 200
    assert raw.send(served.url, "{ }", headers).status == 403


def test_a_changed_operation_is_refused(served):
    headers = raw.sign(served.url, "{}", HEADERS)
    assert raw.send(served.url, "{}", headers | {"X-Amz-Target": "AmazonSQS.GetQueueUrl"}).status == 403


def test_a_changed_path_is_refused(served):
    headers = raw.sign(served.url, "{}", HEADERS)
    assert raw.send(served.url + "/other", "{}", headers).status == 403


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value[:-1] + ("0" if value[-1] != "0" else "1"),
        lambda value: value[:-64],
        lambda value: value.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
        lambda value: value.replace("SignedHeaders=", "SignedHeaders=absent;"),
        lambda value: value.replace("host;", ""),
        lambda value: value.replace("aws4_request", "aws3_request"),
        lambda value: value.replace(f"/{REGION}/", "/"),
        lambda value: value.split(",", maxsplit=1)[0],
        lambda value: "AWS4-HMAC-SHA256",
        lambda value: "Bearer token",
        lambda value: value.replace("=", ""),
        lambda value: value * 20,
    ],
)
def test_a_broken_authorization_header_is_refused(served, change):
    headers = raw.sign(served.url, "{}", HEADERS)
    headers["Authorization"] = change(headers["Authorization"])
    answer = raw.send(served.url, "{}", headers)
    assert answer.status in (400, 403), answer
    assert answer.json()["__type"]
    assert answer.json()["message"]


@pytest.mark.parametrize("date", ["", "yesterday", "20260101", "99999999T999999Z", "20260230T000000Z"])
def test_a_broken_date_is_refused(served, date):
    headers = raw.sign(served.url, "{}", HEADERS) | {"X-Amz-Date": date}
    assert raw.send(served.url, "{}", headers).status in (400, 403)


def test_the_query_protocol_is_verified_too(served):
    listed = {"Action": "ListQueues", "Version": "2012-11-05"}
    assert raw.query(served, listed).status == 200
    answer = raw.query(served, listed, secret="wrong")
    assert answer.status == 403
    assert b"<Code>SignatureDoesNotMatch</Code>" in answer.body
    assert b"<Type>Sender</Type>" in answer.body
