//! How the handler form stops, and what it does while a handler takes its time.

use std::future::pending;

use void_streams_sdk::consumer::Batch;

use super::{SECOND, Scene, numbered};

#[tokio::test(start_paused = true)]
async fn shutdown_finishes_what_runs_and_leaves_the_rest_to_the_next() {
    let scene = Scene::new(1);
    scene.put("a", 0..10);
    let slow = |limit: u32| {
        let scene = scene.clone();
        move |batch: Batch| {
            let scene = scene.clone();
            async move {
                scene.sleep(limit * SECOND).await;
                scene.note(batch.records());
            }
        }
    };
    let consumer = || scene.consumer().batch_size(2).shutdown_limit(20 * SECOND);
    let stats = consumer().run(slow(10), scene.sleep(15 * SECOND)).await.unwrap();
    assert_eq!(scene.clock.now().since(scene.started).as_secs(), 20);
    assert_eq!((scene.handled(), stats.handed_over), (numbered("a", 0..4), 1));
    assert_eq!(scene.lease(0).owner, None);

    // One that takes too long is broken off.
    consumer().run(slow(1000), scene.sleep(15 * SECOND)).await.unwrap();
    assert_eq!(scene.clock.now().since(scene.started).as_secs(), 20 + 35);
    assert_eq!(scene.handled().len(), 4);
    consumer().run_until_idle(slow(1)).await.unwrap();
    assert_eq!(scene.handled(), numbered("a", 0..10));
}

#[tokio::test(start_paused = true)]
async fn an_endless_handler_does_not_keep_its_worker_from_renewing() {
    let scene = Scene::new(1);
    scene.put("a", 0..1);
    let mut running =
        Box::pin(scene.consumer().worker_id("busy").run(|_batch: Batch| pending::<()>(), pending()));
    tokio::select! {
        _ = &mut running => unreachable!("it runs for ever"),
        () = scene.sleep(300 * SECOND) => {}
    }
    let other = scene
        .consumer()
        .worker_id("other")
        .run_until_idle(|_batch: Batch| async { panic!("the shard is another's") as () });
    tokio::select! {
        _ = &mut running => unreachable!("it runs for ever"),
        stats = other => assert_eq!(stats.unwrap().taken, 0, "the shard is another's"),
    }
    assert_eq!(scene.lease(0).owner.as_deref(), Some("busy"));
}
