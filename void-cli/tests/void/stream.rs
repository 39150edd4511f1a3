//! `void stream`.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::cloud::{Cloud, keys};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_stream_is_made_shown_listed_and_deleted() {
    let cloud = Cloud::start().await;
    assert_eq!(cloud.text("stream create clicks --shards 2"), "created stream clicks\n");
    let shown = cloud.json("stream get clicks");
    assert_eq!(
        keys(&shown),
        [
            "arn",
            "consumer_count",
            "created_at",
            "mode",
            "name",
            "open_shard_count",
            "retention_period_hours",
            "shards",
            "status",
        ]
    );
    assert_eq!((&shown["status"], &shown["mode"]), (&json!("active"), &json!("provisioned")));
    assert_eq!(shown["shards"][1]["shard_id"], "shardId-000000000001");
    assert_eq!(shown["shards"][0]["starting_hash_key"], "0");
    let text = cloud.text("stream get clicks");
    assert!(text.contains("retention    1 day\n"), "{text}");
    assert!(text.ends_with("SHARD                 STATE  PARENTS\nshardId-000000000000  open   -\nshardId-000000000001  open   -\n"), "{text}");

    let listed = cloud.json("stream list");
    assert_eq!(keys(&listed[0]), ["arn", "created_at", "mode", "name", "status"]);
    assert!(
        cloud
            .text("stream list")
            .starts_with("NAME    STATUS  MODE         CREATED\nclicks  active  provisioned  20")
    );
    let deleted = json!({"action": "deleted", "kind": "stream", "name": "clicks"});
    assert_eq!(cloud.json("stream delete clicks"), deleted);
    assert_eq!(cloud.text("stream list"), "");
    assert_eq!(cloud.json("stream create clicks --on-demand")["action"], "created");
    assert_eq!(cloud.json("stream get clicks")["mode"], "on_demand");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn records_are_put_and_read() {
    let cloud = Cloud::start().await;
    cloud.streams.create_stream("clicks", 2);
    let put = cloud.json("stream put clicks /cart --key visitor-7");
    assert_eq!(keys(&put), ["partition_key", "sequence_number", "shard_id"]);
    assert_eq!(cloud.run_with_input("stream put clicks - --key visitor-7", b"\xff\x00").code, 0);
    assert!(cloud.text("stream put clicks /checkout").starts_with("put into shardId-00000000000"));

    let mut read = cloud.json("stream read clicks");
    assert_eq!(read.as_array().unwrap().len(), 3);
    read.as_array_mut().unwrap().retain(|record| record["partition_key"] == "visitor-7");
    assert_eq!(
        keys(&read[0]),
        [
            "arrived_at",
            "data",
            "data_base64",
            "partition_key",
            "sequence_number",
            "shard_id",
            "sub_sequence_number",
        ]
    );
    assert_eq!((&read[0]["data"], &read[0]["data_base64"]), (&json!("/cart"), &Value::Null));
    assert_eq!((&read[1]["data"], &read[1]["data_base64"]), (&Value::Null, &json!("/wA=")));
    assert_eq!(read[0]["sequence_number"], put["sequence_number"]);

    let shard = put["shard_id"].as_str().unwrap();
    let one = cloud.text(&format!("stream read clicks --shard {shard} --max 1"));
    assert!(one.ends_with(&format!("Z {shard} visitor-7  /cart\n")), "{one}");
    assert_eq!(cloud.json("stream read clicks --from latest"), json!([]));
    assert_eq!(cloud.error("stream read clicks --shard shardId-000000000009")["exit_code"], 3);
    assert_eq!(cloud.run("stream read clicks --from yesterday").code, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_stream_is_followed_a_record_a_line() {
    let cloud = Cloud::start().await;
    let stream = cloud.streams.create_stream("clicks", 1);
    stream.put("visitor-7", "/");
    let mut tail = cloud.command("stream tail clicks --from oldest --output json");
    let mut child = tail.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(next()["data"], "/");
    stream.put("visitor-7", "/cart");
    assert_eq!(next()["data"], "/cart");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_mistyped_stream_answers_with_the_nearest_one() {
    let cloud = Cloud::start().await;
    cloud.streams.create_stream("clicks", 1);
    for command in ["get click", "delete click", "read click", "tail click", "put click x"] {
        let error = cloud.error(&format!("stream {command}"));
        assert_eq!((&error["exit_code"], &error["code"]), (&json!(3), &json!("ResourceNotFoundException")));
        assert_eq!(
            error["message"],
            format!("there is no stream click at {}", cloud.server.url()),
            "{command}"
        );
        assert_eq!(error["hint"], "did you mean clicks?", "{command}");
    }
}
