use void_core::Timestamp;

use super::FilterPattern;
use crate::mock::engine::message::{Attribute, AttributeValue, Extras, Message, MessageId};

fn message(body: &str, attributes: &[(&str, &str)]) -> Message {
    let attributes = attributes.iter().map(|(name, value)| Attribute {
        name: (*name).into(),
        data_type: "String".into(),
        value: AttributeValue::Text((*value).into()),
    });
    let extras = Extras { attributes: attributes.collect(), group: Some("g1".into()), ..Extras::default() };
    Message::new(MessageId([0; 16]), Timestamp::from_millis(5), body.to_owned(), &extras)
}

#[track_caller]
fn check(pattern: &str, body: &str, expected: bool) {
    let pattern = FilterPattern::new(pattern).unwrap();
    assert_eq!(
        pattern.matches(&message(body, &[("EventType", "OrderPlaced")])),
        expected,
        "{pattern:?} {body}"
    );
}

#[test]
fn exact_values() {
    check(r#"{"body":{"a":["x","y"]}}"#, r#"{"a":"y"}"#, true);
    check(r#"{"body":{"a":["x","y"]}}"#, r#"{"a":"z"}"#, false);
    check(r#"{"body":{"a":[1]}}"#, r#"{"a":1.0}"#, true);
    check(r#"{"body":{"a":[1]}}"#, r#"{"a":"1"}"#, false);
    check(r#"{"body":{"a":[true]}}"#, r#"{"a":true}"#, true);
    check(r#"{"body":{"a":[null]}}"#, r#"{"a":null}"#, true);
    check(r#"{"body":{"a":[null]}}"#, "{}", false);
    check(r#"{"body":{"a":[""]}}"#, r#"{"a":""}"#, true);
    check(r#"{"body":{"a":["x"]}}"#, r#"{"a":["w","x"]}"#, true);
}

#[test]
fn all_keys_and_nested_ones() {
    check(r#"{"body":{"a":{"b":["x"]},"c":[1]}}"#, r#"{"a":{"b":"x"},"c":1}"#, true);
    check(r#"{"body":{"a":{"b":["x"]},"c":[1]}}"#, r#"{"a":{"b":"x"},"c":2}"#, false);
    check(r#"{"body":{"a":{"b":["x"]}}}"#, r#"{"a":[{"b":"w"},{"b":"x"}]}"#, true);
    check(r#"{"body":{"a":{"b":["x"]}}}"#, r#"{"a":"x"}"#, false);
}

#[test]
fn bodies_as_text_and_as_json() {
    check(r#"{"body":["hello"]}"#, "hello", true);
    check(r#"{"body":[{"prefix":"hel"}]}"#, "hello", true);
    check(r#"{"body":{"a":["x"]}}"#, "not JSON", false);
    check(r#"{"body":{"a":[{"exists":false}]}}"#, "{}", true);
}

#[test]
fn attributes_of_both_kinds() {
    check(r#"{"messageAttributes":{"EventType":{"stringValue":["OrderPlaced"]}}}"#, "b", true);
    check(r#"{"messageAttributes":{"EventType":{"stringValue":["Other"]}}}"#, "b", false);
    check(r#"{"messageAttributes":{"Other":[{"exists":false}]}}"#, "b", true);
    check(r#"{"attributes":{"MessageGroupId":["g1"]}}"#, "b", true);
}

#[test]
fn existence() {
    check(r#"{"body":{"a":[{"exists":true}]}}"#, r#"{"a":null}"#, true);
    check(r#"{"body":{"a":[{"exists":true}]}}"#, r#"{"b":1}"#, false);
    check(r#"{"body":{"a":[{"exists":false}]}}"#, r#"{"a":1}"#, false);
}

#[test]
fn text() {
    check(r#"{"body":{"a":[{"prefix":"Or"}]}}"#, r#"{"a":"Order"}"#, true);
    check(r#"{"body":{"a":[{"prefix":"or"}]}}"#, r#"{"a":"Order"}"#, false);
    check(r#"{"body":{"a":[{"prefix":{"equals-ignore-case":"OR"}}]}}"#, r#"{"a":"order"}"#, true);
    check(r#"{"body":{"a":[{"suffix":"er"}]}}"#, r#"{"a":"Order"}"#, true);
    check(r#"{"body":{"a":[{"suffix":"er"}]}}"#, r#"{"a":1}"#, false);
    check(r#"{"body":{"a":[{"equals-ignore-case":"ORDER"}]}}"#, r#"{"a":"order"}"#, true);
    check(r#"{"body":{"a":[{"equals-ignore-case":"ORDER"}]}}"#, r#"{"a":"orders"}"#, false);
}

#[test]
fn anything_but() {
    check(r#"{"body":{"a":[{"anything-but":"x"}]}}"#, r#"{"a":"y"}"#, true);
    check(r#"{"body":{"a":[{"anything-but":"x"}]}}"#, r#"{"a":"x"}"#, false);
    check(r#"{"body":{"a":[{"anything-but":"x"}]}}"#, "{}", false);
    check(r#"{"body":{"a":[{"anything-but":["x",1]}]}}"#, r#"{"a":1}"#, false);
    check(r#"{"body":{"a":[{"anything-but":{"prefix":"x"}}]}}"#, r#"{"a":"xy"}"#, false);
    check(r#"{"body":{"a":[{"anything-but":{"suffix":["x","y"]}}]}}"#, r#"{"a":"xz"}"#, true);
    check(r#"{"body":{"a":[{"anything-but":{"equals-ignore-case":"X"}}]}}"#, r#"{"a":"x"}"#, false);
}

#[test]
fn numbers() {
    let range = r#"{"body":{"a":[{"numeric":[">",0,"<=",5]}]}}"#;
    for (number, expected) in [("0", false), ("0.1", true), ("5", true), ("5.01", false), ("\"1\"", false)] {
        check(range, &format!(r#"{{"a":{number}}}"#), expected);
    }
    check(r#"{"body":{"a":[{"numeric":["=",9007199254740993]}]}}"#, r#"{"a":9007199254740992}"#, false);
    check(r#"{"body":{"a":[{"numeric":["<",0]}]}}"#, r#"{"a":-1}"#, true);
    check(r#"{"body":{"a":[{"numeric":[">=",1]}]}}"#, r#"{"a":1}"#, true);
}

#[test]
fn alternatives() {
    let pattern = r#"{"body":{"c":[1],"$or":[{"a":["x"]},{"b":[{"exists":true}]}]}}"#;
    check(pattern, r#"{"c":1,"a":"x"}"#, true);
    check(pattern, r#"{"c":1,"a":"y","b":0}"#, true);
    check(pattern, r#"{"c":1,"a":"y"}"#, false);
    check(pattern, r#"{"a":"x"}"#, false);
    check(
        r#"{"$or":[{"body":{"a":["x"]}},{"messageAttributes":{"E":[{"exists":true}]}}]}"#,
        r#"{"a":"x"}"#,
        true,
    );
}

#[test]
fn what_is_no_pattern_is_refused() {
    for (pattern, path) in [
        ("", "$"),
        ("[]", "$"),
        ("{}", "$"),
        (r#"{"a":"x"}"#, "$.a"),
        (r#"{"a":[]}"#, "$.a"),
        (r#"{"a":[["x"]]}"#, "$.a"),
        (r#"{"a":{"b":{}}}"#, "$.a.b"),
        (r#"{"a":[{"like":"x"}]}"#, "$.a"),
        (r#"{"a":[{"prefix":1}]}"#, "$.a"),
        (r#"{"a":[{"exists":1}]}"#, "$.a"),
        (r#"{"a":[{"prefix":"x","suffix":"y"}]}"#, "$.a"),
        (r#"{"a":[{"numeric":[">"]}]}"#, "$.a"),
        (r#"{"a":[{"numeric":["~",1]}]}"#, "$.a"),
        (r#"{"a":[{"numeric":[">","1"]}]}"#, "$.a"),
        (r#"{"a":[{"anything-but":{"exists":true}}]}"#, "$.a"),
        (r#"{"$or":[{"a":["x"]}]}"#, "$.$or"),
    ] {
        assert_eq!(FilterPattern::new(pattern).unwrap_err().path, path, "{pattern}");
    }
}
