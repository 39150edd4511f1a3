//! [`Plan`]: everything about a deployment that can be found out before anything is changed.

use void_core::Timestamp;
use void_function_sdk::{Event, Json, VoidHttpRequest, VoidQueueEvent, VoidStorageEvent, VoidStreamEvent};
use void_messaging_sdk::{QueueName, mock::FilterPattern};

use super::warnings::cycle;
use crate::{
    manifest::{
        EventSource, FunctionManifest, ManifestError, Problem, QueueEvent, Resolved, ResourceKind, Resources,
        StorageEvent, StreamEvent,
    },
    routing::Router,
};

/// What a deployment comes to.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) environment: Resolved,
    pub(crate) router: Router<String>,
    pub(crate) subscriptions: Vec<(QueueEvent, Option<FilterPattern>)>,
    pub(crate) streams: Vec<StreamEvent>,
    /// Names that give one placeholder, where no placeholder uses it yet; functions that set each other off.
    pub(crate) warnings: Vec<String>,
}

/// Checks `manifest` against what is there: `resources`, the routes of the other functions, the time.
pub(crate) fn plan(
    manifest: &FunctionManifest,
    mut resources: Resources,
    others: &[&FunctionManifest],
    now: Timestamp,
    queue_url: impl Fn(&str) -> String,
) -> Result<Plan, ManifestError> {
    mention(manifest, &mut resources);
    let environment = resources.resolve(manifest, queue_url)?;
    let mut problems = Vec::new();
    let router = routes(manifest, others, &mut problems);
    let subscriptions = subscriptions(manifest, &mut problems);
    let streams = streams(manifest, now, &mut problems);
    if !problems.is_empty() {
        return Err(ManifestError::new(&manifest.file, problems));
    }
    let warnings = resources.ambiguous().map(|(placeholder, names)| {
        let kind =
            ResourceKind::of_placeholder(placeholder).map_or_else(String::new, |kind| kind.to_string());
        let names = names.join(", ");
        format!("the {kind}s {names} have one placeholder, which can't be used: ${{{placeholder}}}")
    });
    let mut all = others.to_vec();
    if !all.iter().any(|other| other.name == manifest.name) {
        all.push(manifest);
    }
    let warnings = warnings.chain(cycle(manifest, &all)).collect();
    Ok(Plan { environment, router, subscriptions, streams, warnings })
}

/// Adds the queues, streams and buckets that a function's events name.
pub(crate) fn mention(manifest: &FunctionManifest, resources: &mut Resources) {
    for queue in queues_of(manifest) {
        resources.add_queue(queue);
    }
    for stream in stream_events(manifest) {
        resources.add_stream(stream.name.as_str());
    }
    for storage in storage_events(manifest) {
        resources.add_bucket(&storage.bucket);
    }
}

/// The queues that a function subscribes to, and all its dead-letter queues.
pub(crate) fn queues_of(manifest: &FunctionManifest) -> impl Iterator<Item = &str> {
    let own = queue_events(manifest).flat_map(|event| {
        let dead_letters = event.dead_letter.as_ref().map(|target| target.queue.as_str());
        [Some(event.name.as_str()), dead_letters].into_iter().flatten()
    });
    let of_streams = stream_events(manifest).filter_map(|event| event.dead_letter.as_ref());
    let of_buckets = storage_events(manifest).filter_map(|event| event.dead_letter_queue.as_ref());
    own.chain(of_streams.map(|target| target.queue.as_str())).chain(of_buckets.map(QueueName::as_str))
}

/// What a function is told of buckets, in the order of its file.
pub(crate) fn storage_events(manifest: &FunctionManifest) -> impl Iterator<Item = &StorageEvent> {
    manifest.events.iter().filter_map(|event| match event {
        EventSource::Storage(storage) => Some(storage),
        EventSource::Http(_) | EventSource::Queue(_) | EventSource::Stream(_) => None,
    })
}

fn stream_events(manifest: &FunctionManifest) -> impl Iterator<Item = &StreamEvent> {
    manifest.events.iter().filter_map(|event| match event {
        EventSource::Stream(stream) => Some(stream),
        EventSource::Http(_) | EventSource::Queue(_) | EventSource::Storage(_) => None,
    })
}

fn queue_events(manifest: &FunctionManifest) -> impl Iterator<Item = &QueueEvent> {
    manifest.events.iter().filter_map(|event| match event {
        EventSource::Queue(queue) => Some(queue),
        EventSource::Http(_) | EventSource::Stream(_) | EventSource::Storage(_) => None,
    })
}

/// The routes of the other functions and of this one.
fn routes(
    manifest: &FunctionManifest,
    others: &[&FunctionManifest],
    problems: &mut Vec<Problem>,
) -> Router<String> {
    let mut router = Router::default();
    let others = others.iter().copied().filter(|other| other.name != manifest.name);
    for manifest in others.chain([manifest]) {
        for event in &manifest.events {
            let EventSource::Http(http) = event else { continue };
            if let Err(conflict) = router.add(http.method.clone(), http.path.clone(), manifest.name.clone()) {
                let method = http.method.as_ref().map_or("ANY", |method| method.as_str());
                let message = format!("the route {method} {} is taken by `{}`", http.path, conflict.other);
                problems.push(Problem::new(http.place, message));
            }
        }
    }
    router
}

fn subscriptions(
    manifest: &FunctionManifest,
    problems: &mut Vec<Problem>,
) -> Vec<(QueueEvent, Option<FilterPattern>)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut subscriptions = Vec::new();
    for event in queue_events(manifest) {
        if seen.contains(&event.name.as_str()) {
            let message = format!("the function subscribes to `{}` twice", event.name);
            problems.push(Problem::new(event.place, message));
        }
        seen.push(event.name.as_str());
        let filter = event.filter.as_ref().map(|filter| FilterPattern::new(&filter.to_string())).transpose();
        match filter {
            Ok(filter) => subscriptions.push((event.clone(), filter)),
            Err(error) => problems.push(Problem::new(event.place, format!("`filter`: {error}"))),
        }
    }
    subscriptions
}

fn streams(manifest: &FunctionManifest, now: Timestamp, problems: &mut Vec<Problem>) -> Vec<StreamEvent> {
    let mut streams: Vec<StreamEvent> = Vec::new();
    for event in stream_events(manifest) {
        if streams.iter().any(|known| known.name == event.name) {
            let message = format!("the function reads the stream `{}` twice", event.name);
            problems.push(Problem::new(event.place, message));
        }
        if let Some(time) = event.starting_position.timestamp.filter(|time| *time > now) {
            let message = format!("`startingPosition`: {} is in the future", time.to_rfc3339());
            problems.push(Problem::new(event.place, message));
        }
        streams.push(event.clone());
    }
    streams
}

/// Checks that the handler takes what the events send; `takes` is [`Event::NAME`] of its event. One of JSON takes anything.
pub(crate) fn check_events(manifest: &FunctionManifest, takes: &str) -> Result<(), ManifestError> {
    let problem = |event: &EventSource| {
        let (place, kind, sends) = match event {
            EventSource::Http(http) => (http.place, "http", VoidHttpRequest::NAME),
            EventSource::Queue(queue) => (queue.place, "queue", VoidQueueEvent::NAME),
            EventSource::Stream(stream) => (stream.place, "stream", VoidStreamEvent::NAME),
            EventSource::Storage(storage) => (storage.place, "storage", VoidStorageEvent::NAME),
        };
        let fits = takes == sends || takes == <Json<serde_json::Value>>::NAME;
        (!fits).then(|| Problem::new(place, format!("`{kind}` sends {sends}, but the handler takes {takes}")))
    };
    let problems: Vec<Problem> = manifest.events.iter().filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(ManifestError::new(&manifest.file, problems)) }
}
