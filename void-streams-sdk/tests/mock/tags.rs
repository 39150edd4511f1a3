//! Tags of streams and consumers, and their policies.

use std::time::Duration;

use serde_json::json;
use void_streams_sdk::{
    Error, ErrorKind, StreamArn,
    types::{ConsumerArn, ResourceArn, Tag},
};

use crate::support::{World, refusal};

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"kinesis:GetRecords","Resource":"*"}]}"#;

fn world() -> (World, StreamArn) {
    let world = World::new();
    let arn = world.mock.create_stream("orders", 1).arn();
    (world, arn)
}

async fn consumer(world: &World, stream: &StreamArn) -> ConsumerArn {
    world.client.register_stream_consumer(stream, "audit").await.unwrap().consumer.consumer_arn
}

fn pairs(tags: &[Tag]) -> Vec<(&str, &str)> {
    tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_deref().unwrap())).collect()
}

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

#[tokio::test]
async fn a_streams_tags_are_set_taken_away_and_listed_in_pages() {
    let (World { client, .. }, arn) = world();
    client.add_tags_to_stream("orders", [("team", "shop"), ("stage", "test"), ("a", "")]).await.unwrap();
    client.add_tags_to_stream(&arn, [("stage", "prod")]).await.unwrap();
    let all = client.list_tags_for_stream("orders").await.unwrap();
    assert_eq!(pairs(&all.tags), [("a", ""), ("stage", "prod"), ("team", "shop")]);
    assert!(!all.has_more_tags);
    let page = client.list_tags_for_stream(&arn).limit(2).await.unwrap();
    assert_eq!((pairs(&page.tags), page.has_more_tags), (vec![("a", ""), ("stage", "prod")], true));
    let page = client.list_tags_for_stream("orders").exclusive_start_tag_key("stage").await.unwrap();
    assert_eq!((pairs(&page.tags), page.has_more_tags), (vec![("team", "shop")], false));
    assert_eq!(client.list_tags_for_resource(&arn).await.unwrap().tags, all.tags);

    client.remove_tags_from_stream("orders", ["stage", "nothing"]).await.unwrap();
    client.untag_resource(&arn, ["a"]).await.unwrap();
    client.tag_resource(&arn, [("b", "é 漢 _.:/=+-@")]).await.unwrap();
    let left = client.list_tags_for_stream("orders").await.unwrap().tags;
    assert_eq!(pairs(&left), [("b", "é 漢 _.:/=+-@"), ("team", "shop")]);
}

#[tokio::test]
async fn a_consumer_has_tags_and_a_policy_of_its_own() {
    let (world, stream) = world();
    let client = &world.client;
    let arn = consumer(&world, &stream).await;
    client.tag_resource(&arn, [("team", "audit")]).await.unwrap();
    assert_eq!(pairs(&client.list_tags_for_resource(&arn).await.unwrap().tags), [("team", "audit")]);
    assert_eq!(client.list_tags_for_resource(&stream).await.unwrap().tags, []);
    client.untag_resource(&arn, ["team"]).await.unwrap();
    assert_eq!(client.list_tags_for_resource(&arn).await.unwrap().tags, []);

    client.put_resource_policy(&arn, POLICY).await.unwrap();
    assert_eq!(client.get_resource_policy(&arn).await.unwrap().policy, POLICY);
    assert_eq!(kind(client.get_resource_policy(&stream).await), Some(ErrorKind::ResourceNotFound));
    client.deregister_stream_consumer(&arn).await.unwrap();
    assert_eq!(kind(client.get_resource_policy(&arn).await), Some(ErrorKind::ResourceNotFound));
    assert_eq!(kind(client.tag_resource(&arn, [("a", "b")]).await), Some(ErrorKind::ResourceNotFound));
}

#[tokio::test]
async fn fifty_tags_are_the_most() {
    let (World { client, .. }, arn) = world();
    let tags = (0..50).map(|number| (number.to_string(), "x".repeat(256)));
    client.add_tags_to_stream("orders", tags).await.unwrap();
    client.add_tags_to_stream("orders", [("7", "again")]).await.unwrap();
    assert_eq!(
        kind(client.add_tags_to_stream("orders", [("50", "")]).await),
        Some(ErrorKind::InvalidArgument)
    );
    assert_eq!(kind(client.tag_resource(&arn, [("50", "")]).await), Some(ErrorKind::InvalidArgument));
    assert_eq!(client.list_tags_for_stream("orders").await.unwrap().tags.len(), 50);
}

#[tokio::test]
async fn tags_that_can_t_be_are_refused() {
    let (world, arn) = world();
    let client = &world.client;
    client.add_tags_to_stream("orders", [("k".repeat(128), "漢".repeat(256))]).await.unwrap();
    for (key, value, expected) in [
        ("", "", ErrorKind::Validation),
        (&*"k".repeat(129), "", ErrorKind::Validation),
        ("k", &*"v".repeat(257), ErrorKind::Validation),
        ("100%", "", ErrorKind::InvalidArgument),
        ("k", "a;b", ErrorKind::InvalidArgument),
        ("aws:k", "", ErrorKind::InvalidArgument),
    ] {
        assert_eq!(
            kind(client.add_tags_to_stream("orders", [(key, value)]).await),
            Some(expected),
            "{key} {value}"
        );
        assert_eq!(kind(client.tag_resource(&arn, [(key, value)]).await), Some(expected), "{key} {value}");
    }
    assert_eq!(
        kind(client.remove_tags_from_stream("orders", ["a;b"]).await),
        Some(ErrorKind::InvalidArgument)
    );
    for (operation, body, code) in [
        ("AddTagsToStream", json!({"StreamName": "orders"}), "ValidationException"),
        ("AddTagsToStream", json!({"StreamName": "orders", "Tags": {}}), "ValidationException"),
        ("AddTagsToStream", json!({"StreamName": "orders", "Tags": {"a": 1}}), "SerializationException"),
        ("AddTagsToStream", json!({"Tags": {"a": "b"}}), "InvalidArgumentException"),
        (
            "AddTagsToStream",
            json!({"StreamName": "nothing", "Tags": {"a": "b"}}),
            "ResourceNotFoundException",
        ),
        ("RemoveTagsFromStream", json!({"StreamName": "orders"}), "ValidationException"),
        ("RemoveTagsFromStream", json!({"StreamName": "orders", "TagKeys": []}), "ValidationException"),
        (
            "RemoveTagsFromStream",
            json!({"StreamName": "orders", "TagKeys": vec!["k"; 51]}),
            "ValidationException",
        ),
        ("RemoveTagsFromStream", json!({"StreamName": "orders", "TagKeys": [""]}), "ValidationException"),
        (
            "RemoveTagsFromStream",
            json!({"StreamName": "nothing", "TagKeys": ["k"]}),
            "ResourceNotFoundException",
        ),
        ("ListTagsForStream", json!({"StreamName": "orders", "Limit": 0}), "ValidationException"),
        ("ListTagsForStream", json!({"StreamName": "orders", "Limit": 51}), "ValidationException"),
        (
            "ListTagsForStream",
            json!({"StreamName": "orders", "ExclusiveStartTagKey": ""}),
            "ValidationException",
        ),
        ("ListTagsForStream", json!({"StreamName": "nothing"}), "ResourceNotFoundException"),
        ("TagResource", json!({"Tags": {"a": "b"}}), "ValidationException"),
        ("UntagResource", json!({"ResourceARN": arn}), "ValidationException"),
    ] {
        assert_eq!(refusal(&world, operation, body.clone()).await.0, code, "{operation} {body}");
    }
}

#[tokio::test]
async fn a_resource_is_a_stream_or_a_consumer_of_this_account() {
    let (world, arn) = world();
    let client = &world.client;
    for (resource, expected) in [
        (String::new(), ErrorKind::Validation),
        ("orders".to_owned(), ErrorKind::Validation),
        ("arn:aws:sqs:us-east-1:000000000000:stream/orders".to_owned(), ErrorKind::Validation),
        ("arn:aws:kinesis:us-east-1:000000000000:stream/nothing".to_owned(), ErrorKind::ResourceNotFound),
        ("arn:aws:kinesis:us-east-1:123456789012:stream/orders".to_owned(), ErrorKind::ResourceNotFound),
        ("arn:aws:kinesis:eu-west-1:000000000000:stream/orders".to_owned(), ErrorKind::ResourceNotFound),
        (format!("{arn}/consumer/audit:1700000000"), ErrorKind::ResourceNotFound),
        (format!("{arn}/consumer/audit"), ErrorKind::InvalidArgument),
    ] {
        let resource = ResourceArn::from(resource);
        let results = [
            kind(client.tag_resource(&resource, [("a", "b")]).await),
            kind(client.untag_resource(&resource, ["a"]).await),
            kind(client.list_tags_for_resource(&resource).await),
            kind(client.put_resource_policy(&resource, POLICY).await),
            kind(client.get_resource_policy(&resource).await),
            kind(client.delete_resource_policy(&resource).await),
        ];
        assert_eq!(results, [Some(expected); 6], "{resource}");
    }
}

#[tokio::test]
async fn a_policy_is_put_told_and_taken_away() {
    let (world, arn) = world();
    let client = &world.client;
    assert_eq!(kind(client.get_resource_policy(&arn).await), Some(ErrorKind::ResourceNotFound));
    assert_eq!(kind(client.delete_resource_policy(&arn).await), Some(ErrorKind::ResourceNotFound));
    client.put_resource_policy(&arn, POLICY).await.unwrap();
    assert_eq!(client.get_resource_policy(&arn).await.unwrap().policy, POLICY);
    let long = format!(r#"{{"Statement":"{}"}}"#, "x".repeat(20 * 1024));
    for policy in ["", "no", "[]", "{}", r#"{"Statement":null}"#, &long] {
        assert_eq!(kind(client.put_resource_policy(&arn, policy).await), Some(ErrorKind::InvalidArgument));
    }
    assert_eq!(
        refusal(&world, "PutResourcePolicy", json!({"ResourceARN": arn})).await.0,
        "ValidationException"
    );
    client.delete_resource_policy(&arn).await.unwrap();
    assert_eq!(kind(client.get_resource_policy(&arn).await), Some(ErrorKind::ResourceNotFound));
}

#[tokio::test]
async fn tags_of_a_stream_that_is_being_made_can_be_told_and_not_changed() {
    let world = World::with(|builder| builder.transition_time(Duration::from_secs(30)));
    let client = &world.client;
    client.create_stream("orders").shards(1).tag("team", "shop").await.unwrap();
    assert_eq!(pairs(&client.list_tags_for_stream("orders").await.unwrap().tags), [("team", "shop")]);
    let arn = world.mock.stream("orders").arn();
    let results = [
        kind(client.add_tags_to_stream("orders", [("a", "b")]).await),
        kind(client.remove_tags_from_stream("orders", ["team"]).await),
        kind(client.tag_resource(&arn, [("a", "b")]).await),
        kind(client.untag_resource(&arn, ["team"]).await),
    ];
    assert_eq!(results, [Some(ErrorKind::ResourceInUse); 4]);
}
