//! `void queue`.

use serde_json::json;

use crate::cloud::{Cloud, Ran, command, folder, keys, unread};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_queue_is_made_shown_listed_and_deleted() {
    let cloud = Cloud::start().await;
    let url = format!("{}/000000000000/orders", cloud.server.url());
    let create = "queue create orders --visibility-timeout 20 --message-retention-period 345600 --delay 5";
    assert_eq!(cloud.text(create), format!("created queue orders\n{url}\n"));
    assert_eq!(cloud.json(create), json!({"name": "orders", "url": url}));

    let shown = cloud.text("queue get orders");
    for line in [
        "messages             0",
        "visibility time-out  20 s",
        "retention            4 days",
        "delay                5 s",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let shown = cloud.json("queue get orders");
    assert_eq!(shown["visibility_timeout_seconds"], 20);
    assert_eq!(shown["message_retention_period_seconds"], 345_600);
    assert_eq!(shown["arn"], "arn:aws:sqs:us-east-1:000000000000:orders");
    assert_eq!(shown, cloud.json(&format!("queue get {url}")), "a URL names it as well");
    assert_eq!(shown, cloud.json("queue get arn:aws:sqs:us-east-1:000000000000:orders"), "and an ARN");

    cloud.messaging.queue("orders").send("one");
    let mut rows = cloud.json("queue list");
    assert_eq!(rows[0]["messages_delayed"].take(), 1);
    let expected = json!([{
        "name": "orders", "url": url, "fifo": false,
        "messages_visible": 0, "messages_in_flight": 0, "messages_delayed": null,
    }]);
    assert_eq!(rows, expected);
    let listed = cloud.text("queue list");
    assert_eq!(listed, "NAME    MESSAGES  IN FLIGHT  DELAYED\norders         0          0        1\n");
    assert_eq!(cloud.text("queue list --prefix x"), "");
    assert_eq!(cloud.json("queue list --prefix x"), json!([]));

    assert_eq!(cloud.text("queue purge orders"), "purged queue orders\n");
    let deleted = json!({"action": "deleted", "kind": "queue", "name": "orders"});
    assert_eq!(cloud.json("queue delete orders"), deleted);
    assert!(cloud.messaging.find_queue("orders").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_fifo_queue_has_its_ending_and_its_dead_letter_queue() {
    let cloud = Cloud::start().await;
    cloud.text("queue create dead --fifo");
    let made = cloud.json(
        "queue create payments --fifo --content-based-deduplication --dead-letter-queue dead.fifo --max-receive-count 3",
    );
    assert_eq!(made["name"], "payments.fifo");
    let shown = cloud.text("queue get payments.fifo");
    assert!(shown.contains("FIFO, deduplicates by content"), "{shown}");
    assert!(shown.contains("to dead.fifo after 3 receives"), "{shown}");
    let sent = cloud.json("queue send payments.fifo paid --group customer-7");
    assert_eq!(keys(&sent), ["message_id", "sequence_number"]);
    assert!(sent["sequence_number"].is_string());
    assert_eq!(cloud.json("queue receive payments.fifo")[0]["group_id"], "customer-7");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_message_is_sent_from_wherever_its_body_is() {
    let cloud = Cloud::start().await;
    let queue = cloud.messaging.create_queue("orders");
    let file = folder("send").join("order.json");
    std::fs::write(&file, "from a file").unwrap();
    let sent = cloud.text("queue send orders typed --attribute EventType=OrderPlaced --attribute Query=a=b");
    assert!(sent.starts_with("sent message "), "{sent}");
    cloud.text(&format!("queue send orders --file {}", file.display()));
    assert_eq!(cloud.run_with_input("queue send orders -", b"from a pipe").code, 0);

    let messages = queue.messages();
    let bodies: Vec<_> = messages.iter().map(|message| message.body()).collect();
    assert_eq!(bodies, ["typed", "from a file", "from a pipe"]);
    assert_eq!(messages[0].attribute("EventType"), Some("OrderPlaced"));
    assert_eq!(messages[0].attribute("Query"), Some("a=b"));

    let missing = cloud.run("queue send orders --file /no/such/file");
    assert_eq!((missing.code, missing.out.as_str()), (1, ""));
    assert!(missing.err.starts_with("error: /no/such/file: "), "{}", missing.err);
    assert_eq!(cloud.run_with_input("queue send orders -", b"\xff").code, 2);
    assert_eq!(queue.messages().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_message_is_received_with_all_that_it_carries() {
    let cloud = Cloud::start().await;
    let queue = cloud.messaging.create_queue("orders");
    cloud.text("queue send orders {\"id\":1} --attribute EventType=OrderPlaced");
    let received = cloud.json("queue receive orders --wait 1 --visibility-timeout 0");
    let message = &received[0];
    assert_eq!(
        keys(message),
        [
            "attributes",
            "body",
            "deduplication_id",
            "first_received_at",
            "group_id",
            "message_id",
            "receipt_handle",
            "receive_count",
            "sent_at",
        ]
    );
    assert_eq!(message["body"], "{\"id\":1}");
    assert_eq!(message["receive_count"], 1);
    let attributes = json!({"EventType": {"data_type": "String", "value": "OrderPlaced"}});
    assert_eq!(message["attributes"], attributes);
    assert!(cloud.text("queue peek orders").contains("  received 2 times\n"));

    let shown = cloud.text("queue receive orders --max 10 --delete");
    let lines: Vec<_> = shown.lines().collect();
    assert!(lines[0].starts_with(message["message_id"].as_str().unwrap()), "{shown}");
    assert!(lines[0].ends_with("received 3 times"), "{shown}");
    assert_eq!(lines[1..], ["  EventType: OrderPlaced", "{\"id\":1}"]);
    assert!(queue.messages().is_empty(), "it was deleted");
    assert_eq!(cloud.text("queue receive orders"), "");
    assert_eq!(cloud.json("queue receive orders"), json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_is_no_command_to_the_terminal() {
    let cloud = Cloud::start().await;
    cloud.messaging.create_queue("orders").send("\r\u{7f}bell");
    assert!(cloud.text("queue peek orders").ends_with("\n\\r\\u{7f}bell\n"));
    assert_eq!(cloud.json("queue peek orders")[0]["body"], "\r\u{7f}bell");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_message_that_could_not_be_printed_is_not_deleted() {
    let cloud = Cloud::start().await;
    let queue = cloud.messaging.create_queue("orders");
    queue.send("precious");
    let mut command = cloud.command("queue receive orders --delete --visibility-timeout 0");
    assert!(command.stdout(unread()).status().unwrap().success());
    assert_eq!(queue.messages().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn peeking_leaves_messages_visible_and_says_what_it_costs() {
    let cloud = Cloud::start().await;
    let queue = cloud.messaging.create_queue("orders");
    queue.send("one");
    queue.send("two");
    let ran = cloud.run("queue peek orders --output json");
    assert_eq!(ran.code, 0);
    let messages: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(messages.as_array().unwrap().len(), 2);
    assert_eq!(ran.err, "warning: each message shown counts as received once more\n");
    assert_eq!(queue.counts().visible, 2);
    assert_eq!(cloud.json("queue peek orders --max 1").as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_mistyped_name_answers_with_the_nearest_one() {
    let cloud = Cloud::start().await;
    cloud.messaging.create_queue("order-events-queue");
    cloud.messaging.create_queue("payments");
    for verb in ["get", "delete", "purge", "peek", "receive", "redrive"] {
        let ran = cloud.run(&format!("queue {verb} order-evnts-queue"));
        let place = cloud.server.url();
        let expected = format!(
            "error: there is no queue order-evnts-queue at {place}\n  did you mean order-events-queue?\n"
        );
        assert_eq!((ran.code, ran.out.as_str(), ran.err), (3, "", expected), "{verb}");
    }
    let error = cloud.error("queue send order-evnts-queue hello");
    assert_eq!(error["code"], "QueueDoesNotExist");
    assert_eq!(error["hint"], "did you mean order-events-queue?");
    assert_eq!(keys(&error), ["code", "exit_code", "hint", "message"]);
    let far = cloud.error("queue get something-else");
    assert_eq!(far["hint"], "`void queue list` lists what is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_exit_code_says_how_it_failed() {
    let cloud = Cloud::start().await;
    cloud.text("queue create orders");
    let differs = cloud.error("queue create orders --delay 7");
    assert_eq!((&differs["exit_code"], &differs["code"]), (&json!(1), &json!("QueueNameExists")));
    assert_eq!(cloud.error("queue create not.a.name")["exit_code"], 2);
    for usage in
        ["queue create", "queue receive orders --max 11", "queue create a --max-receive-count 3", "queu"]
    {
        assert_eq!(cloud.run(usage).code, 2, "{usage}");
    }
    let mut stranger = cloud.command("queue list");
    let refused = Ran::of(
        stranger.env("AWS_ACCESS_KEY_ID", "AKID").env("AWS_SECRET_ACCESS_KEY", "x").output().unwrap(),
    );
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(refused.err.contains("the credentials are from: AWS_ACCESS_KEY_ID"), "{}", refused.err);
    let mistyped = cloud.run("queue subscriptions order");
    assert_eq!(mistyped.code, 3);
    let subscriptions = cloud.run("queue subscriptions orders");
    assert_eq!(subscriptions.code, 1);
    assert!(subscriptions.err.contains("it has no control API"), "{}", subscriptions.err);
}

#[test]
fn an_endpoint_that_does_not_answer_is_said_with_what_to_do() {
    // Nobody listens on a port that was just given up.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ran = Ran::of(command(&format!("queue list --endpoint http://127.0.0.1:{port}")).output().unwrap());
    assert_eq!((ran.code, ran.out.as_str()), (5, ""));
    let hint = format!(
        "nothing answers at http://127.0.0.1:{port} (--endpoint): `void up` starts the local cloud; \
         `--endpoint URL` names another"
    );
    assert!(ran.err.contains(&hint), "{}", ran.err);
}
