//! A backend on a clock that the test moves.

use std::{sync::Arc, time::Duration};

use void_core::{ManualClock, Random, Timestamp};
use void_streams_sdk::{
    VoidStreamsClient,
    mock::{MockStreams, MockStreamsBuilder},
};

/// A backend, its client and its clock.
pub(crate) struct World {
    pub(crate) mock: MockStreams,
    pub(crate) client: VoidStreamsClient,
    pub(crate) clock: ManualClock,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(set_up: impl FnOnce(MockStreamsBuilder) -> MockStreamsBuilder) -> Self {
        let clock = ManualClock::new(Timestamp::from_secs(1_700_000_000));
        let builder = MockStreams::builder().clock(Arc::new(clock.clone())).random(Random::from_seed(7));
        let mock = set_up(builder).build();
        Self { client: mock.client(), mock, clock }
    }

    pub(crate) fn pass(&self, duration: Duration) {
        self.clock.advance(duration);
    }
}
