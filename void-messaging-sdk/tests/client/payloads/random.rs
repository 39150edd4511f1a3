//! Any sequence of sends, receives and deletes, on a network and a store that fail now and then.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use void_core::{Faults, PayloadPointer, Random, StoreError, StoreErrorKind};
use void_messaging_sdk::{Message, OutgoingMessage};

use super::{Scene, THRESHOLD};

/// A body of its own, large or small.
fn body(number: u64, random: &Random) -> String {
    let bytes = if random.below(2) == 0 { THRESHOLD * 2 } else { 10 };
    format!("{number}:{}", "x".repeat(bytes))
}

/// No message of the queue points to what is not there, but one whose payload went with another: that is the same message a
/// second time, since the response to its send was lost, or one that was received since by somebody who does not know it.
fn check(scene: &Scene, gone: &BTreeSet<PayloadPointer>) {
    let keys = scene.payloads.keys();
    for body in scene.bodies().iter().filter(|body| body.starts_with('[')) {
        let pointer = PayloadPointer::from_body(body).unwrap();
        let is_there = keys.iter().any(|key| key == pointer.key());
        assert!(is_there || gone.contains(&pointer), "{pointer:?} is gone");
    }
}

/// Plays one sequence, and gives how many calls failed and how many payloads are left that nothing points to.
async fn play(seed: u64) -> (u64, u64) {
    let scene = Scene::new("orders");
    let random = Random::from_seed(seed);
    let faults = Faults::new(scene.mock.transport()).with_random(random.fork("faults"));
    faults.on_any().with_probability(0.2).refuse();
    faults.on_any().with_probability(0.2).lose_response();
    let client = scene.client_on(&faults, scene.offload().delete_with_message());
    let url = scene.queue.url();
    let mut failures = 0;
    let mut gone = BTreeSet::new();
    let mut held: BTreeMap<String, Message> = BTreeMap::new();
    for number in 0..60 {
        let away = random.below(5) == 0;
        let error = StoreError::new(StoreErrorKind::Unavailable, "the store is away");
        scene.payloads.fail_with(away.then_some(error));
        match random.below(4) {
            0 | 1 => {
                let messages =
                    (0..=random.below(3)).map(|n| OutgoingMessage::new(body(number * 10 + n, &random)));
                for result in client.send_messages(&url, messages).await {
                    failures += u64::from(result.is_err());
                }
            }
            2 => match client.receive_message(&url).max_number_of_messages(10).await {
                Ok(received) => {
                    for message in received.messages {
                        held.insert(message.message_id.clone(), message);
                    }
                }
                Err(_) => failures += 1,
            },
            _ => {
                let Some((_, message)) = held.pop_first() else { continue };
                let pointer = message.payload_pointer();
                match client.delete_message(&url, message.receipt_handle).await {
                    Ok(_) => gone.extend(pointer),
                    Err(_) => failures += 1,
                }
            }
        }
        scene.payloads.fail_with(None);
        check(&scene, &gone);
    }
    // Whatever is left is received whole.
    faults.clear();
    let clock = std::sync::Arc::clone(scene.mock.config().clock());
    clock.sleep_until(clock.now() + Duration::from_secs(60)).await;
    while let [message, ..] = &client.receive_message(&url).await.unwrap().messages[..] {
        match (&message.payload_error, message.payload_pointer()) {
            (None, pointer) => {
                let number = message.body.split(':').next().unwrap();
                assert!(number.parse::<u64>().is_ok(), "it is a body");
                gone.extend(pointer);
            }
            (Some(error), pointer) => assert!(gone.contains(&pointer.unwrap()), "{error}"),
        }
        client.delete_message(&url, &message.receipt_handle).await.unwrap();
    }
    (failures, scene.payloads.keys().len() as u64)
}

#[tokio::test(start_paused = true)]
async fn no_message_points_to_what_is_not_there() {
    let (mut failures, mut left) = (0, 0);
    for seed in 0..30 {
        let (failed, orphans) = play(seed).await;
        failures += failed;
        left += orphans;
    }
    assert!(failures > 100, "the faults happened: {failures}");
    assert!(left < failures, "what stays is what nobody could know of: {left} of {failures}");
}
