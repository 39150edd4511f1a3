//! What holds of any messages that are sent in one call.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use proptest::prelude::*;
use serde_json::{Value, json};
use void_core::{Body, Config, Random, transport_fn};
use void_messaging_sdk::{OutgoingMessage, VoidMessagingClient};

use crate::support::FIFO_URL;

/// A message: how large, in which group, and whether the service refuses it.
#[derive(Clone, Debug)]
struct Draft {
    bytes: usize,
    group: u8,
    refused: bool,
}

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let bytes = prop_oneof![8 => 4..2_000_usize, 1 => 300_000..600_000_usize];
    let draft = (bytes, 0..3_u8, prop::bool::weighted(0.1));
    prop::collection::vec(draft.prop_map(|(bytes, group, refused)| Draft { bytes, group, refused }), 0..40)
}

/// A service that refuses what its deduplication id says, and keeps the others' ids by group.
fn client(batches: Arc<Mutex<Vec<Value>>>) -> VoidMessagingClient {
    let transport = transport_fn(move |request: http::Request<Body>| {
        let batches = Arc::clone(&batches);
        async move {
            let body: Value = serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap();
            let (refused, stored): (Vec<&Value>, Vec<&Value>) =
                body["Entries"].as_array().unwrap().iter().partition(|entry| {
                    entry["MessageDeduplicationId"].as_str().unwrap().starts_with("refused")
                });
            let failed =
                refused.iter().map(|entry| json!({"Id": entry["Id"], "SenderFault": true, "Code": "X"}));
            let successful = stored.iter().map(|entry| {
                json!({"Id": entry["Id"], "MessageId": entry["MessageDeduplicationId"],
                    "MD5OfMessageBody": md5_of(entry["MessageBody"].as_str().unwrap())})
            });
            let answer =
                json!({"Successful": successful.collect::<Vec<_>>(), "Failed": failed.collect::<Vec<_>>()});
            batches.lock().unwrap().push(body);
            Ok(http::Response::new(Body::from(answer.to_string())))
        }
    });
    let config = Config::builder()
        .endpoint_url("http://localhost:4566")
        .region("eu-central-1")
        .transport(transport)
        .random(Random::from_seed(7));
    VoidMessagingClient::new(config.build())
}

fn md5_of(body: &str) -> String {
    use md5::{Digest, Md5};
    Md5::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_messages_keep_the_limits_the_order_and_their_results(drafts in drafts()) {
        let batches = Arc::default();
        let client = client(Arc::clone(&batches));
        let id = |place: usize, draft: &Draft| {
            format!("{}-{place}", if draft.refused { "refused" } else { "stored" })
        };
        let messages = drafts.iter().enumerate().map(|(place, draft)| {
            OutgoingMessage::new("x".repeat(draft.bytes))
                .message_group_id(draft.group.to_string())
                .message_deduplication_id(id(place, draft))
        });
        let results = runtime().block_on(async { client.send_messages(FIFO_URL, messages).await });

        prop_assert_eq!(results.len(), drafts.len());
        let mut stopped_at: HashMap<u8, usize> = HashMap::new();
        for (place, (draft, result)) in drafts.iter().zip(&results).enumerate() {
            match result {
                Ok(sent) => prop_assert_eq!(&sent.message_id, &id(place, draft)),
                // Refused by the service, or kept back behind one that was.
                Err(_) if draft.refused => { stopped_at.entry(draft.group).or_insert(place); }
                Err(_) => prop_assert!(stopped_at.get(&draft.group).is_some_and(|failed| *failed < place)),
            }
        }
        let mut last: HashMap<String, usize> = HashMap::new();
        for batch in batches.lock().unwrap().iter() {
            let entries = batch["Entries"].as_array().unwrap();
            let bytes: usize = entries.iter().map(|entry| entry["MessageBody"].as_str().unwrap().len()).sum();
            prop_assert!((1..=10).contains(&entries.len()) && bytes <= 1_048_576);
            for entry in entries {
                let (_, place) = entry["MessageDeduplicationId"].as_str().unwrap().split_once('-').unwrap();
                let place: usize = place.parse().unwrap();
                let group = entry["MessageGroupId"].as_str().unwrap().to_owned();
                prop_assert!(last.insert(group, place).is_none_or(|before| before < place));
            }
        }
    }
}
