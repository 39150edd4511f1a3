//! [`Plan`]: everything about a deployment that can be found out before anything is changed.

use void_function_sdk::{Event, Json, VoidHttpRequest, VoidQueueEvent};
use void_messaging_sdk::mock::FilterPattern;

use crate::{
    manifest::{EventSource, FunctionManifest, ManifestError, Problem, QueueEvent, Resolved, Resources},
    routing::Router,
};

/// What a deployment comes to.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) environment: Resolved,
    pub(crate) router: Router<String>,
    pub(crate) subscriptions: Vec<(QueueEvent, Option<FilterPattern>)>,
    /// Names that give one placeholder, where no placeholder uses it yet.
    pub(crate) warnings: Vec<String>,
}

/// Checks `manifest` against what is there: `resources`, and the routes of the other functions.
pub(crate) fn plan(
    manifest: &FunctionManifest,
    mut resources: Resources,
    others: &[&FunctionManifest],
    queue_url: impl Fn(&str) -> String,
) -> Result<Plan, ManifestError> {
    for queue in queues_of(manifest) {
        resources.add_queue(queue);
    }
    let environment = resources.resolve(manifest, queue_url)?;
    let mut problems = Vec::new();
    let router = routes(manifest, others, &mut problems);
    let subscriptions = subscriptions(manifest, &mut problems);
    if !problems.is_empty() {
        return Err(ManifestError::new(&manifest.file, problems));
    }
    let warnings = resources.ambiguous().map(|(placeholder, queues)| {
        format!(
            "the queues {} have one placeholder, which can't be used: ${{{placeholder}}}",
            queues.join(", ")
        )
    });
    Ok(Plan { environment, router, subscriptions, warnings: warnings.collect() })
}

/// The queues that a function subscribes to, and their dead-letter queues.
pub(crate) fn queues_of(manifest: &FunctionManifest) -> impl Iterator<Item = &str> {
    queue_events(manifest).flat_map(|event| {
        let dead_letters = event.dead_letter.as_ref().map(|target| target.queue.as_str());
        [Some(event.name.as_str()), dead_letters].into_iter().flatten()
    })
}

fn queue_events(manifest: &FunctionManifest) -> impl Iterator<Item = &QueueEvent> {
    manifest.events.iter().filter_map(|event| match event {
        EventSource::Queue(queue) => Some(queue),
        EventSource::Http(_) => None,
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

/// Checks that the handler takes what the events send; `takes` is [`Event::NAME`] of its event. One of JSON takes anything.
pub(crate) fn check_events(manifest: &FunctionManifest, takes: &str) -> Result<(), ManifestError> {
    let problem = |event: &EventSource| {
        let (place, kind, sends) = match event {
            EventSource::Http(http) => (http.place, "http", VoidHttpRequest::NAME),
            EventSource::Queue(queue) => (queue.place, "queue", VoidQueueEvent::NAME),
        };
        let fits = takes == sends || takes == <Json<serde_json::Value>>::NAME;
        (!fits).then(|| Problem::new(place, format!("`{kind}` sends {sends}, but the handler takes {takes}")))
    };
    let problems: Vec<Problem> = manifest.events.iter().filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(ManifestError::new(&manifest.file, problems)) }
}
