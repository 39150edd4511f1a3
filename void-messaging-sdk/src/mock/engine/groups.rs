//! [`Groups`]: message groups by number, so that an entry names its group in four bytes.

use std::{
    collections::HashMap,
    ops::{Index, IndexMut},
};

/// The message groups of a lane, each with what its order of delivery keeps of it. A number is used again once it was
/// released.
#[derive(Debug)]
pub(super) struct Groups<G> {
    named: Vec<(Box<str>, G)>,
    unused: Vec<u32>,
    numbers: HashMap<Box<str>, u32>,
}

impl<G> Groups<G> {
    pub(super) fn new() -> Self {
        Self { named: Vec::new(), unused: Vec::new(), numbers: HashMap::new() }
    }

    /// The number of the group `name`, which `new` makes where there is none.
    pub(super) fn number_of(&mut self, name: &str, new: impl FnOnce() -> G) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let group = (name.into(), new());
        let number = if let Some(number) = self.unused.pop() {
            self.named[number as usize] = group;
            number
        } else {
            self.named.push(group);
            u32::try_from(self.named.len() - 1).expect("fewer than four billion groups")
        };
        self.numbers.insert(name.into(), number);
        number
    }

    /// Lets a group go that no entry belongs to any more.
    pub(super) fn release(&mut self, number: u32) {
        self.numbers.remove(&self.named[number as usize].0);
        self.unused.push(number);
    }
}

impl<G> Index<u32> for Groups<G> {
    type Output = G;

    fn index(&self, number: u32) -> &G {
        &self.named[number as usize].1
    }
}

impl<G> IndexMut<u32> for Groups<G> {
    fn index_mut(&mut self, number: u32) -> &mut G {
        &mut self.named[number as usize].1
    }
}

#[cfg(test)]
mod tests {
    use super::Groups;

    #[test]
    fn a_number_that_was_released_is_used_for_the_next_name() {
        let mut groups = Groups::new();
        let [a, b] = ["a", "b"].map(|name| groups.number_of(name, || name));
        assert_eq!((a, b, groups.number_of("a", || "anew")), (0, 1, 0));
        groups.release(a);
        assert_eq!(groups.number_of("c", || "c"), a);
        assert_eq!((groups[a], groups[b]), ("c", "b"));
        assert_eq!(groups.number_of("a", || "again"), 2);
    }
}
