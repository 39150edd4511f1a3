//! The stream form: order, checkpoints, what is in hand.

use void_streams_sdk::{
    ErrorKind,
    consumer::{Checkpoint, Progress},
};

use super::{SECOND, Scene, numbered, text};

#[tokio::test(start_paused = true)]
async fn a_checkpoint_covers_all_before_it_and_is_stored_when_it_returns() {
    let scene = Scene::new(1);
    scene.put("a", 0..5);
    let mut deliveries = scene.consumer().checkpoint_interval(3600 * SECOND).stream();
    let mut last = None;
    for number in 0..3 {
        let delivery = deliveries.next().await.unwrap().unwrap();
        assert_eq!(text(delivery.record()), format!("a-{number}"));
        last = Some(delivery);
    }
    let last = last.unwrap();
    let stored = Progress::After(Checkpoint::after(last.record()));
    last.checkpoint().await.unwrap();
    assert_eq!(scene.lease(0).progress, stored);
    deliveries.close().await.unwrap();
    assert_eq!(scene.lease(0).progress, stored, "what was not given out, or dropped, is not done");
    assert_eq!(scene.lease(0).owner, None);
}

#[tokio::test(start_paused = true)]
async fn what_is_done_out_of_order_is_stored_up_to_the_first_that_is_not() {
    let scene = Scene::new(1);
    scene.put("a", 0..4);
    let mut deliveries = scene.consumer().stream();
    let mut all = Vec::new();
    for _ in 0..4 {
        all.push(deliveries.next().await.unwrap().unwrap());
    }
    let third = all.remove(2);
    all.into_iter().for_each(void_streams_sdk::consumer::Delivery::done);
    scene.sleep(2 * SECOND).await;
    let first_open = third.record().clone();
    drop(third);
    deliveries.close().await.unwrap();
    let mut again = scene.consumer().stream();
    assert_eq!(
        again.next().await.unwrap().unwrap().record(),
        &first_open,
        "and the one after it comes again"
    );
}

#[tokio::test(start_paused = true)]
async fn no_more_is_read_than_there_is_room_for() {
    let scene = Scene::new(1);
    scene.put("a", 0..500);
    let mut deliveries = scene.consumer().fetch_limit(10).prefetch(20).unsettled(40).stream();
    scene.sleep(60 * SECOND).await;
    let shard = |stats: void_streams_sdk::consumer::ConsumerStats| stats.shards.into_values().next().unwrap();
    // Those that are ready, those that wait, and one read more.
    assert!(shard(deliveries.stats()).records <= 16 + 20 + 10, "{:?}", deliveries.stats());
    let mut held = Vec::new();
    for _ in 0..40 {
        held.push(deliveries.next().await.unwrap().unwrap());
    }
    scene.sleep(60 * SECOND).await;
    assert!(shard(deliveries.stats()).records <= 40 + 20 + 10, "{:?}", deliveries.stats());
    held.pop().unwrap().checkpoint().await.unwrap();
    assert_eq!(text(deliveries.next().await.unwrap().unwrap().record()), "a-40");
}

#[tokio::test(start_paused = true)]
async fn closing_waits_for_what_is_in_hand_and_stores_it() {
    let scene = Scene::new(1);
    scene.put("a", 0..10);
    let mut deliveries = scene.consumer().stream();
    let in_hand = deliveries.next().await.unwrap().unwrap();
    let later = scene.sleep(7 * SECOND);
    let settling = tokio::spawn(async move {
        later.await;
        in_hand.done();
    });
    let before = scene.clock.now();
    deliveries.close().await.unwrap();
    settling.await.unwrap();
    assert_eq!(scene.clock.now().since(before).as_secs(), 7);
    assert!(scene.lease(0).progress.is_past_start());
    assert_eq!(scene.consumer().take(9).await.unwrap().len(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_checkpoint_of_a_lost_shard_is_refused() {
    let scene = Scene::new(1);
    scene.put("a", 0..2);
    let mut deliveries = scene.consumer().stream();
    let late = deliveries.next().await.unwrap().unwrap();
    // As another worker would take it.
    let group = void_streams_sdk::consumer::LeaseGroup::new("billing", "orders");
    let store: &dyn void_streams_sdk::consumer::CheckpointStore = &scene.store;
    let stored = store.list(&group).await.unwrap().remove(0);
    let mut taken = stored.lease;
    taken.owner = Some("another".to_owned());
    taken.epoch += 1;
    let written = store.replace(&group, &taken, &stored.version).await.unwrap();
    assert!(matches!(written, void_streams_sdk::consumer::Written::Stored(_)));

    assert_eq!(late.checkpoint().await.unwrap_err().kind(), ErrorKind::CheckpointStore);
    assert_eq!(scene.lease(0), taken, "nothing of it was stored");
    assert_eq!(deliveries.stats().lost, 1);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_lets_the_leases_go() {
    let scene = Scene::new(2);
    scene.put("a", 0..3);
    let mut deliveries = scene.consumer().stream();
    for _ in 0..3 {
        deliveries.next().await.unwrap().unwrap().done();
    }
    drop(deliveries);
    scene.sleep(SECOND).await;
    assert!(scene.leases().iter().all(|lease| lease.owner.is_none()));
    scene.put("a", 3..4);
    assert_eq!(super::texts(&scene.consumer().until_idle().await.unwrap()), numbered("a", 3..4));
}

#[tokio::test(start_paused = true)]
async fn the_lag_is_told() {
    let scene = Scene::new(1);
    scene.put("a", 0..4);
    scene.sleep(100 * SECOND).await;
    let mut deliveries = scene.consumer().fetch_limit(2).prefetch(1).stream();
    let first = deliveries.next().await.unwrap().unwrap();
    let stats = deliveries.stats();
    assert_eq!(stats.leases(), 1);
    assert!(stats.behind_latest().unwrap() >= 100 * SECOND, "{stats:?}");
    first.done();
    for _ in 1..4 {
        deliveries.next().await.unwrap().unwrap().done();
    }
    scene.sleep(3 * SECOND).await;
    let stats = deliveries.stats();
    assert_eq!(stats.behind_latest(), Some(std::time::Duration::ZERO));
    let shard = stats.shards.values().next().unwrap();
    assert_eq!((shard.records, shard.open, shard.last_sequence_number.is_some()), (4, 0, true));
}
