"""Requests below the clients: signed by botocore's signer, then changed or sent as they are."""

import datetime
import http.client
import json
import urllib.parse
from dataclasses import dataclass

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY

JSON = "application/x-amz-json-1.0"
JSON_1_1 = "application/x-amz-json-1.1"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The error code of an AWS JSON answer, without its namespace."""
        return self.json()["__type"].rsplit("#", 1)[-1]


def sign(url, body, headers, method="POST", skew=datetime.timedelta(0), secret=SECRET_ACCESS_KEY, **scope):
    """The headers of a request signed `skew` from now."""
    if isinstance(body, str):
        body = body.encode()
    request = AWSRequest(method=method, url=url, data=body, headers=headers)
    now = datetime.datetime.now(datetime.timezone.utc) + skew
    request.context["timestamp"] = now.strftime("%Y%m%dT%H%M%SZ")
    credentials = Credentials(scope.get("key", ACCESS_KEY_ID), secret, scope.get("token"))
    signer = SigV4Auth(credentials, scope.get("service", "sqs"), scope.get("region", REGION))
    signer._modify_request_before_signing(request)
    to_sign = signer.string_to_sign(request, signer.canonical_request(request))
    signer._inject_signature_to_request(request, signer.signature(to_sign, request))
    return dict(request.headers.items())


def send(url, body, headers, method="POST"):
    """One exchange on a connection of its own, with the headers given and those that HTTP needs."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def call(served, operation, parameters, **signing):
    """A signed AWS JSON call; `parameters` is a value, or text to send as it is."""
    body = parameters if isinstance(parameters, (str, bytes)) else json.dumps(parameters)
    headers = {"Content-Type": JSON, "X-Amz-Target": f"AmazonSQS.{operation}"}
    return send(served.url, body, sign(served.url, body, headers, **signing))


def streams(served, operation, parameters, content_type=JSON_1_1, **signing):
    """A signed call of an operation on streams; `parameters` is a value for JSON, or a body to send as it is."""
    body = parameters if isinstance(parameters, (str, bytes)) else json.dumps(parameters)
    headers = {"Content-Type": content_type, "X-Amz-Target": f"Kinesis_20131202.{operation}"}
    return send(served.url, body, sign(served.url, body, headers, **({"service": "kinesis"} | signing)))


def query(served, parameters, path="/", method="POST", **signing):
    """A signed call of the query protocol, in the body or (GET) in the URL."""
    encoded = urllib.parse.urlencode(parameters)
    if method == "GET":
        url = f"{served.url}{path}?{encoded}"
        return send(url, None, sign(url, b"", {}, method="GET", **signing), method="GET")
    url = served.url + path
    return send(url, encoded, sign(url, encoded, {"Content-Type": FORM}, **signing))
