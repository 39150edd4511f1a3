//! Temporary credentials: kept, renewed in time, by one at a time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;

use super::{CachedCredentials, Credentials, CredentialsError, ProvideCredentials};
use crate::{
    clock::{SharedClock, SystemClock, Timestamp},
    random::Random,
};

const START: Timestamp = Timestamp::from_secs(1_700_000_000);
const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);

/// Gives credentials named after how often it was asked, after a second.
#[derive(Debug)]
struct Vault {
    clock: SharedClock,
    lifetime: Option<Duration>,
    asked: AtomicU32,
    is_sealed: AtomicBool,
}

#[async_trait]
impl ProvideCredentials for Vault {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let now = self.clock.now();
        self.clock.sleep_until(now + Duration::from_secs(1)).await;
        if self.is_sealed.load(Ordering::Relaxed) {
            return Err(CredentialsError::new("the vault is sealed"));
        }
        let mut credentials = Credentials::new(number.to_string(), "secret");
        credentials.expires_at = self.lifetime.map(|lifetime| now + lifetime);
        Ok(credentials)
    }
}

struct Test {
    vault: Arc<Vault>,
    cached: Arc<CachedCredentials>,
    clock: SharedClock,
}

impl Test {
    fn new(lifetime: Option<Duration>, seed: u64) -> Self {
        let clock: SharedClock = Arc::new(SystemClock::starting_at(START));
        let vault = Arc::new(Vault {
            clock: Arc::clone(&clock),
            lifetime,
            asked: AtomicU32::new(0),
            is_sealed: AtomicBool::new(false),
        });
        let provider: Arc<dyn ProvideCredentials> = vault.clone();
        let cached = CachedCredentials::new(provider, Arc::clone(&clock), Random::from_seed(seed));
        Self { vault, cached: Arc::new(cached), clock }
    }

    async fn key(&self) -> String {
        self.cached.credentials().await.unwrap().access_key_id
    }

    async fn wait_until(&self, after: Duration) {
        self.clock.sleep_until(START + after).await;
    }

    fn asked(&self) -> u32 {
        self.vault.asked.load(Ordering::Relaxed)
    }
}

#[tokio::test(start_paused = true)]
async fn are_kept_until_5_to_10_minutes_before_they_expire() {
    for seed in 0..20 {
        let test = Test::new(Some(HOUR), seed);
        assert_eq!(test.key().await, "1");
        test.wait_until(HOUR - 10 * MINUTE - Duration::from_secs(1)).await;
        assert_eq!(test.key().await, "1");
        test.wait_until(HOUR - 5 * MINUTE).await;
        assert_eq!(test.key().await, "2", "seed {seed}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_short_life_are_kept_for_half_of_it() {
    let test = Test::new(Some(4 * MINUTE), 1);
    assert_eq!(test.key().await, "1");
    test.wait_until(2 * MINUTE - Duration::from_secs(1)).await;
    assert_eq!(test.key().await, "1");
    test.wait_until(2 * MINUTE + Duration::from_secs(1)).await;
    assert_eq!(test.key().await, "2");
}

#[tokio::test(start_paused = true)]
async fn are_fetched_once_however_many_ask() {
    let test = Test::new(Some(HOUR), 1);
    let ask = || {
        let calls: Vec<_> = (0..50)
            .map(|_| {
                let cached = Arc::clone(&test.cached);
                tokio::spawn(async move { cached.credentials().await.unwrap().access_key_id })
            })
            .collect();
        async move {
            let mut keys = Vec::new();
            for call in calls {
                keys.push(call.await.unwrap());
            }
            keys
        }
    };
    assert_eq!(ask().await, vec!["1"; 50]);
    assert_eq!(test.asked(), 1);
    // While one fetches, the others go on with what is still valid, and do not wait for it.
    test.wait_until(HOUR - MINUTE).await;
    let keys = ask().await;
    assert_eq!(keys.iter().filter(|key| *key == "2").count(), 1);
    assert_eq!(test.asked(), 2);
    // When they have expired, everybody waits for the new ones.
    test.wait_until(3 * HOUR).await;
    assert_eq!(ask().await, vec!["3"; 50]);
    assert_eq!(test.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn that_are_still_valid_are_given_while_no_new_ones_can_be_had() {
    let test = Test::new(Some(HOUR), 1);
    assert_eq!(test.key().await, "1");
    test.vault.is_sealed.store(true, Ordering::Relaxed);
    test.wait_until(HOUR - 4 * MINUTE).await;
    for _ in 0..100 {
        assert_eq!(test.key().await, "1");
    }
    assert!(test.asked() < 10, "the provider is left alone for a while: {}", test.asked());
    test.wait_until(HOUR).await;
    let error = test.cached.credentials().await.unwrap_err();
    assert_eq!(error.to_string(), "the vault is sealed");
    test.vault.is_sealed.store(false, Ordering::Relaxed);
    assert_ne!(test.key().await, "1");
}

#[tokio::test(start_paused = true)]
async fn that_do_not_say_when_they_expire_are_not_kept() {
    let test = Test::new(None, 1);
    assert_eq!([test.key().await, test.key().await], ["1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_is_dropped_leaves_the_next_one_free() {
    let test = Test::new(Some(HOUR), 1);
    let dropped = crate::time::timeout(&*test.clock, Duration::from_millis(10), test.cached.credentials());
    assert!(dropped.await.is_err());
    assert_eq!(test.key().await, "2");
}
