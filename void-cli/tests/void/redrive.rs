//! `void queue redrive`.

use serde_json::json;

use crate::cloud::Cloud;

/// A queue whose one message has gone to its dead-letter queue.
async fn with_a_dead_letter() -> Cloud {
    let cloud = Cloud::start().await;
    cloud.text("queue create dead");
    cloud.text("queue create orders --visibility-timeout 0 --dead-letter-queue dead --max-receive-count 1");
    cloud.text("queue send orders failing");
    assert_eq!(cloud.json("queue receive orders").as_array().unwrap().len(), 1);
    assert_eq!(cloud.json("queue receive orders"), json!([]));
    assert_eq!(cloud.json("queue get dead")["messages_visible"], 1);
    cloud
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn dead_letters_go_back_to_where_they_came_from() {
    let cloud = with_a_dead_letter().await;
    let moved = cloud.json("queue redrive dead");
    let expected = json!({
        "queue": "dead", "to": null, "status": "completed", "messages_moved": 1, "messages_to_move": 1,
    });
    assert_eq!(moved, expected);
    assert_eq!(cloud.messaging.queue("orders").messages()[0].body(), "failing");
    assert_eq!(cloud.json("queue get dead")["messages_visible"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn dead_letters_go_to_a_queue_that_is_named() {
    let cloud = with_a_dead_letter().await;
    cloud.text("queue create again");
    let moved = cloud.text("queue redrive dead --to again --max-messages-per-second 100");
    assert_eq!(moved, "completed: moved 1 of 1 from dead to again\n");
    assert_eq!(cloud.messaging.queue("again").messages()[0].body(), "failing");
    assert_eq!(cloud.error("queue redrive dead --to agani")["hint"], "did you mean again?");
    let one = cloud.error("queue redrive dead --message-id 1");
    assert_eq!(one["exit_code"], 2, "it needs a local cloud: {one}");
    let started = cloud.json("queue redrive dead --no-wait");
    assert_eq!((&started["queue"], &started["to"]), (&json!("dead"), &json!(null)));
}
