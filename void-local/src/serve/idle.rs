//! [`IdleConnections`]: which connections have no request in progress, so that a new one is not kept waiting by them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

/// The connections of a server that have no request in progress: new ones, kept ones, and those whose headers are on their
/// way. Where there is no place for a new connection, the one that is idle for longest makes room.
#[derive(Clone, Debug, Default)]
pub(super) struct IdleConnections(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// In the order in which they became idle.
    idle: BTreeMap<u64, Arc<Notify>>,
    next: u64,
    /// Whether a place is wanted that no connection could give yet.
    is_wanted: bool,
}

impl IdleConnections {
    /// Adds a connection, idle as yet.
    pub(super) fn add(&self) -> IdleConnection {
        let told = Arc::new(Notify::new());
        let number = self.state().add(&told);
        IdleConnection { all: self.clone(), told, first: number, number: Mutex::new(Some(number)) }
    }

    /// Has the connection end that is idle for longest; where there is none, the first that becomes idle.
    pub(super) fn make_room(&self) {
        let mut state = self.state();
        match state.idle.pop_first() {
            Some((_, told)) => told.notify_one(),
            None => state.is_wanted = true,
        }
    }

    /// Says that there is a place after all.
    pub(super) fn has_room(&self) {
        self.state().is_wanted = false;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, told: &Arc<Notify>) -> u64 {
        let number = self.next;
        self.next += 1;
        if std::mem::take(&mut self.is_wanted) {
            told.notify_one();
        } else {
            self.idle.insert(number, Arc::clone(told));
        }
        number
    }
}

/// A connection, to say when it has a request and when not.
#[derive(Debug)]
pub(super) struct IdleConnection {
    all: IdleConnections,
    told: Arc<Notify>,
    /// The number that it began with.
    first: u64,
    /// Its number among the idle ones; none while it has a request.
    number: Mutex<Option<u64>>,
}

impl IdleConnection {
    /// Says that it has a request in progress, until what is returned is dropped.
    pub(super) fn has_request(self: &Arc<Self>) -> InProgress {
        if let Some(number) = self.number().take() {
            self.all.state().idle.remove(&number);
        }
        InProgress(Arc::clone(self))
    }

    /// Whether it has a request in progress.
    pub(super) fn is_busy(&self) -> bool {
        self.number().is_none()
    }

    /// Whether it has had no request yet.
    pub(super) fn is_new(&self) -> bool {
        *self.number() == Some(self.first)
    }

    /// Waits until it is to end in favour of another.
    pub(super) async fn is_to_end(&self) {
        self.told.notified().await;
    }

    fn number(&self) -> MutexGuard<'_, Option<u64>> {
        self.number.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for IdleConnection {
    fn drop(&mut self) {
        if let Some(number) = self.number().take() {
            self.all.state().idle.remove(&number);
        }
    }
}

/// A request that is in progress on a connection. Dropped, the connection is idle.
#[derive(Debug)]
pub(super) struct InProgress(Arc<IdleConnection>);

impl Drop for InProgress {
    fn drop(&mut self) {
        let number = self.0.all.state().add(&self.0.told);
        *self.0.number() = Some(number);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    async fn ends(connection: &IdleConnection) -> bool {
        tokio::select! {
            biased;
            () = pin!(connection.is_to_end()) => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn the_one_that_is_idle_for_longest_makes_room() {
        let all = IdleConnections::default();
        let [first, second, third] = [(); 3].map(|()| Arc::new(all.add()));
        drop(first.has_request());
        let busy = third.has_request();
        all.make_room();
        assert!(ends(&second).await);
        all.make_room();
        assert!(ends(&first).await);
        assert!(!ends(&third).await);
        drop(busy);
        all.make_room();
        assert!(ends(&third).await);
    }

    #[tokio::test]
    async fn where_all_are_busy_the_first_that_is_done_makes_room() {
        let all = IdleConnections::default();
        let [first, second] = [(); 2].map(|()| Arc::new(all.add()));
        let (one, two) = (first.has_request(), second.has_request());
        all.make_room();
        drop(two);
        assert!(ends(&second).await);
        drop(one);
        assert!(!ends(&first).await, "one place was wanted");
    }

    #[tokio::test]
    async fn nobody_ends_once_there_is_room_and_who_has_gone_is_forgotten() {
        let all = IdleConnections::default();
        let first = Arc::new(all.add());
        let busy = first.has_request();
        all.make_room();
        all.has_room();
        drop(busy);
        assert!(!ends(&first).await);
        drop(first);
        assert!(all.state().idle.is_empty());
    }
}
