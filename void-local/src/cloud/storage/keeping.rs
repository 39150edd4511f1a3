//! Events that wait for functions, kept so that they still do after a restart.

use serde::{Deserialize, Serialize};
use void_core::{ChangeLogError, Timestamp, TraceContext};

use super::waiting::Pending;
use crate::durable::Table;

/// What the names of events begin with.
const EVENTS: &str = "happened/";

/// An event on its way to a function.
#[derive(Debug, Serialize, Deserialize)]
struct KeptEvent {
    /// The event, as JSON.
    event: String,
    trace: String,
    accepted_at: Timestamp,
    attempt: u32,
    due_at: Timestamp,
}

/// Where events are kept, where anything is.
#[derive(Clone, Debug)]
pub(super) struct KeptEvents(pub(super) Option<Table>);

impl KeptEvents {
    /// Those that are kept, each with its trigger's id.
    pub(super) fn all(&self) -> Vec<(String, Pending)> {
        let kept = self.0.as_ref().map(|table| table.all::<KeptEvent>(EVENTS)).unwrap_or_default();
        let restored = kept.into_iter().filter_map(|(name, kept)| {
            let (id, request_id) = name.split_once('/')?;
            let pending = Pending {
                event: kept.event.into(),
                request_id: request_id.to_owned(),
                trace: TraceContext::parse(&kept.trace)?,
                accepted_at: kept.accepted_at,
                attempt: kept.attempt,
                due_at: kept.due_at,
            };
            Some((id.to_owned(), pending))
        });
        restored.collect()
    }

    /// Keeps an event, in place of its try before.
    pub(super) fn keep(&self, id: &str, pending: &Pending) {
        let Some(table) = &self.0 else { return };
        let kept = KeptEvent {
            event: String::from_utf8_lossy(&pending.event).into_owned(),
            trace: pending.trace.to_string(),
            accepted_at: pending.accepted_at,
            attempt: pending.attempt,
            due_at: pending.due_at,
        };
        table.set(&format!("{EVENTS}{id}/{}", pending.request_id), &kept);
    }

    /// Waits until what is kept so far lasts.
    pub(super) async fn durable(&self) -> Result<(), ChangeLogError> {
        match &self.0 {
            Some(table) => table.durable().await,
            None => Ok(()),
        }
    }

    /// An event is done with.
    pub(super) fn done(&self, id: &str, pending: &Pending) {
        if let Some(table) = &self.0 {
            table.remove(&format!("{EVENTS}{id}/{}", pending.request_id));
        }
    }

    /// A trigger is gone.
    pub(super) fn forget(&self, id: &str) {
        if let Some(table) = &self.0 {
            table.remove_all(&format!("{EVENTS}{id}/"));
        }
    }
}
