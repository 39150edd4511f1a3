//! What works but is likely not meant so.

use std::{collections::VecDeque, time::Duration};

use super::{LocalCloud, plan::Plan};
use crate::{
    error::Error,
    manifest::{EventSource, FunctionManifest, QueueEvent, queue_url_placeholder, stream_name_placeholder},
};

/// That a message becomes visible again while the function may still be working on it.
pub(super) fn short_visibility(
    event: &QueueEvent,
    visibility: Duration,
    manifest: &FunctionManifest,
) -> Option<String> {
    let timeout = manifest.timeout;
    (visibility < timeout).then(|| {
        format!(
            "the queue {} hides a message for {} s, less than the {} s that {} may take",
            event.name,
            visibility.as_secs(),
            timeout.as_secs_f64(),
            manifest.name
        )
    })
}

/// That a function may set itself off: by a queue or stream that it may write to, and the functions that read there. The
/// shortest way round is told, from the function on whose name comes first.
pub(super) fn cycle(manifest: &FunctionManifest, all: &[&FunctionManifest]) -> Option<String> {
    let mut ways: VecDeque<Vec<Step<'_>>> = next_steps(manifest, all).map(|step| vec![step]).collect();
    let mut seen: Vec<&str> = Vec::new();
    while let Some(way) = ways.pop_front() {
        let last = way.last()?.function;
        if last.name == manifest.name {
            return Some(told(&way));
        }
        if seen.contains(&last.name.as_str()) {
            continue;
        }
        seen.push(&last.name);
        ways.extend(next_steps(last, all).map(|step| [way.clone(), vec![step]].concat()));
    }
    None
}

/// From a function by a queue or stream to the next one.
#[derive(Clone, Debug)]
struct Step<'m> {
    by: String,
    function: &'m FunctionManifest,
}

fn next_steps<'m>(
    from: &'m FunctionManifest,
    all: &'m [&'m FunctionManifest],
) -> impl Iterator<Item = Step<'m>> {
    let reads = all.iter().flat_map(|reader| reader.events.iter().map(move |event| (*reader, event)));
    reads.filter_map(|(function, event)| {
        let (by, placeholder) = match event {
            EventSource::Queue(queue) => {
                (format!("the queue {}", queue.name), queue_url_placeholder(queue.name.as_str()))
            }
            EventSource::Stream(stream) => (
                format!("the stream {}", stream.name.as_str()),
                stream_name_placeholder(stream.name.as_str()),
            ),
            EventSource::Http(_) | EventSource::Storage(_) => return None,
        };
        let mut named = from.environment.iter().flat_map(|variable| variable.value.placeholders());
        named.any(|name| name == placeholder).then_some(Step { by, function })
    })
}

/// The same text for each function of a cycle.
fn told(way: &[Step<'_>]) -> String {
    let mut way = way.to_vec();
    // The way ends where it began.
    let first = (0..way.len()).min_by_key(|index| &way[*index].function.name).unwrap_or_default();
    let turn = (first + 1) % way.len();
    way.rotate_left(turn);
    let start = way.last().map(|step| step.function.name.as_str()).unwrap_or_default();
    let steps: String = way.iter().map(|step| format!(" -> {} -> {}", step.by, step.function.name)).collect();
    format!("functions may set each other off without end: {start}{steps}")
}

impl LocalCloud {
    /// What is to be said of the queues that are there already and that a function subscribes to.
    ///
    /// # Errors
    ///
    /// What a queue refuses.
    pub(crate) async fn short_visibilities(
        &self,
        manifest: &FunctionManifest,
        plan: &Plan,
    ) -> Result<Vec<String>, Error> {
        let visibilities = self.visibilities(plan).await?;
        let events = plan.subscriptions.iter().filter_map(|(event, _)| {
            short_visibility(event, *visibilities.get(event.name.as_str())?, manifest)
        });
        Ok(events.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function that reads from a queue and may send to others.
    fn function(name: &str, reads: &str, sends: &[&str]) -> FunctionManifest {
        let variables: String = sends
            .iter()
            .enumerate()
            .map(|(number, queue)| format!("  TO_{number}: ${{{}}}\n", queue_url_placeholder(queue)))
            .collect();
        let environment =
            if variables.is_empty() { String::new() } else { format!("environment:\n{variables}") };
        let text = format!(
            "name: {name}\nruntime: rust\nhandler: {name}\n{environment}events:\n  - queue: {{name: {reads}}}\n"
        );
        FunctionManifest::try_from(text.as_str()).unwrap()
    }

    #[test]
    fn a_cycle_is_told_the_same_way_of_each_function_in_it() {
        let (b, c) = (function("b", "to-b", &["to-c"]), function("c", "to-c", &["elsewhere", "to-a"]));
        let (a, outside) = (function("a", "to-a", &["to-b"]), function("outside", "to-x", &["to-a"]));
        let all = [&b, &c, &a, &outside];
        let expected = "functions may set each other off without end: a -> the queue to-b -> b -> the queue to-c -> c -> \
                        the queue to-a -> a";
        for function in [&a, &b, &c] {
            assert_eq!(cycle(function, &all).as_deref(), Some(expected));
        }
        assert_eq!(cycle(&outside, &all), None, "it begins one, and is in none");
    }

    #[test]
    fn a_function_that_sends_to_its_own_queue_is_a_cycle() {
        let own = function("own", "jobs", &["jobs"]);
        let told = cycle(&own, &[&own]).unwrap();
        assert!(told.ends_with("own -> the queue jobs -> own"), "{told}");
        let other = function("other", "jobs", &["done"]);
        assert_eq!(cycle(&other, &[&other]), None);
    }
}
