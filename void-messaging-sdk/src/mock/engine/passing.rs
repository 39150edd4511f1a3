//! What time does: messages become visible or expire, move tasks go on.

use void_core::Timestamp;

use super::Engine;

impl Engine {
    /// Carries out what is due up to `now`, in the order in which it falls due. Every operation does this first.
    pub fn pass(&mut self, now: Timestamp) {
        loop {
            let lane = self.due.first().copied().filter(|(at, _)| *at <= now);
            let task = self.tasks.next_due().filter(|at| *at <= now);
            match (lane, task) {
                (Some((at, lane)), task) if task.is_none_or(|task| at <= task) => {
                    self.lane_mut(lane).fall_due(at);
                    self.settle(lane);
                }
                (_, Some(at)) => self.move_on(at),
                (_, None) => return,
            }
        }
    }

    /// When something is due next; nothing happens before, unless an operation makes it.
    ///
    /// What is due at `now` already was not carried out yet: [`Engine::pass`] does it.
    #[must_use]
    pub fn next_wakeup(&self, now: Timestamp) -> Option<Timestamp> {
        let lane = self.due.first().map(|(at, _)| *at);
        [lane, self.tasks.next_due()].into_iter().flatten().min().map(|at| at.max(now))
    }

    /// When the queue's next message becomes visible by itself, whoever it is for.
    #[must_use]
    pub fn next_visible(&self, name: &str) -> Option<Timestamp> {
        let queue = self.queue(self.id(name).ok()?);
        self.lanes_of(queue).into_iter().filter_map(|lane| self.lane(lane).next_visible()).min()
    }

    /// The lanes that have something to receive, or are gone, since this was asked last.
    pub fn take_stirred(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.stirred).into_iter().collect()
    }

    /// Takes note of a lane's change: when it has something due next, and whether there is something to receive.
    pub(super) fn settle(&mut self, number: u32) {
        if self.changes.wanted {
            self.note_lane(number);
        }
        let lane = self.lanes.get_mut(&number).expect("the lane was just changed");
        let due = lane.next_due();
        if due != lane.expected {
            if let Some(at) = lane.expected {
                self.due.remove(&(at, number));
            }
            if let Some(at) = due {
                self.due.insert((at, number));
            }
            lane.expected = due;
            self.stirred.insert(number);
        } else if lane.is_open() {
            self.stirred.insert(number);
        }
    }
}
