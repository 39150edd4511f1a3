//! The handler form: batches, failures, dead letters, shutdown.

use std::{
    error::Error as StdError,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use void_streams_sdk::{
    Outcome,
    consumer::{Batch, BatchOutcome, Checkpoint, DeadLetter, DeadLetterSink, Progress, UserRecord},
};

use super::{SECOND, Scene, numbered, text, texts};

/// Keeps dead letters; fails at the first so many.
#[derive(Clone, Debug, Default)]
struct Letters {
    kept: Arc<Mutex<Vec<DeadLetter>>>,
    failures: Arc<Mutex<u32>>,
}

impl Letters {
    fn texts(&self) -> Vec<Vec<String>> {
        self.kept.lock().unwrap().iter().map(|letter| texts(&letter.records)).collect()
    }
}

#[async_trait]
impl DeadLetterSink for Letters {
    async fn send(&self, letter: &DeadLetter) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let mut failures = self.failures.lock().unwrap();
        if *failures > 0 {
            *failures -= 1;
            return Err("not now".into());
        }
        self.kept.lock().unwrap().push(letter.clone());
        Ok(())
    }
}

/// A handler that notes what it was given, and fails at batches with a bad record in them.
fn fails_at(
    scene: &Scene,
    bad: &'static [&'static str],
) -> impl Fn(Batch) -> std::future::Ready<Result<(), String>> + use<> {
    let scene = scene.clone();
    move |batch| {
        let found = batch.records().iter().map(text).find(|text| bad.contains(&text.as_str()));
        if found.is_none() {
            scene.note(batch.records());
        }
        std::future::ready(found.map_or(Ok(()), |bad| Err(format!("{bad} is bad"))))
    }
}

#[tokio::test(start_paused = true)]
async fn batches_come_in_order_and_are_checkpointed() {
    let scene = Scene::new(1);
    scene.put("a", 0..250);
    let stats = scene.consumer().batch_size(100).run_until_idle(fails_at(&scene, &[])).await.unwrap();
    assert_eq!(scene.handled(), numbered("a", 0..250));
    assert_eq!((stats.records, stats.done, stats.batches, stats.failed), (250, 250, 3, 0));
    let last = scene.stream.records().last().unwrap().sequence_number.clone();
    assert_eq!(scene.lease(0).progress, Progress::After(Checkpoint::record(last)));
}

#[tokio::test(start_paused = true)]
async fn bisecting_finds_the_bad_record_and_gives_it_up_alone() {
    let scene = Scene::new(1);
    scene.put("a", 0..100);
    let letters = Letters::default();
    let stats = scene
        .consumer()
        .bisect_on_error()
        .max_retries(2)
        .dead_letters(letters.clone())
        .run_until_idle(fails_at(&scene, &["a-37", "a-38", "a-71"]))
        .await
        .unwrap();
    assert_eq!(letters.texts(), [["a-37"], ["a-38"], ["a-71"]]);
    let rest: Vec<_> = numbered("a", 0..100)
        .into_iter()
        .filter(|text| !["a-37", "a-38", "a-71"].contains(&text.as_str()))
        .collect();
    assert_eq!(scene.handled(), rest, "each once, in order");
    assert_eq!((stats.done, stats.dead_lettered), (97, 3));
    let letter = &letters.kept.lock().unwrap()[0];
    assert_eq!((letter.attempts, letter.reason.as_str()), (3, "a-37 is bad"));
    assert_eq!(
        (&*letter.application, &*letter.stream, letter.shard_id.as_str()),
        ("billing", "orders", "shardId-000000000000")
    );
}

#[tokio::test(start_paused = true)]
async fn without_bisecting_the_batch_is_given_up_as_a_whole() {
    let scene = Scene::new(1);
    scene.put("a", 0..6);
    let letters = Letters::default();
    scene
        .consumer()
        .batch_size(3)
        .max_retries(1)
        .dead_letters(letters.clone())
        .run_until_idle(fails_at(&scene, &["a-1"]))
        .await
        .unwrap();
    assert_eq!(letters.texts(), [numbered("a", 0..3)]);
    assert_eq!(scene.handled(), numbered("a", 3..6));
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_names_the_failed_record_has_only_that_one_again() {
    let scene = Scene::new(1);
    scene.put("a", 0..5);
    let (letters, noted) = (Letters::default(), scene.clone());
    let handler = move |batch: Batch| {
        let place = batch.records().iter().position(|record| text(record) == "a-2");
        noted.note(&batch.records()[..place.unwrap_or(batch.records().len())]);
        let outcome = match place {
            Some(place) => BatchOutcome::failed_from(&batch.records()[place], "bad"),
            None => BatchOutcome::Done,
        };
        std::future::ready(outcome)
    };
    let stats =
        scene.consumer().max_retries(2).dead_letters(letters.clone()).run_until_idle(handler).await.unwrap();
    assert_eq!(letters.texts(), [["a-2"]]);
    assert_eq!(scene.handled(), ["a-0", "a-1", "a-3", "a-4"], "none of them twice");
    assert_eq!(stats.failed, 3);
}

#[tokio::test(start_paused = true)]
async fn one_record_at_a_time_with_outcomes_of_its_own() {
    let scene = Scene::new(1);
    scene.put("a", 0..6);
    let (letters, noted) = (Letters::default(), scene.clone());
    let attempts = Arc::new(Mutex::new(0));
    let handler = move |record: UserRecord| {
        let outcome = match text(&record).as_str() {
            "a-1" => Outcome::dead_letter("no card"),
            "a-3"
                if {
                    *attempts.lock().unwrap() += 1;
                    *attempts.lock().unwrap() < 3
                } =>
            {
                Outcome::retry_after(5 * SECOND)
            }
            _ => {
                noted.note(&[record]);
                Outcome::Done
            }
        };
        std::future::ready(outcome)
    };
    let stats = scene
        .consumer()
        .dead_letters(letters.clone())
        .run_each(handler, scene.sleep(30 * SECOND))
        .await
        .unwrap();
    assert_eq!(scene.handled(), ["a-0", "a-2", "a-3", "a-4", "a-5"]);
    assert_eq!((letters.texts(), stats.done, stats.dead_lettered), (vec![vec!["a-1".to_owned()]], 5, 1));
}

#[tokio::test(start_paused = true)]
async fn old_records_are_given_up_unhandled() {
    let scene = Scene::new(1);
    scene.put("a", 0..3);
    scene.sleep(100 * SECOND).await;
    scene.put("a", 3..5);
    let letters = Letters::default();
    let consumer = scene.consumer().max_record_age(60 * SECOND).dead_letters(letters.clone());
    consumer.run_until_idle(fails_at(&scene, &[])).await.unwrap();
    assert_eq!((letters.texts(), scene.handled()), (vec![numbered("a", 0..3)], numbered("a", 3..5)));
}

#[tokio::test(start_paused = true)]
async fn a_sink_that_fails_is_tried_again_and_nothing_is_lost() {
    let scene = Scene::new(1);
    scene.put("a", 0..3);
    let letters = Letters::default();
    *letters.failures.lock().unwrap() = 4;
    let consumer = scene.consumer().batch_size(1).max_retries(0).dead_letters(letters.clone());
    consumer.run_until_idle(fails_at(&scene, &["a-1"])).await.unwrap();
    assert_eq!(
        (letters.texts(), scene.handled()),
        (vec![vec!["a-1".to_owned()]], vec!["a-0".to_owned(), "a-2".to_owned()])
    );
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_a_failure() {
    let scene = Scene::new(1);
    scene.put("a", 0..2);
    let letters = Letters::default();
    let stats = scene
        .consumer()
        .max_retries(1)
        .dead_letters(letters.clone())
        .run_until_idle(|_batch: Batch| async { panic!("on purpose") as () })
        .await
        .unwrap();
    assert_eq!((stats.panicked, stats.dead_lettered, letters.texts().len()), (2, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_failure_blocks_its_shard_and_with_parallelism_its_key() {
    let keys = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (parallelism, most) in [(1, 0), (64, 35)] {
        let scene = Scene::new(1);
        for number in 0..5 {
            for key in keys {
                scene.put(key, number..number + 1);
            }
        }
        let noted = scene.clone();
        let handler = move |record: UserRecord| {
            let fails = record.record.partition_key == "a";
            if !fails {
                noted.note(&[record]);
            }
            std::future::ready(if fails { Err("not yet") } else { Ok(()) })
        };
        let consumer = scene.consumer().parallelism(parallelism).batch_size(1);
        consumer.run_each(handler, scene.sleep(60 * SECOND)).await.unwrap();
        let handled = scene.handled();
        assert_eq!(handled.len(), most, "{handled:?}");
        for key in &keys[1..] {
            let of_key: Vec<_> = handled.iter().filter(|text| text.starts_with(key)).cloned().collect();
            assert_eq!(of_key, numbered(key, 0..u32::try_from(of_key.len()).unwrap()));
        }
        assert!(
            !scene.lease(0).progress.is_past_start(),
            "no checkpoint goes past the first that is not done"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn only_so_many_handlers_run_at_a_time() {
    let scene = Scene::new(4);
    for number in 0..40 {
        scene.put(&format!("key-{number}"), 0..3);
    }
    let running = Arc::new(Mutex::new((0, 0)));
    let (count, clock) = (Arc::clone(&running), Arc::clone(&scene.clock));
    let handler = move |_batch: Batch| {
        let (count, clock) = (Arc::clone(&count), Arc::clone(&clock));
        async move {
            {
                let mut count = count.lock().unwrap();
                count.0 += 1;
                count.1 = count.1.max(count.0);
            }
            clock.sleep_until(clock.now() + SECOND).await;
            count.lock().unwrap().0 -= 1;
        }
    };
    scene.consumer().concurrency(3).parallelism(8).batch_size(2).run_until_idle(handler).await.unwrap();
    assert_eq!(running.lock().unwrap().1, 3);
}
