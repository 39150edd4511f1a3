//! What PutRecords does with the records that failed.

use proptest::prelude::*;
use serde_json::{Value, json};
use void_streams_sdk::{
    ErrorKind,
    operations::{Overtaken, PutRecordsRequestEntry, PutRecordsResultEntry},
    types::HashKey,
};

use crate::support::{Answer, Script};

fn entry(key: &str, data: &str) -> PutRecordsRequestEntry {
    PutRecordsRequestEntry::new(key, data).unwrap()
}

fn stored(number: u32) -> Value {
    json!({"SequenceNumber": number.to_string(), "ShardId": "shardId-000000000000"})
}

fn failed() -> Value {
    json!({"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"})
}

fn answer<const N: usize>(records: [Value; N]) -> Answer {
    let count = records.iter().filter(|record| record.get("ErrorCode").is_some()).count();
    Answer::Json(json!({"FailedRecordCount": count, "Records": records.to_vec()}))
}

/// The partition keys of the records that were sent in a call.
fn keys(asked: &Value) -> Vec<&str> {
    asked["Records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["PartitionKey"].as_str().unwrap())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn only_the_records_that_failed_are_put_again_and_results_are_in_the_order_of_the_request() {
    let script = Script::new([
        answer([stored(1), failed(), stored(2), failed()]),
        answer([failed(), stored(3)]),
        answer([stored(4)]),
    ]);
    let batch = ["a", "b", "c", "d"].map(|key| entry(key, "x"));
    let response = script.client().put_records("orders", batch).await.unwrap();

    let asked = script.asked();
    let sent: Vec<_> = asked.iter().map(|(_, body)| keys(body)).collect();
    assert_eq!(sent, [vec!["a", "b", "c", "d"], vec!["b", "d"], vec!["b"]]);
    assert_eq!(asked[1].1["StreamName"], "orders");
    let numbers: Vec<_> = response.results().map(|put| put.unwrap().sequence_number.to_string()).collect();
    assert_eq!(numbers, ["1", "4", "2", "3"]);
    assert_eq!(response.failed_record_count, 0);
}

#[tokio::test(start_paused = true)]
async fn a_record_is_given_up_after_the_attempts_of_the_policy() {
    let script = Script::new((0..3).map(|_| answer([failed()])));
    let response = script.client().put_records("orders", [entry("a", "x")]).await.unwrap();
    assert_eq!(script.asked().len(), 3);
    assert_eq!(response.failed_record_count, 1);
    let error = response.results().next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ProvisionedThroughputExceeded);
    assert!(error.is_retryable() && !error.may_have_been_applied());
}

#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_pass_is_not_put_again() {
    let refused = json!({"ErrorCode": "KMSDisabledException", "ErrorMessage": "no"});
    let script = Script::new([answer([refused, stored(1)])]);
    let response = script.client().put_records("orders", [entry("a", "x"), entry("b", "x")]).await.unwrap();
    assert_eq!(script.asked().len(), 1);
    assert_eq!(response.results().next().unwrap().unwrap_err().kind(), ErrorKind::KmsDisabled);
}

#[tokio::test(start_paused = true)]
async fn a_record_does_not_come_after_a_later_one_of_its_key() {
    let batch = [entry("a", "1"), entry("b", "1"), entry("a", "2"), entry("b", "2")];
    let first = || answer([failed(), failed(), stored(1), failed()]);
    let script = Script::new([first(), answer([stored(2), stored(3)])]);
    let response = script.client().put_records("orders", batch.clone()).await.unwrap();
    assert_eq!(keys(&script.asked()[1].1), ["b", "b"], "the first of a was overtaken by the second");
    let put: Vec<_> = response.results().map(|result| result.is_ok()).collect();
    assert_eq!(put, [false, true, true, true]);
    assert_eq!(response.failed_record_count, 1);

    let script = Script::new([first(), answer([stored(2), stored(3), stored(4)])]);
    let call = script.client();
    let response = call.put_records("orders", batch).overtaken(Overtaken::PutAgain).await.unwrap();
    assert_eq!(keys(&script.asked()[1].1), ["a", "b", "b"]);
    assert!(script.asked()[1].1.get("Overtaken").is_none());
    assert!(response.results().all(|result| result.is_ok()));
}

#[tokio::test(start_paused = true)]
async fn it_is_the_hash_key_that_makes_an_order() {
    let same = HashKey(7);
    let batch =
        [entry("a", "1").explicit_hash_key(same), entry("b", "2").explicit_hash_key(same), entry("a", "3")];
    let script = Script::new([answer([failed(), stored(1), stored(2)])]);
    let response = script.client().put_records("orders", batch).await.unwrap();
    assert_eq!(script.asked().len(), 1);
    assert_eq!(response.failed_record_count, 1);
}

#[tokio::test(start_paused = true)]
async fn a_record_without_an_answer_may_be_there() {
    let mut answers = vec![answer([stored(1), failed()])];
    answers.extend((0..3).map(|_| Answer::Silence));
    let script = Script::new(answers);
    let response = script.client().put_records("orders", [entry("a", "x"), entry("b", "x")]).await.unwrap();
    let results: Vec<_> = response.results().collect();
    assert!(results[0].is_ok(), "what was stored stays known");
    let error = results[1].as_ref().unwrap_err();
    assert_eq!(error.code(), Some(PutRecordsResultEntry::NO_ANSWER));
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.may_have_been_applied());
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_is_refused_leaves_the_failures_as_they_were() {
    let script = Script::new([answer([failed()]), Answer::Error(400, "ResourceNotFoundException")]);
    let response = script.client().put_records("orders", [entry("a", "x")]).await.unwrap();
    let error = response.results().next().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ProvisionedThroughputExceeded);
}

#[tokio::test]
async fn a_result_with_neither_place_nor_code_is_an_error() {
    let script = Script::new([answer([json!({})])]);
    let response = script.client().put_records("orders", [entry("a", "x")]).await.unwrap();
    assert_eq!(response.results().next().unwrap().unwrap_err().kind(), ErrorKind::InvalidResponse);
}

proptest! {
    /// Whatever fails how often: what is stored of a key is in the order of the batch, and every record has one result.
    #[test]
    fn the_records_of_a_key_stay_in_order(
        batch in prop::collection::vec(0..4_u8, 1..20),
        fates in prop::collection::vec(prop::collection::vec(any::<bool>(), 20), 3),
    ) {
        let entries: Vec<_> =
            batch.iter().enumerate().map(|(place, key)| entry(&key.to_string(), &place.to_string())).collect();
        let script = Script::fates(fates);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let response = runtime.unwrap().block_on(async {
            script.client().put_records("orders", entries).await.unwrap()
        });
        prop_assert_eq!(response.records.len(), batch.len());
        let mut last = [0_u64; 4];
        for (key, result) in batch.iter().zip(response.results()) {
            let Ok(put) = result else { continue };
            let number: u64 = put.sequence_number.as_str().parse().unwrap();
            prop_assert!(number > last[usize::from(*key)], "{:?}", response);
            last[usize::from(*key)] = number;
        }
        let failed = response.results().filter(Result::is_err).count();
        prop_assert_eq!(usize::try_from(response.failed_record_count).unwrap(), failed);
    }
}
