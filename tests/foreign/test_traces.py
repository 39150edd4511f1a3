"""What the local cloud sends to a collector of traces, read by OpenTelemetry's own definitions."""

import base64
import json
import os
import queue
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, deploy, the_cloud
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

import boto3


@pytest.fixture
def collector():
    """The requests that a collector gets: path, headers, and body."""
    received = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((self.path, self.headers, body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    received.url = f"http://127.0.0.1:{server.server_port}"
    yield received
    server.shutdown()


def parsed(body):
    """OTLP's JSON is protobuf's, but that ids are hexadecimal: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding."""
    request = json.loads(body)
    for spans in (scope["spans"] for resource in request["resourceSpans"] for scope in resource["scopeSpans"]):
        for span in spans:
            for name in ("traceId", "spanId", "parentSpanId"):
                if name in span:
                    span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
    return json_format.ParseDict(request, ExportTraceServiceRequest(), ignore_unknown_fields=False)


def test_invocations_arrive_as_spans(collector, tmp_path):
    command, read_url = the_cloud("--ephemeral")
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_HEADERS": "x-team=orders%20team"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=os.environ | settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as cloud:
        try:
            url = read_url(cloud.stdout)
            deploy(url, tmp_path, "echo")
            keys = {"aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET_ACCESS_KEY}
            functions = boto3.client("lambda", endpoint_url=url, region_name=REGION, **keys)
            functions.invoke(FunctionName="echo", Payload=b"{}")
            functions.invoke(FunctionName="echo", Payload=b'{"do":"error"}')
            queues = boto3.client("sqs", endpoint_url=url, region_name=REGION, **keys)
            queues.send_message(QueueUrl=queues.get_queue_url(QueueName="echo-jobs")["QueueUrl"], MessageBody="x")
            spans = []
            while len(spans) < 3:
                path, headers, body = collector.get(timeout=20)
                assert (path, headers["Content-Type"]) == ("/v1/traces", "application/json")
                assert headers["x-team"] == "orders team"
                for resource in parsed(body).resource_spans:
                    names = {field.key: field.value.string_value for field in resource.resource.attributes}
                    assert names["service.name"] == "echo"
                    spans += [span for scope in resource.scope_spans for span in scope.spans]
        finally:
            cloud.terminate()
    spans.sort(key=lambda span: span.start_time_unix_nano)
    fine, failed, queued = spans
    assert all(len(span.trace_id) == 16 and len(span.span_id) == 8 and span.name == "echo" for span in spans)
    assert all(span.end_time_unix_nano >= span.start_time_unix_nano > 0 for span in spans)
    assert len({span.span_id for span in spans}) == 3
    assert (fine.kind, fine.status.code) == (Span.SPAN_KIND_INTERNAL, Status.STATUS_CODE_UNSET)
    assert (failed.status.code, failed.status.message) == (Status.STATUS_CODE_ERROR, "this is the error")
    attributes = {field.key: field.value.string_value for field in queued.attributes}
    assert (queued.kind, attributes["messaging.destination.name"]) == (Span.SPAN_KIND_CONSUMER, "echo-jobs")


def test_a_collector_that_is_none_is_said(tmp_path):
    command, _ = the_cloud("--ephemeral")
    wrong = os.environ | {"OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"}
    done = subprocess.run(command, cwd=tmp_path, env=wrong, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in done.stderr and "http://localhost:4318" in done.stderr
