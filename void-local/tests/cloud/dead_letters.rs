//! A dead letter is looked into, corrected and sent back.

use void_function_sdk::{HandlerError, Outcome, QueueMessage, VoidContext, VoidQueueEvent, each_record};
use void_local::{ErrorKind, LocalCloud, RedriveTarget, timeline::TimelineEvent};

use crate::support::{Script, bodies, cloud, subscriber};

const KEYS: [&str; 2] = ["maxRetries: 0", "deadLetterQueue: dlq"];

/// `pay` takes numbers only, `ship` takes anything; both had `"two"`.
async fn with_a_dead_letter() -> (LocalCloud, Script) {
    let (cloud, ship) = (cloud(), Script::default());
    let pay = each_record(|_: QueueMessage<u32>, _: VoidContext| async { Ok(Outcome::Done) });
    cloud.deploy(subscriber("pay", "orders", &KEYS).as_str(), |_| pay).await.unwrap();
    cloud.deploy(subscriber("ship", "orders", &KEYS).as_str(), |_| ship.clone()).await.unwrap();
    cloud.queue("orders").send("two");
    cloud.settle().await;
    assert_eq!((bodies(&cloud, "dlq"), ship.seen().len()), (vec!["two".to_owned()], 1));
    (cloud, ship)
}

#[tokio::test]
async fn corrected_and_sent_back_it_goes_to_the_function_that_failed_alone() {
    let (cloud, ship) = with_a_dead_letter().await;
    let dead = cloud.dead_letters("dlq").remove(0);
    let id = cloud.redrive(&dead.clone().with_body("2"), &RedriveTarget::Origin).unwrap();
    assert_ne!(id, dead.message_id);
    cloud.settle().await;
    assert!(bodies(&cloud, "dlq").is_empty() && bodies(&cloud, "orders").is_empty());
    assert_eq!(ship.seen().len(), 1);
    let gone = cloud.redrive(&dead, &RedriveTarget::Origin).unwrap_err();
    assert!(matches!(gone.kind(), ErrorKind::Queue { queue, .. } if queue == "dlq"), "{gone}");
}

#[tokio::test]
async fn it_can_go_to_the_source_queue_with_all_its_functions_or_to_any_one() {
    let (cloud, ship) = with_a_dead_letter().await;
    assert_eq!(cloud.redrive_all("dlq", &RedriveTarget::Source).unwrap(), 1);
    cloud.settle().await;
    assert_eq!(
        (ship.seen().len(), bodies(&cloud, "dlq")),
        (2, vec!["two".to_owned()]),
        "uncorrected, it fails again"
    );
    let to_ship = RedriveTarget::Function("ship".to_owned());
    cloud.redrive(&cloud.dead_letters("dlq")[0], &to_ship).unwrap();
    cloud.settle().await;
    assert_eq!((ship.seen().len(), bodies(&cloud, "dlq").len()), (3, 0));
}

#[tokio::test]
async fn its_attempts_count_anew() {
    let cloud = cloud();
    let handler = |event: VoidQueueEvent, _: VoidContext| async move {
        Err::<(), _>(HandlerError::from(format!("try {}", event.records[0].receive_count())))
    };
    let keys = ["maxRetries: 1", "deadLetterQueue: dlq"];
    cloud.deploy(subscriber("pay", "orders", &keys).as_str(), |_| handler).await.unwrap();
    cloud.queue("orders").send("1");
    for _ in 0..2 {
        cloud.settle().await;
        let dead = cloud.dead_letters("dlq");
        let cause = dead[0].cause.as_ref().unwrap();
        assert_eq!((dead.len(), cause.error.as_str(), cause.attempts), (1, "try 2", 2));
        cloud.redrive(&dead[0], &RedriveTarget::Origin).unwrap();
    }
}

#[tokio::test]
async fn what_cannot_be_sent_back_stays() {
    let (cloud, _ship) = with_a_dead_letter().await;
    cloud.queue("dlq").send("by hand");
    let letters = cloud.dead_letters("dlq");
    let by_hand = letters.iter().find(|letter| letter.source.is_none()).unwrap();
    assert_eq!((by_hand.body.as_str(), by_hand.cause.as_ref()), ("by hand", None));
    let error = cloud.redrive(by_hand, &RedriveTarget::Source).unwrap_err();
    assert!(error.to_string().contains("did not come from another queue"), "{error}");
    let nobody = RedriveTarget::Function("nobody".to_owned());
    let error =
        cloud.redrive(letters.iter().find(|letter| letter.source.is_some()).unwrap(), &nobody).unwrap_err();
    assert!(error.to_string().contains("nobody"), "{error}");
    assert_eq!(
        cloud.redrive_all("dlq", &RedriveTarget::Origin).unwrap(),
        1,
        "what came from nowhere is passed over"
    );
    assert_eq!(bodies(&cloud, "dlq"), ["by hand"]);
    let redriven = |entry: &void_local::timeline::TimelineEntry| match &entry.event {
        TimelineEvent::Redriven { from, queue, subscription, .. } => {
            Some((from.clone(), queue.clone(), subscription.clone()))
        }
        _ => None,
    };
    let timeline = cloud.timeline();
    let entries: Vec<_> = timeline.entries().iter().filter_map(redriven).collect();
    assert_eq!(entries, [("dlq".to_owned(), "orders".to_owned(), Some("pay".to_owned()))]);
}
