//! [`LocalCloud::reset`]: an empty cloud, without a new one.

use super::{LocalCloud, backend::Backend, driver::Driver, state::State};

impl LocalCloud {
    /// Drops everything at once: functions with what they are doing, queues, streams, buckets, and what happened so far.
    ///
    /// A function in a process of its own is ended before this comes back; its caller is told that it was. One in this process
    /// goes on if somebody called it by name or by HTTP; a batch of it is not heard of any more. The clock goes on.
    pub async fn reset(&self) {
        let State { functions, .. } = self.take_state();
        for function in functions.values() {
            if let Backend::Processes(processes) = &function.function {
                processes.end().await;
            }
        }
        // After their ends, so that nothing of what they did last is left.
        self.inner.messaging.reset();
        self.inner.streams.reset();
        self.inner.storage.reset();
        self.inner.notifications.clear();
        if let Some(kept) = &self.inner.kept {
            kept.remove_all("");
        }
        self.inner.log.clear();
        self.inner.stirred.notify_one();
    }

    fn take_state(&self) -> State {
        let mut state = self.state();
        let next = State { resets: state.resets + 1, ..State::default() };
        std::mem::replace(&mut *state, next)
    }

    /// Drops what the driver knows of the cloud as it was before a reset. Says whether there was one.
    pub(super) fn forget_before_reset(&self, driver: &mut Driver) -> bool {
        let resets = self.state().resets;
        let was_reset = driver.resets != resets;
        if was_reset {
            *driver = Driver { resets, ..Driver::default() };
        }
        was_reset
    }
}
