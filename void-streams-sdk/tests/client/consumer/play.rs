//! Workers that join, leave, die and come back, over random splits and merges, while records are put.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{sync::oneshot, task::JoinHandle};
use void_core::Random;
use void_streams_sdk::{
    Error,
    consumer::{Batch, ConsumerStats},
    mock::MockStreams,
    types::{HashKey, Shard},
};

use super::{APPLICATION, SECOND, STREAM, Scene, flaky::Flaky};

const KEYS: u64 = 12;

/// What may happen to workers and to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    /// Workers join and leave.
    Fair,
    /// They die as well.
    Crashes,
    /// And the store fails now and then.
    FlakyStore,
}

struct Worker {
    id: String,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<ConsumerStats, Error>>,
}

/// What was handled, in order, and how many of each key were put.
type Handled = Arc<Mutex<Vec<(u64, u32)>>>;

struct Play {
    scene: Scene,
    random: Random,
    weather: Weather,
    handled: Handled,
    put: BTreeMap<u64, u32>,
    workers: Vec<Worker>,
    names: u32,
    free_names: Vec<String>,
}

impl Play {
    fn new(seed: u64, weather: Weather) -> Self {
        let random = Random::from_seed(seed);
        let mock = MockStreams::builder().random(random.fork("mock")).build();
        Self {
            scene: Scene::of(mock, 2),
            random,
            weather,
            handled: Arc::default(),
            put: BTreeMap::new(),
            workers: Vec::new(),
            names: 0,
            free_names: Vec::new(),
        }
    }

    fn chance(&self, percent: u64) -> bool {
        self.random.below(100) < percent
    }

    fn pick(&self, count: usize) -> usize {
        usize::try_from(self.random.below(count as u64)).unwrap()
    }

    fn put(&mut self) {
        for _ in 0..self.random.below(4) {
            let key = self.random.below(KEYS);
            let number = self.put.entry(key).or_default();
            self.scene.stream.put(format!("key-{key}"), format!("{key} {number}"));
            *number += 1;
        }
    }

    fn handler(
        &self,
    ) -> impl Fn(Batch) -> std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync + use<>
    {
        let (handled, random, scene) =
            (Arc::clone(&self.handled), self.random.fork("handler"), self.scene.clone());
        move |batch| {
            let (handled, scene) = (Arc::clone(&handled), scene.clone());
            let (pause, fails) = (Duration::from_millis(random.below(400)), random.below(10) == 0);
            Box::pin(async move {
                scene.sleep(pause).await;
                if fails {
                    return Err("on purpose".to_owned());
                }
                let parsed = batch.records().iter().map(|record| {
                    let (key, number) = record.record.text().unwrap().split_once(' ').unwrap();
                    (key.parse().unwrap(), number.parse().unwrap())
                });
                handled.lock().unwrap().extend(parsed);
                Ok(())
            })
        }
    }

    fn join(&mut self) {
        let id = self.free_names.pop().unwrap_or_else(|| {
            self.names += 1;
            format!("worker-{}", self.names)
        });
        let percent = if self.weather == Weather::FlakyStore { 15 } else { 0 };
        let store = Flaky::new(self.scene.store.clone(), self.random.fork(&id), percent);
        let (stop, stopped) = oneshot::channel::<()>();
        let parallelism = 1 + self.pick(4);
        let consumer = self
            .scene
            .mock
            .client()
            .consumer(STREAM, APPLICATION)
            .store(store)
            .worker_id(&id)
            .sync_interval(20 * SECOND)
            .batch_size(1 + self.pick(20))
            .parallelism(parallelism)
            .retry_backoff(Duration::from_millis(100), SECOND);
        let consumer = if self.chance(30) { consumer.bisect_on_error() } else { consumer };
        let running = tokio::spawn(consumer.run(self.handler(), async {
            let _told = stopped.await;
        }));
        self.workers.push(Worker { id, stop, running });
    }

    async fn leave(&mut self) {
        let at = self.pick(self.workers.len());
        let Worker { stop, running, .. } = self.workers.swap_remove(at);
        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
    }

    /// A worker is gone from one moment to the next. Some come back under their name.
    fn die(&mut self) {
        let at = self.pick(self.workers.len());
        let Worker { id, running, .. } = self.workers.swap_remove(at);
        running.abort();
        if self.chance(50) {
            self.free_names.push(id);
        }
    }

    fn open_shards(&self) -> Vec<Shard> {
        let mut open: Vec<_> = self.scene.stream.shards().into_iter().filter(Shard::is_open).collect();
        open.sort_by_key(|shard| shard.hash_key_range.starting_hash_key);
        open
    }

    async fn split(&self) {
        let open = self.open_shards();
        let shard = &open[self.pick(open.len())];
        let range = shard.hash_key_range;
        let (start, end) = (range.starting_hash_key.0, range.ending_hash_key.0);
        let middle = HashKey(start + (end - start) / 4 * u128::from(1 + self.random.below(3)));
        self.scene.client.split_shard(STREAM, &shard.shard_id, middle).await.unwrap();
    }

    async fn merge(&self) {
        let open = self.open_shards();
        if open.len() > 1 {
            let at = self.pick(open.len() - 1);
            self.scene.client.merge_shards(STREAM, &open[at].shard_id, &open[at + 1].shard_id).await.unwrap();
        }
    }

    async fn event(&mut self) {
        match self.random.below(6) {
            0 | 1 if self.workers.len() < 4 => self.join(),
            2 if !self.workers.is_empty() => self.leave().await,
            3 if !self.workers.is_empty() && self.weather != Weather::Fair => self.die(),
            4 if self.open_shards().len() < 6 => self.split().await,
            5 => self.merge().await,
            _ => {}
        }
    }

    async fn run(mut self) {
        self.join();
        for _ in 0..40 {
            for _ in 0..10 {
                self.put();
                self.scene.sleep(Duration::from_millis(100 + self.random.below(300))).await;
            }
            self.event().await;
        }
        while !self.workers.is_empty() {
            self.leave().await;
        }
        let rest = self.scene.consumer().run_until_idle(self.handler());
        rest.await.unwrap();
        self.check();
    }

    fn check(&self) {
        let handled = self.handled.lock().unwrap();
        for (key, count) in &self.put {
            let numbers: Vec<u32> =
                handled.iter().filter(|(of, _)| of == key).map(|(_, number)| *number).collect();
            if self.weather == Weather::Fair {
                assert_eq!(numbers, (0..*count).collect::<Vec<_>>(), "key {key}: each once, in order");
                continue;
            }
            // After a crash it may go back, and then goes on from there: it never goes forward past one.
            let mut next = 0;
            for number in &numbers {
                assert!(*number <= next, "key {key}: {number} came before {next}: {numbers:?}");
                next = next.max(number + 1);
            }
            for pair in numbers.windows(2) {
                assert!(pair[1] <= pair[0] + 1, "key {key}: order: {numbers:?}");
            }
            assert_eq!(next, *count, "key {key}: lost: {numbers:?}");
        }
    }
}

async fn play(seeds: std::ops::Range<u64>, weather: Weather) {
    for seed in seeds {
        println!("seed {seed}");
        Play::new(seed, weather).run().await;
    }
}

#[tokio::test(start_paused = true)]
async fn workers_that_come_and_go_handle_each_record_once_and_in_order() {
    play(0..6, Weather::Fair).await;
}

#[tokio::test(start_paused = true)]
async fn workers_that_die_lose_nothing_and_keep_the_order() {
    play(100..106, Weather::Crashes).await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_now_and_then_loses_nothing() {
    play(200..206, Weather::FlakyStore).await;
}
