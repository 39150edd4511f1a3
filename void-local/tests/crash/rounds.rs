//! Load, `kill -9`, start, check; and once more.

use std::{
    env,
    sync::{Arc, Mutex},
};

use tokio::{sync::watch, task::JoinSet};
use void_core::Random;
use void_storage_sdk::types::{NotificationDestination, NotificationRule};

use super::{
    check::check,
    cloud::{Cloud, Folder, folder_to_serve, serve},
    load::{WORKERS, Worker},
    model::Model,
};

const TEST: &str = "rounds::what_was_acknowledged_is_there_after_each_kill_9_and_what_was_deleted_is_not";

/// A round ends after so many acknowledged calls, at most.
const MOST_CALLS: u64 = 120;

fn number_of(variable: &str, default: u64) -> u64 {
    env::var(variable).map_or(default, |value| value.parse().expect("a number"))
}

/// How many rounds there are, what their load and moments follow from, and who says what a failure is to be repeated with.
pub(crate) fn begin() -> (u64, Random, Told) {
    let seed = number_of("VOID_CRASH_SEED", Random::from_entropy().next_u64());
    (number_of("VOID_CRASH_ROUNDS", 5), Random::from_seed(seed), Told(seed))
}

/// Says what a failure is to be repeated with.
pub(crate) struct Told(pub(crate) u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("VOID_CRASH_SEED={}", self.0);
        }
    }
}

#[test]
fn what_was_acknowledged_is_there_after_each_kill_9_and_what_was_deleted_is_not() {
    match folder_to_serve() {
        Some(folder) => serve(folder),
        None => kill_and_check(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn kill_and_check() {
    let (rounds, random, told) = begin();
    let folder = Folder::new("rounds");
    let mut cloud = Cloud::start(TEST, &folder.0);
    let clients = cloud.clients();
    clients.messaging.create_queue("orders").await.unwrap();
    clients.streams.create_stream("events").shards(2).await.unwrap();
    clients.storage.create_bucket("invoices").await.unwrap();
    clients.messaging.create_queue("told").await.unwrap();
    let queue = NotificationDestination::Queue("arn:aws:sqs:us-east-1:000000000000:told".to_owned());
    let rules = [NotificationRule::new(queue, ["s3:ObjectCreated:*"])];
    clients.storage.put_bucket_notification_configuration("invoices", rules).await.unwrap();
    let mut model = Model::default();
    for round in 0..rounds {
        model = load_and_kill(cloud, model, &random).await;
        cloud = Cloud::start(TEST, &folder.0);
        // What was received to be checked stays in flight for some rounds, and comes back each time.
        check(&cloud.clients(), &mut model, &folder.0, round % 4 == 3).await;
    }
    cloud.kill();
    println!("{rounds} rounds, {} acknowledged calls, seed {}", model.acknowledged, told.0);
    assert!(model.acknowledged >= rounds);
}

/// Has several connections work, ends the cloud in the midst of it, and gives what is known then.
async fn load_and_kill(cloud: Cloud, model: Model, random: &Random) -> Model {
    let model = Arc::new(Mutex::new(model));
    let (done, mut doing) = watch::channel(0);
    let mut workers = JoinSet::new();
    // Each call that runs at a time has a connection of its own.
    let clients = cloud.clients();
    for number in 0..WORKERS {
        let random = Random::from_seed(random.next_u64());
        let (clients, model, done) = (clients.clone(), Arc::clone(&model), done.clone());
        workers.spawn(Worker { number, clients, random, model, done }.work());
    }
    let calls = 1 + random.below(MOST_CALLS);
    doing.wait_for(|done| *done >= calls).await.unwrap();
    cloud.kill();
    while let Some(ended) = workers.join_next().await {
        ended.unwrap();
    }
    Arc::into_inner(model).expect("all workers ended").into_inner().unwrap()
}
