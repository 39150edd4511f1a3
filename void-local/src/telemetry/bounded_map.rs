//! [`BoundedMap`]: a map that forgets.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
};

/// A map of at most `MOST` insertions: what was put in first is forgotten first.
#[derive(Debug)]
pub(super) struct BoundedMap<K, V, const MOST: usize> {
    pub(super) values: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V, const MOST: usize> Default for BoundedMap<K, V, MOST> {
    fn default() -> Self {
        Self { values: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Clone + Eq + Hash, V, const MOST: usize> BoundedMap<K, V, MOST> {
    pub(super) fn insert(&mut self, key: K, value: V) {
        self.order.push_back(key.clone());
        self.values.insert(key, value);
        while self.order.len() > MOST {
            if let Some(first) = self.order.pop_front() {
                self.values.remove(&first);
            }
        }
    }
}
