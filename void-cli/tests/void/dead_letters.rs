//! `void queue peek`, `subscriptions` and `redrive` on the local cloud: it knows of functions, and why they failed.

use std::time::Duration;

use serde_json::json;
use void_core::time::timeout;

use crate::{cloud::keys, functions::Project};

const MANIFEST: &str = "name: echo
runtime: provided
handler: run.sh
events:
  - queue: {name: jobs, batchSize: 1, maxRetries: 0, deadLetterQueue: jobs-dlq}
";

/// A function that fails at messages with `fail` in them, and `count` of them in its dead-letter queue.
async fn with_dead_letters(name: &str, count: usize) -> Project {
    let project = Project::start(name).await;
    project.write("functions/echo/void.yaml", MANIFEST);
    project.text(&["deploy"]).await;
    for number in 0..count {
        project.text(&["queue", "send", "jobs", &format!("fail {number}"), "--attribute", "Kind=job"]).await;
        dead(&project, number + 1).await;
    }
    project
}

/// Waits until there are so many dead letters.
async fn dead(project: &Project, count: usize) {
    let queue = project.cloud.cloud().queue("jobs-dlq");
    let wanted = format!("fail {}", count - 1);
    let clock = project.cloud.cloud().clock();
    let come = queue.wait_for(|message| message.body() == wanted);
    timeout(&*clock, Duration::from_secs(20), come).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_shown_with_its_error_and_looking_changes_nothing() {
    let project = with_dead_letters("peek", 1).await;
    let letters = project.json(&["queue", "peek", "jobs-dlq"]).await;
    let letter = &letters[0];
    let expected = [
        "attributes",
        "body",
        "dead_letter",
        "deduplication_id",
        "group_id",
        "message_id",
        "receive_count",
        "sent_at",
        "state",
    ];
    assert_eq!(keys(letter), expected);
    assert_eq!((&letter["body"], &letter["attributes"]["Kind"]), (&json!("fail 0"), &json!("job")));
    let why = &letter["dead_letter"];
    assert_eq!(why["error"], "told to fail");
    assert_eq!(why["error_type"], "Shell.Told");
    assert_eq!(
        (&why["attempts"], &why["function"], &why["source_queue"]),
        (&json!(1), &json!("echo"), &json!("jobs"))
    );
    assert!(why["moved_at"].as_str().unwrap().ends_with('Z'), "{why}");

    let shown = project.text(&["queue", "peek", "jobs-dlq"]).await;
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[1], "  Shell.Told: told to fail");
    assert!(lines[2].starts_with("  tried once, by echo, from the queue jobs, dead since 2"), "{shown}");
    assert!(lines[3].starts_with("  void trace 1-"), "{shown}");
    assert_eq!(lines[4..], ["  Kind: job", "fail 0"]);
    let again = project.json(&["queue", "peek", "jobs-dlq"]).await;
    assert_eq!(again[0]["receive_count"], letter["receive_count"]);
    let ran = project.run(&["queue", "peek", "jobs-dlq"]).await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "it costs nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_tells_which_functions_it_invokes() {
    let project = with_dead_letters("subscriptions", 0).await;
    let expected = json!([{
        "function": "echo", "batch_size": 1, "batching_window_seconds": 0.0, "max_concurrency": 10, "max_retries": 0,
        "dead_letter_queue": "jobs-dlq", "visible": 0, "in_flight": 0, "delayed": 0,
    }]);
    assert_eq!(project.json(&["queue", "subscriptions", "jobs"]).await, expected);
    let shown = project.text(&["queue", "subscriptions", "jobs"]).await;
    assert_eq!(
        shown.lines().nth(1).unwrap().split_whitespace().collect::<Vec<_>>(),
        ["echo", "1", "10", "0", "jobs-dlq", "0", "0"]
    );
    assert_eq!(project.json(&["queue", "subscriptions", "jobs-dlq"]).await, json!([]));
    let mistyped = project.run(&["queue", "subscriptions", "jbos"]).await;
    assert_eq!(mistyped.code, 3);
    assert!(mistyped.err.contains("did you mean jobs?"), "{}", mistyped.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_dead_letter_goes_back_or_all_of_them() {
    let project = with_dead_letters("redrive", 3).await;
    let fixed = MANIFEST.replace("handler: run.sh", "handler: fixed.sh");
    project.write("functions/echo/void.yaml", &fixed);
    let runtime = std::fs::read_to_string(project.folder().join("functions/echo/run.sh")).unwrap();
    let path = project.write("functions/echo/fixed.sh", &runtime.replace("*fail*", "*never*"));
    crate::functions::make_executable(&path);
    project.text(&["deploy"]).await;

    let letters = project.json(&["queue", "peek", "jobs-dlq"]).await;
    let second = letters[1]["message_id"].as_str().unwrap();
    let moved = project.json(&["queue", "redrive", "jobs-dlq", "--message-id", second]).await;
    let expected = json!({
        "queue": "jobs-dlq", "to": null, "status": "completed", "messages_moved": 1, "messages_to_move": 1,
    });
    assert_eq!(moved, expected);
    let left = project.json(&["queue", "peek", "jobs-dlq"]).await;
    let bodies: Vec<_> = left.as_array().unwrap().iter().map(|letter| letter["body"].clone()).collect();
    assert_eq!(bodies, ["fail 0", "fail 2"]);
    let absent = project.run(&["queue", "redrive", "jobs-dlq", "--message-id", second]).await;
    assert_eq!(absent.code, 1);
    assert!(absent.err.contains(&format!("there is no dead letter {second}")), "{}", absent.err);

    let moved = project.text(&["queue", "redrive", "jobs-dlq"]).await;
    assert_eq!(moved, "completed: moved 2 of 2 from jobs-dlq to where each came from\n");
    assert_eq!(project.json(&["queue", "peek", "jobs-dlq"]).await, json!([]));
    let mistyped = project.run(&["queue", "redrive", "jobs-dlk"]).await;
    assert_eq!(mistyped.code, 3);
}
