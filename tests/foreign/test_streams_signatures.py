"""Who is let in to streams: by a header, and by a query string as kinesalite's own tests sign."""

import datetime
import hashlib
import urllib.parse

import cbor
import cbor2
import pytest
import raw
from botocore import UNSIGNED
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY

HEADERS = {"Content-Type": raw.JSON_1_1, "X-Amz-Target": "Kinesis_20131202.ListStreams"}


def refusal(client):
    with pytest.raises(ClientError) as raised:
        client.list_streams()
    response = raised.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.fixture
def client_with(served, streams):
    """Clients of the encoding under test that are not let in."""

    def make(**overrides):
        client = served.client("kinesis", **overrides)
        return client if streams.encoding == "json" else cbor.speak_cbor(client)

    return make


def test_the_right_secret_is_let_in(streams):
    assert streams.list_streams()["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_wrong_secret_is_refused(client_with):
    code, status = refusal(client_with(aws_secret_access_key="wrong"))
    assert code in ("InvalidSignatureException", "SignatureDoesNotMatch") and status in (400, 403)


def test_an_unknown_access_key_is_refused(client_with):
    code, status = refusal(client_with(aws_access_key_id="AKIDUNKNOWN"))
    assert code in ("UnrecognizedClientException", "InvalidClientTokenId") and status in (400, 403)


def test_another_region_s_signature_is_refused(client_with):
    assert refusal(client_with(region_name="eu-west-1"))[1] in (400, 403)


def test_an_unsigned_call_is_refused(client_with):
    unsigned = client_with(config=Config(signature_version=UNSIGNED, retries={"max_attempts": 0}))
    code, status = refusal(unsigned)
    assert code.startswith("MissingAuthenticationToken") and status in (400, 403)


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_skewed_clock_is_refused(served, minutes):
    answer = raw.streams(served, "ListStreams", {}, skew=datetime.timedelta(minutes=minutes))
    assert answer.status in (400, 403) and "Signature" in answer.json()["message"]


@pytest.mark.parametrize("scope", [{"service": "sqs"}, {"service": "s3"}, {"region": "eu-west-1"}])
def test_a_signature_of_another_scope_is_refused(served, scope):
    assert raw.streams(served, "ListStreams", {}, **scope).status in (400, 403)


def test_what_is_changed_on_its_way_is_refused(served):
    headers = raw.sign(served.url, "{}", HEADERS, service="kinesis")
    assert raw.send(served.url, "{}", headers).status == 200
    assert raw.send(served.url, "{ }", headers).status in (400, 403)
    assert raw.send(served.url, "{}", headers | {"X-Amz-Target": "Kinesis_20131202.DescribeLimits"}).status in (400, 403)


class QueryAuth(SigV4QueryAuth):
    """botocore's, which moves a body into the URL, made to sign the body where it is."""

    def __init__(self, body, secret):
        super().__init__(Credentials(ACCESS_KEY_ID, secret), "kinesis", REGION, expires=300)
        self.digest = hashlib.sha256(body).hexdigest()

    def payload(self, _request):
        return self.digest


def presigned(served, body, headers, secret=SECRET_ACCESS_KEY, **change):
    """The URL of a call whose signature is in its query string, over the body and the headers too."""
    request = AWSRequest(method="POST", url=served.url + "/", headers=headers)
    QueryAuth(body, secret).add_auth(request)
    parts = urllib.parse.urlsplit(request.prepare().url)
    query = dict(urllib.parse.parse_qsl(parts.query)) | change
    query = {name: text for name, text in query.items() if text is not None}
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


@pytest.mark.parametrize("content_type", [raw.JSON_1_1, cbor.MEDIA_TYPE])
def test_a_query_string_s_signature_is_let_in(served, content_type):
    headers = {"Content-Type": content_type, "X-Amz-Target": "Kinesis_20131202.ListStreams"}
    body = b"{}" if content_type == raw.JSON_1_1 else cbor2.dumps({})
    answer = raw.send(presigned(served, body, headers), body, headers)
    assert answer.status == 200, answer
    listed = answer.json() if content_type == raw.JSON_1_1 else cbor.decode(answer.body)
    assert listed["HasMoreStreams"] in (True, False)


@pytest.mark.parametrize(
    "change",
    [
        {"X-Amz-Signature": "0" * 64},
        {"X-Amz-Signature": None},
        {"X-Amz-Credential": None},
        {"X-Amz-Credential": "nonsense"},
        {"X-Amz-Date": "20200101T000000Z"},
        {"X-Amz-Date": "yesterday"},
        {"X-Amz-Expires": "604801"},
        {"X-Amz-Expires": "-1"},
        {"X-Amz-Algorithm": "AWS4-ECDSA-P256-SHA256"},
        {"X-Amz-SignedHeaders": "host"},
        {"Action": "CreateStream"},
    ],
    ids=str,
)
def test_a_broken_query_string_is_refused(served, change):
    answer = raw.send(presigned(served, b"{}", HEADERS, **change), b"{}", HEADERS)
    assert answer.status in (400, 403), answer
    assert answer.json()["__type"], answer


def test_a_query_string_signed_with_a_wrong_secret_is_refused(served):
    assert raw.send(presigned(served, b"{}", HEADERS, secret="wrong"), b"{}", HEADERS).status in (400, 403)


def test_a_query_string_and_a_header_together_are_refused(served):
    url = presigned(served, b"{}", HEADERS)
    answer = raw.send(url, b"{}", raw.sign(url, b"{}", HEADERS, service="kinesis"))
    assert answer.status in (400, 403), answer


def test_there_is_no_query_protocol(served):
    """As the service's model has it: `"protocols": ["json"]`. A form is no request of streams."""
    assert served.client("kinesis").meta.service_model.metadata["protocols"] == ["json"]
    form = "Action=ListStreams&Version=2013-12-02"
    answer = raw.send(served.url, form, raw.sign(served.url, form, {"Content-Type": raw.FORM}, service="kinesis"))
    assert 400 <= answer.status < 500, answer
