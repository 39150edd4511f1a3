"""A boto3 client that speaks Kinesis in CBOR (`application/x-amz-cbor-1.1`), as the Java SDK and the KPL do by default.

botocore has CBOR for another protocol only, so its reader and writer of single values are put under its Kinesis client. What
they write is what Jackson writes for the Java SDK: maps and lists of unknown length, blobs as bytes, a moment as tag 1 over
whole milliseconds.
"""

import datetime

from botocore.parsers import BaseCBORParser, BaseEventStreamParser, JSONParser
from botocore.serialize import CBORSerializer
from botocore.validate import ParamValidationDecorator, ParamValidator

MEDIA_TYPE = "application/x-amz-cbor-1.1"
BREAK = b"\xff"


class Writer(CBORSerializer):
    """Requests as Jackson writes them."""

    def serialize_to_request(self, parameters, operation_model):
        request = self._create_default_request()
        prefix = operation_model.metadata["targetPrefix"]
        request["headers"] = {"X-Amz-Target": f"{prefix}.{operation_model.name}", "Content-Type": MEDIA_TYPE}
        body = bytearray()
        if operation_model.input_shape is None:
            body.extend(b"\xbf" + BREAK)
        else:
            self._serialize_data_item(body, parameters, operation_model.input_shape)
        request["body"] = bytes(body)
        return request

    def _serialize_type_structure(self, serialized, value, shape, key):
        serialized.extend(b"\xbf")
        for name, member in value.items():
            self._serialize_type_string(serialized, name, None, None)
            self._serialize_data_item(serialized, member, shape.members[name])
        serialized.extend(BREAK)

    def _serialize_type_map(self, serialized, value, shape, key):
        serialized.extend(b"\xbf")
        for name, member in value.items():
            self._serialize_data_item(serialized, name, shape.key)
            self._serialize_data_item(serialized, member, shape.value)
        serialized.extend(BREAK)

    def _serialize_type_list(self, serialized, value, shape, key):
        serialized.extend(b"\x9f")
        for member in value:
            self._serialize_data_item(serialized, member, shape.member)
        serialized.extend(BREAK)

    def _serialize_type_timestamp(self, serialized, value, shape, key):
        value = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
        serialized.extend(b"\xc1")
        self._serialize_type_integer(serialized, round(value.timestamp() * 1000), shape, key)


class DefiniteWriter(Writer):
    """Requests with the length of each map and list before it, as most other writers make them."""

    _serialize_type_structure = CBORSerializer._serialize_type_structure
    _serialize_type_map = CBORSerializer._serialize_type_map
    _serialize_type_list = CBORSerializer._serialize_type_list


class Values(BaseCBORParser):
    """Answers: what is not of the kind that the wire has for it is an error of the test."""

    def _parse_body_as_json(self, body):
        if not body:
            return {}
        stream = self.get_peekable_stream_from_bytes(body)
        value = self.parse_data_item(stream)
        assert stream.read() == b"", "bytes after the answer"
        return value

    def _initial_body_parse(self, body):
        return self._parse_body_as_json(body)

    def _parse_datetime(self, value):
        assert isinstance(value, int), f"a moment is whole milliseconds, and not {value!r}"
        return datetime.datetime.fromtimestamp(value / 1000, datetime.timezone.utc)

    def _handle_timestamp(self, shape, value):
        assert isinstance(value, datetime.datetime), f"a moment has tag 1: {value!r}"
        return value

    def _handle_blob(self, shape, value):
        assert isinstance(value, bytes), f"a blob is bytes: {value!r}"
        return value


class EventReader(Values, BaseEventStreamParser, JSONParser):
    """The events of SubscribeToShard."""


class Reader(Values, JSONParser):
    """Answers, errors among them."""

    EVENT_STREAM_PARSER_CLS = EventReader

    def parse(self, response, shape):
        headers = response["headers"]
        wanted = MEDIA_TYPE if shape is None or not shape.event_stream_name else "application/vnd.amazon.eventstream"
        if response["status_code"] >= 400:
            wanted = MEDIA_TYPE
        if not isinstance(response["body"], bytes) or response["body"]:
            assert headers["content-type"] == wanted, headers
        return super().parse(response, shape)


class Readers:
    """Stands in for botocore's factory of parsers."""

    def create_parser(self, _protocol):
        return Reader()


def speak_cbor(client, writer=Writer):
    """Makes `client` speak CBOR, and gives it back."""
    client._serializer = ParamValidationDecorator(ParamValidator(), writer())
    client._endpoint._response_parser_factory = Readers()
    return client


def decode(body):
    """The one value of an answer's body."""
    return Reader()._parse_body_as_json(body)
