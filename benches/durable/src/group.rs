//! Group commit, the same for all stores: one thread commits whatever waits, and answers all of it at once.

use std::{
    sync::mpsc::{Receiver, Sender, channel},
    thread::{self, JoinHandle},
};

use crate::store::{Change, Store};

/// A change, and who waits for it.
struct Waiting {
    change: Change,
    done: Sender<()>,
}

/// Where changes go in.
#[derive(Clone)]
pub struct Group(Sender<Waiting>);

impl Group {
    /// Starts the thread; it gives the store back once nobody sends any more.
    pub fn start(store: Box<dyn Store>) -> (Self, JoinHandle<Box<dyn Store>>) {
        let (sender, receiver) = channel();
        (Self(sender), thread::spawn(move || serve(store, &receiver)))
    }

    /// Carries a change out; it lasts on return.
    pub fn carry_out(&self, change: Change, (done, answered): &(Sender<()>, Receiver<()>)) {
        self.0.send(Waiting { change, done: done.clone() }).expect("the thread runs");
        answered.recv().expect("the thread answers");
    }
}

fn serve(mut store: Box<dyn Store>, receiver: &Receiver<Waiting>) -> Box<dyn Store> {
    while let Ok(first) = receiver.recv() {
        let (changes, waiters): (Vec<_>, Vec<_>) =
            std::iter::once(first).chain(receiver.try_iter()).map(|one| (one.change, one.done)).unzip();
        store.commit(&changes).expect("the disk takes it");
        for waiter in waiters {
            waiter.send(()).expect("the sender waits");
        }
    }
    store
}
