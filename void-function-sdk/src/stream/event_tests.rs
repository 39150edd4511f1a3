use serde_json::Value;
use void_core::Timestamp;

use super::*;
use crate::{BatchResponse, BoxFunction, Event, HandlerError, Json, VoidContext, fixtures};

fn decode(payload: &str) -> VoidStreamEvent {
    VoidStreamEvent::decode(payload.as_bytes()).unwrap()
}

#[test]
fn reads_a_streams_event() {
    let event = decode(fixtures::STREAM);
    let [first, second] = &event.records[..] else { panic!("{event:?}") };
    assert_eq!(first.text(), Some("Hello, this is a test."));
    assert_eq!(first.partition_key(), "1");
    assert_eq!(first.sequence_number(), "49590338271490256608559692538361571095921575989136588898");
    assert_eq!(first.arrived_at(), Some(Timestamp::from_millis(1_545_084_650_987)));
    assert_eq!((first.shard_id(), first.stream_name()), ("shardId-000000000006", "lambda-stream"));
    assert_eq!((first.aws_region.as_str(), first.event_name.as_str()), ("us-east-2", "aws:kinesis:record"));
    assert_eq!(second.json::<Value>().unwrap()["orderId"], 7);
    assert_eq!(second.data(), &b"{\"orderId\":7}"[..]);
    assert_eq!((event.window, event.is_final_invoke_for_window), (None, None));
}

#[test]
fn reads_an_event_of_a_window() {
    let event = decode(fixtures::STREAM_WINDOW);
    let window = event.window.unwrap();
    assert_eq!(
        (window.start.as_str(), window.end.as_str()),
        ("2020-12-09T07:04:00Z", "2020-12-09T07:06:00Z")
    );
    assert_eq!(event.state.unwrap()["2"], 715);
    assert_eq!(event.shard_id.as_deref(), Some("shardId-000000000006"));
    assert_eq!(
        (event.is_final_invoke_for_window, event.is_window_terminated_early),
        (Some(false), Some(false))
    );
    assert!(event.event_source_arn.unwrap().ends_with("stream/lambda-stream"));
}

#[test]
fn an_event_is_written_as_it_was_read() {
    for fixture in [fixtures::STREAM, fixtures::STREAM_WINDOW] {
        let written: Value = serde_json::from_slice(&decode(fixture).to_payload()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(fixture).unwrap());
    }
}

#[test]
fn what_a_host_leaves_out_is_empty_and_what_must_be_there_is_named() {
    let event = decode(
        r#"{"Records":[{"kinesis":{"sequenceNumber":"7","data":"YQ=="},"awsRegion":null,"new":1}],"window":null}"#,
    );
    let record = &event.records[0];
    assert_eq!((record.shard_id(), record.stream_name(), record.partition_key()), ("", "", ""));
    assert_eq!((record.text(), record.arrived_at()), (Some("a"), None));
    assert!(decode(r#"{"Records":[]}"#).records.is_empty());
    for (payload, missing) in [
        (
            r#"{"Records":[{"kinesis":{"data":"YQ=="}}]}"#,
            "Records[0].kinesis: missing field `sequenceNumber`",
        ),
        (r#"{"Records":[{"kinesis":{"sequenceNumber":"7","data":"?"}}]}"#, "Records[0].kinesis.data: "),
        (r#"{"Records":[{}]}"#, "missing field `kinesis`"),
        (r"{}", "missing field `Records`"),
    ] {
        let error = VoidStreamEvent::decode(payload.as_bytes()).unwrap_err().to_string();
        assert!(
            error.starts_with("the payload is not a stream event: ") && error.contains(missing),
            "{error}"
        );
    }
}

#[test]
fn debug_does_not_show_data() {
    let event = VoidStreamEvent::builder().data("key", "s3cret").build();
    assert!(!format!("{event:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_handler_answers_nothing_a_batch_response_or_an_error() {
    async fn nothing(_event: VoidStreamEvent, _context: VoidContext) -> Result<(), HandlerError> {
        Ok(())
    }
    async fn second(event: VoidStreamEvent, _context: VoidContext) -> Result<BatchResponse, HandlerError> {
        Ok(BatchResponse::all_done().failed(event.records[1].sequence_number()))
    }
    async fn error(_event: VoidStreamEvent, _context: VoidContext) -> Result<(), HandlerError> {
        Err("no".into())
    }
    async fn state(
        Json(event): Json<VoidStreamEvent>,
        _context: VoidContext,
    ) -> Result<Json<Value>, HandlerError> {
        Ok(Json(serde_json::json!({ "state": event.state })))
    }
    let invoke = async |function: BoxFunction, payload: &'static str| {
        function.invoke(payload.into(), VoidContext::for_test()).await
    };
    let function = BoxFunction::new(nothing);
    assert_eq!(function.event_name(), "a stream event");
    assert_eq!(invoke(function, fixtures::STREAM).await.unwrap(), r#"{"batchItemFailures":[]}"#);
    assert_eq!(
        invoke(BoxFunction::new(second), fixtures::STREAM).await.unwrap(),
        r#"{"batchItemFailures":[{"itemIdentifier":"49590338271490256608559692540925702759324208523137515618"}]}"#
    );
    assert!(invoke(BoxFunction::new(error), fixtures::STREAM).await.is_err());
    let state = invoke(BoxFunction::new(state), fixtures::STREAM_WINDOW).await.unwrap();
    assert_eq!(state, r#"{"state":{"1":282,"2":715}}"#);
}
