//! [`RecentRequest`]: what can be traced.

use std::collections::BTreeMap;

use super::{TimelineEntry, TimelineEvent};

/// How far back the entries are looked at.
const MOST_LOOKED_AT: usize = 5_000;

/// A request of which the timeline has entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecentRequest {
    pub(crate) correlation_id: String,
    /// When the last thing happened, in milliseconds since 1970.
    pub(crate) last_at: u64,
    /// The function that the last thing happened to.
    pub(crate) function: Option<String>,
    /// Whether something failed.
    pub(crate) has_failed: bool,
}

/// The requests that the newest entries are of, the newest first.
pub(super) fn recent<'e>(
    entries: impl DoubleEndedIterator<Item = &'e TimelineEntry>,
    most: usize,
) -> Vec<RecentRequest> {
    let mut requests: Vec<RecentRequest> = Vec::new();
    let mut places = BTreeMap::new();
    for entry in entries.rev().take(MOST_LOOKED_AT) {
        let Some(id) = entry.correlation_id.as_deref() else { continue };
        let failed = matches!(entry.event, TimelineEvent::Failed { .. } | TimelineEvent::DeadLettered { .. });
        if let Some(place) = places.get(id) {
            let request: &mut RecentRequest = &mut requests[*place];
            request.has_failed |= failed;
        } else if requests.len() < most {
            places.insert(id, requests.len());
            requests.push(RecentRequest {
                correlation_id: id.to_owned(),
                last_at: entry.at.as_millis(),
                function: entry.function.clone(),
                has_failed: failed,
            });
        }
    }
    requests
}
