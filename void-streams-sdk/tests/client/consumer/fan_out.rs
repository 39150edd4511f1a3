//! Enhanced fan-out: records are pushed.

use void_streams_sdk::{
    consumer::{Consumer, InitialPosition},
    types::HashKey,
};

use super::{SECOND, STREAM, Scene, numbered, texts};

fn pushed(scene: &Scene) -> Consumer {
    scene.consumer().fan_out("billing")
}

#[tokio::test(start_paused = true)]
async fn a_consumer_is_registered_and_reads_what_is_pushed() {
    let scene = Scene::new(2);
    scene.put("a", 0..50);
    scene.put("b", 0..50);
    let records = texts(&pushed(&scene).until_idle().await.unwrap());
    for key in ["a", "b"] {
        let of_key: Vec<_> = records.iter().filter(|text| text.starts_with(key)).cloned().collect();
        assert_eq!(of_key, numbered(key, 0..50));
    }
    let registered = scene.client.list_stream_consumers(scene.stream.arn()).await.unwrap().consumers;
    assert_eq!(registered.len(), 1);
    assert_eq!(registered[0].consumer_name.as_str(), "billing");
    // The next one takes the same.
    scene.put("a", 50..52);
    assert_eq!(texts(&pushed(&scene).until_idle().await.unwrap()), numbered("a", 50..52));
    assert_eq!(scene.client.list_stream_consumers(scene.stream.arn()).await.unwrap().consumers.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_ends_is_made_again_where_it_came_to() {
    let scene = Scene::new(1);
    let mut deliveries = pushed(&scene).initial_position(InitialPosition::Latest).stream();
    scene.sleep(SECOND).await;
    // Three times the five minutes that a subscription lives.
    for number in 0..30 {
        scene.put("a", number..number + 1);
        let delivery = deliveries.next().await.unwrap().unwrap();
        assert_eq!(delivery.record().record.text(), Some(format!("a-{number}").as_str()));
        delivery.done();
        scene.sleep(30 * SECOND).await;
    }
    deliveries.close().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn children_follow_their_parents() {
    let scene = Scene::new(1);
    scene.put("a", 0..5);
    let shard = scene.stream.shards().remove(0);
    scene.client.split_shard(STREAM, &shard.shard_id, HashKey(u128::MAX / 2)).await.unwrap();
    scene.put("a", 5..10);
    assert_eq!(texts(&pushed(&scene).until_idle().await.unwrap()), numbered("a", 0..10));
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_was_deregistered_is_registered_again() {
    let scene = Scene::new(1);
    let mut deliveries = pushed(&scene).stream();
    scene.sleep(10 * SECOND).await;
    let [consumer] = &scene.client.list_stream_consumers(scene.stream.arn()).await.unwrap().consumers[..]
    else {
        panic!("one is registered");
    };
    scene.client.deregister_stream_consumer(&consumer.consumer_arn).await.unwrap();
    scene.sleep(60 * SECOND).await;
    scene.put("a", 0..1);
    deliveries.next().await.unwrap().unwrap().done();
    deliveries.close().await.unwrap();
}
