//! Published messages, and properties of any others.

use bytes::Bytes;
use proptest::{collection::vec, prelude::*};

use super::{
    DecodeError, Decoder, EncodeError, Header, HeaderValue, MAX_HEADERS_BYTES, MAX_MESSAGE_BYTES, Message,
    crc,
};

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn decode(bytes: &[u8]) -> Result<Vec<Message>, DecodeError> {
    decode_pieces([bytes])
}

fn decode_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Message>, DecodeError> {
    let mut decoder = Decoder::new();
    let mut messages = Vec::new();
    for piece in pieces {
        decoder.push(piece);
        while let Some(message) = decoder.next_message()? {
            messages.push(message);
        }
    }
    decoder.finish().map(|()| messages)
}

const PAYLOAD: &[u8] = b"{'foo':'bar'}";

/// The vectors of the AWS SDKs (those of JavaScript, C and Java have the same ones).
#[test]
fn reads_and_writes_the_published_messages() {
    let vectors = [
        ("000000100000000005c248eb7d98c8ff", Message::default()),
        ("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936", Message::new(PAYLOAD)),
        (
            "0000002b0000000e348bec7b086576656e742d6964040000a00c7b27666f6f273a27626172277dd3890285",
            Message {
                headers: vec![header("event-id", HeaderValue::Integer(0xa00c))],
                payload: PAYLOAD.into(),
            },
        ),
        (
            "0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1",
            Message::new(PAYLOAD).with_header("content-type", "application/json"),
        ),
    ];
    for (bytes, message) in vectors {
        assert_eq!(decode(&hex(bytes)).unwrap(), std::slice::from_ref(&message));
        assert_eq!(message.encode().unwrap(), hex(bytes));
    }
}

#[test]
fn refuses_the_published_damaged_messages() {
    let cases = [
        // A header, the headers' length, the message's length, the payload.
        (
            "0000003d0000002007fd83960c636f6e74656e742b747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1",
            DecodeError::MessageChecksum,
        ),
        (
            "0000003d0000012007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1",
            DecodeError::PreludeChecksum,
        ),
        ("0100001d00000000fd528c5a7b27666f6f273a27626172277dc3653936", DecodeError::PreludeChecksum),
        ("0000001d00000000fd528c5a7b27666f6f273a27626172278dc3653936", DecodeError::MessageChecksum),
    ];
    for (bytes, error) in cases {
        assert_eq!(decode(&hex(bytes)), Err(error));
    }
}

fn header(name: &str, value: HeaderValue) -> Header {
    Header { name: name.to_owned(), value }
}

/// Put together by hand with Python's `struct` and `zlib`; botocore 1.44's `eventstream` reads it as this.
#[test]
fn reads_and_writes_every_type_of_header() {
    let bytes = hex(concat!(
        "0000008e00000072d5ffc18a0474727565000566616c736501046279746502cf0573686f727403cafe03696e74040123abcd",
        "046c6f6e6705ffffffff0321be4e05627974657306000300ff10047465787407000673c3bcc39f780474696d65080000019361",
        "0c0ef3047575696409000102030405060708090a0b0c0d0e0f736f6d65207061796c6f6164e46bce5f",
    ));
    let headers = vec![
        header("true", HeaderValue::Bool(true)),
        header("false", HeaderValue::Bool(false)),
        header("byte", HeaderValue::Byte(-49)),
        header("short", HeaderValue::Short(-13_570)),
        header("int", HeaderValue::Integer(19_114_957)),
        header("long", HeaderValue::Long(-4_242_424_242)),
        header("bytes", HeaderValue::Bytes(Bytes::from_static(b"\x00\xff\x10"))),
        header("text", "süßx".into()),
        header("time", HeaderValue::Timestamp(1_732_500_000_499)),
        header("uuid", HeaderValue::Uuid(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f)),
    ];
    let message = Message { headers, payload: Bytes::from_static(b"some payload") };
    assert_eq!(decode(&bytes).unwrap(), std::slice::from_ref(&message));
    assert_eq!(message.encode().unwrap(), bytes);
    assert_eq!(message.text("text"), Some("süßx"));
    assert_eq!((message.text("int"), message.header("none")), (None, None));
}

/// A message with correct checksums around whatever is in it.
fn framed(message_bytes: usize, header_bytes: usize, rest: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(message_bytes).unwrap().to_be_bytes().to_vec();
    bytes.extend(u32::try_from(header_bytes).unwrap().to_be_bytes());
    bytes.extend(crc(&bytes).to_be_bytes());
    bytes.extend(rest);
    bytes.extend(crc(&bytes).to_be_bytes());
    bytes
}

#[test]
fn refuses_what_is_too_large_once_its_length_is_there() {
    let (message, headers) = (MAX_MESSAGE_BYTES + 1, MAX_HEADERS_BYTES + 1);
    let cases = [
        (framed(message, 0, b""), DecodeError::MessageTooLarge(message)),
        (framed(1 << 20, headers, b""), DecodeError::HeadersTooLarge(headers)),
        (framed(20, 5, b""), DecodeError::Lengths { message: 20, headers: 5 }),
        (framed(15, 0, b""), DecodeError::Lengths { message: 15, headers: 0 }),
        (framed(0, 0, b""), DecodeError::Lengths { message: 0, headers: 0 }),
    ];
    for (bytes, error) in cases {
        let mut decoder = Decoder::new();
        decoder.push(&bytes[..11]);
        assert_eq!(decoder.next_message(), Ok(None));
        decoder.push(&bytes[11..12]);
        assert_eq!(decoder.next_message(), Err(error.clone()));
        decoder.push(&Message::default().encode().unwrap());
        assert_eq!(decoder.next_message(), Err(error.clone()), "after an error nothing is read");
        assert_eq!(decoder.finish(), Err(error));
    }
}

#[test]
fn refuses_headers_that_are_none() {
    let cases: [(&[u8], DecodeError); 9] = [
        (b"\x00\x00", DecodeError::HeaderName),
        (b"\x01\xff\x00", DecodeError::HeaderName),
        (b"\x05ab", DecodeError::HeaderCutOff),
        (b"\x01a", DecodeError::HeaderCutOff),
        (b"\x01a\x05\x00", DecodeError::HeaderCutOff),
        (b"\x01a\x0a", DecodeError::HeaderType(10)),
        (b"\x01a\x07\x00\x02a", DecodeError::HeaderCutOff),
        (b"\x01a\x07\x00\x01\xff", DecodeError::HeaderValue),
        (b"\x01a\x00\x01a\x01", DecodeError::DuplicateHeader("a".to_owned())),
    ];
    for (headers, error) in cases {
        assert_eq!(decode(&framed(16 + headers.len(), headers.len(), headers)), Err(error));
    }
    let long = [b"\x01a\x06\x80\x00".as_slice(), &[0; 0x8000]].concat();
    assert_eq!(decode(&framed(16 + long.len(), long.len(), &long)), Err(DecodeError::HeaderValue));
}

#[test]
fn writes_nothing_that_would_be_refused() {
    let with = |name: &str, bytes: usize| Message::default().with_header(name, "x".repeat(bytes)).encode();
    assert!(with(&"n".repeat(255), 32_767).is_ok());
    assert_eq!(with("", 0), Err(EncodeError::HeaderName(0)));
    assert_eq!(with(&"n".repeat(256), 0), Err(EncodeError::HeaderName(256)));
    assert_eq!(with("n", 32_768), Err(EncodeError::HeaderValue(32_768)));
    let many =
        (0..5).fold(Message::default(), |message, n| message.with_header(n.to_string(), "x".repeat(32_000)));
    assert!(matches!(many.encode(), Err(EncodeError::HeadersTooLarge(_))));
    let payload = |bytes: usize| Message::new(vec![0; bytes]).encode();
    assert_eq!(payload(MAX_MESSAGE_BYTES - 16).unwrap().len(), MAX_MESSAGE_BYTES);
    assert_eq!(payload(MAX_MESSAGE_BYTES - 15), Err(EncodeError::MessageTooLarge(MAX_MESSAGE_BYTES + 1)));
}

fn any_value() -> impl Strategy<Value = HeaderValue> {
    prop_oneof![
        any::<bool>().prop_map(HeaderValue::Bool),
        any::<i8>().prop_map(HeaderValue::Byte),
        any::<i16>().prop_map(HeaderValue::Short),
        any::<i32>().prop_map(HeaderValue::Integer),
        any::<i64>().prop_map(HeaderValue::Long),
        vec(any::<u8>(), 0..40).prop_map(|bytes| HeaderValue::Bytes(bytes.into())),
        "\\PC{0,12}".prop_map(HeaderValue::Text),
        any::<i64>().prop_map(HeaderValue::Timestamp),
        any::<u128>().prop_map(HeaderValue::Uuid),
    ]
}

fn any_message() -> impl Strategy<Value = Message> {
    let headers = proptest::collection::btree_map("\\PC{1,12}", any_value(), 0..6);
    (headers, vec(any::<u8>(), 0..200)).prop_map(|(headers, payload)| Message {
        headers: headers.into_iter().map(|(name, value)| Header { name, value }).collect(),
        payload: payload.into(),
    })
}

proptest! {
    #[test]
    fn any_pieces_give_the_same_messages(messages in vec(any_message(), 0..5), cuts in vec(any::<prop::sample::Index>(), 0..20)) {
        let bytes: Vec<u8> = messages.iter().flat_map(|message| message.encode().unwrap()).collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|ends| &bytes[ends[0]..ends[1]]);
        prop_assert_eq!(decode_pieces(pieces).unwrap(), &messages[..]);
        prop_assert_eq!(decode_pieces(bytes.chunks(1)).unwrap(), messages);
    }

    #[test]
    fn a_damaged_byte_is_an_error(message in any_message(), at in any::<prop::sample::Index>(), by in 1_u8..) {
        let mut bytes = message.encode().unwrap().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= by;
        prop_assert!(decode(&bytes).is_err());
    }

    #[test]
    fn a_stream_that_is_cut_off_is_an_error(message in any_message(), at in any::<prop::sample::Index>()) {
        let bytes = message.encode().unwrap();
        let at = at.index(bytes.len());
        let expected = if at == 0 { Ok(vec![]) } else { Err(DecodeError::CutOff(at)) };
        prop_assert_eq!(decode(&bytes[..at]), expected);
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..300), headers in 0_usize..300) {
        let _ = decode(&bytes);
        // The same as headers and payload of a message whose lengths and checksums are right.
        let _ = decode(&framed(16 + bytes.len(), headers.min(bytes.len()), &bytes));
    }
}
