//! [`NotificationConfiguration`]: what a bucket tells, and whom.

mod answered;
mod event;
mod rule;

pub(crate) use self::answered::Answered;
pub use self::{
    event::NotificationEvent,
    rule::{NotificationDestination, NotificationRule},
};
use serde::{Deserialize, Serialize};

use crate::wire::structure;

/// What a bucket tells, and whom.
///
/// [Event notifications](https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NotificationConfiguration {
    /// The rules, in the order of the document.
    pub rules: Vec<NotificationRule>,
    /// Whether all events go to EventBridge too. The mock keeps this and sends nothing there.
    pub event_bridge: Option<EventBridge>,
}

structure!(NotificationConfiguration { "EventBridgeConfiguration" => event_bridge; group rules });

/// All events go to EventBridge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventBridge {}

structure!(EventBridge {});

impl NotificationConfiguration {
    /// Sends all events to EventBridge too. The mock keeps this and sends nothing there.
    #[must_use]
    pub const fn with_event_bridge(mut self) -> Self {
        self.event_bridge = Some(EventBridge {});
        self
    }
}

impl<I: IntoIterator<Item = NotificationRule>> From<I> for NotificationConfiguration {
    fn from(rules: I) -> Self {
        Self { rules: rules.into_iter().collect(), event_bridge: None }
    }
}
