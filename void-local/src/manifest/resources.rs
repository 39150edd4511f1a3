//! Placeholders that name a resource: `${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}` is the URL of `order-events-queue`.

use std::collections::BTreeMap;

use super::{
    environment::Variable,
    error::{ManifestError, Problem},
    function::FunctionManifest,
    nearest::nearest,
};

/// The placeholder of a queue's URL: upper case, `-` and `.` as `_`.
#[must_use]
pub fn queue_url_placeholder(queue: &str) -> String {
    let name: String = queue
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' })
        .collect();
    format!("VOID_QUEUE_{name}_URL")
}

/// The queue that a placeholder names where no queue is there to tell: lower case, `_` as `-`.
fn queue_of_placeholder(placeholder: &str) -> Option<String> {
    let name = placeholder.strip_prefix("VOID_QUEUE_")?.strip_suffix("_URL")?;
    let (stem, suffix) = name.strip_suffix("_FIFO").map_or((name, ""), |stem| (stem, ".fifo"));
    let valid = !stem.is_empty()
        && stem.len() + suffix.len() <= 80
        && stem.chars().all(|character| !character.is_ascii_lowercase());
    valid.then(|| format!("{}{suffix}", stem.to_ascii_lowercase().replace('_', "-")))
}

/// What placeholders can name: the queues that are there or about to be made, and values that were given.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    queues: BTreeMap<String, Vec<String>>,
    values: BTreeMap<String, String>,
}

/// What a function's environment came to.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The variables with their values, in the order of the file.
    pub variables: Vec<(String, String)>,
    /// Queues that a placeholder names and that no event source or earlier deployment knows: to be made.
    pub new_queues: Vec<String>,
}

impl Resources {
    /// Adds a queue.
    pub fn add_queue(&mut self, name: &str) {
        let queues = self.queues.entry(queue_url_placeholder(name)).or_default();
        if !queues.iter().any(|queue| queue == name) {
            queues.push(name.to_owned());
        }
    }

    /// Adds a value for `${name}` that names no resource.
    pub fn add_value(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), value.into());
    }

    /// The queues whose names give one placeholder, where there are several: a placeholder of theirs can't be resolved.
    pub fn ambiguous(&self) -> impl Iterator<Item = (&str, &[String])> {
        let several = self.queues.iter().filter(|(_, queues)| queues.len() > 1);
        several.map(|(placeholder, queues)| (placeholder.as_str(), queues.as_slice()))
    }

    /// Resolves the environment of `manifest`; `queue_url` gives the URL that a queue has or will have.
    ///
    /// # Errors
    ///
    /// [`ManifestError`] with every placeholder that names nothing, or several things, and the nearest one that does.
    pub fn resolve(
        &self,
        manifest: &FunctionManifest,
        queue_url: impl Fn(&str) -> String,
    ) -> Result<Resolved, ManifestError> {
        let mut resolved = Resolved::default();
        let mut problems = Vec::new();
        for variable in &manifest.environment {
            let value = variable.value.resolve(|placeholder| {
                self.value_of(placeholder, &queue_url, &mut resolved.new_queues)
                    .map_err(|problem| problem_of(variable, placeholder, problem))
            });
            match value {
                Ok(value) => resolved.variables.push((variable.name.clone(), value)),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(resolved) } else { Err(ManifestError::new(&manifest.file, problems)) }
    }

    fn value_of(
        &self,
        placeholder: &str,
        queue_url: &impl Fn(&str) -> String,
        new_queues: &mut Vec<String>,
    ) -> Result<String, Unresolved> {
        if let Some(value) = self.values.get(placeholder) {
            return Ok(value.clone());
        }
        match self.queues.get(placeholder).map(Vec::as_slice) {
            Some([queue]) => return Ok(queue_url(queue)),
            Some(queues) => {
                let message = format!("is the placeholder of {} queues: {}", queues.len(), queues.join(", "));
                return Err(Unresolved { message, suggestion: None });
            }
            None => {}
        }
        let known = self.queues.keys().chain(self.values.keys()).map(String::as_str);
        let suggestion = known.filter(|known| !differ_in_digits_only(known, placeholder));
        let suggestion = nearest_placeholder(placeholder, suggestion).map(ToOwned::to_owned);
        if suggestion.is_none()
            && let Some(queue) = queue_of_placeholder(placeholder)
        {
            let url = queue_url(&queue);
            if !new_queues.contains(&queue) {
                new_queues.push(queue);
            }
            return Ok(url);
        }
        Err(Unresolved { message: unresolved(placeholder), suggestion })
    }
}

struct Unresolved {
    message: String,
    suggestion: Option<String>,
}

fn problem_of(variable: &Variable, placeholder: &str, unresolved: Unresolved) -> Problem {
    let message = format!("`{}`: `${{{placeholder}}}` {}", variable.name, unresolved.message);
    let suggestion = unresolved.suggestion.map(|suggestion| format!("${{{suggestion}}}"));
    Problem::new(variable.place, message).with_suggestion(suggestion)
}

fn unresolved(placeholder: &str) -> String {
    let reserved = ["VOID_STREAM_", "VOID_BUCKET_"].iter().any(|prefix| placeholder.starts_with(prefix));
    if reserved {
        return "names a kind of resource that is not offered yet by this version".to_owned();
    }
    match queue_of_placeholder(placeholder) {
        Some(queue) => format!("names no queue; to have a queue `{queue}` besides, make it first"),
        None => "names nothing that is known; a queue's URL is `${VOID_QUEUE_<NAME>_URL}`".to_owned(),
    }
}

/// As [`nearest`], without what all placeholders have in common, which would make every short name near.
fn nearest_placeholder<'c>(placeholder: &str, known: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let Some(stem) = placeholder.strip_prefix("VOID_QUEUE_").and_then(|name| name.strip_suffix("_URL"))
    else {
        return nearest(placeholder, known);
    };
    let stems: Vec<(&str, &str)> = known
        .filter_map(|known| Some((known.strip_prefix("VOID_QUEUE_")?.strip_suffix("_URL")?, known)))
        .collect();
    let found = nearest(stem, stems.iter().map(|(stem, _)| *stem))?;
    stems.iter().find(|(stem, _)| *stem == found).map(|(_, known)| *known)
}

/// `orders-1` and `orders-2` are two queues rather than a slip.
fn differ_in_digits_only(left: &str, right: &str) -> bool {
    let without =
        |text: &str| text.chars().filter(|character| !character.is_ascii_digit()).collect::<String>();
    without(left) == without(right)
}

#[cfg(test)]
mod tests {
    use super::{Resolved, Resources, queue_of_placeholder, queue_url_placeholder};
    use crate::manifest::FunctionManifest;

    fn resolve(resources: &Resources, value: &str) -> Result<Resolved, String> {
        let text = format!("name: f\nruntime: rust\nhandler: f\nenvironment:\n  URL: {value}\n");
        let manifest = FunctionManifest::parse("f/void.yaml", &text).unwrap();
        resources.resolve(&manifest, |queue| format!("http://q/{queue}")).map_err(|error| error.to_string())
    }

    fn resources() -> Resources {
        let mut resources = Resources::default();
        resources.add_queue("order-events-queue");
        resources.add_queue("audit_v1.fifo");
        resources.add_value("STRIPE_KEY", "sk");
        resources
    }

    #[test]
    fn derives_placeholders_from_names_and_back() {
        assert_eq!(queue_url_placeholder("order-events-queue"), "VOID_QUEUE_ORDER_EVENTS_QUEUE_URL");
        assert_eq!(queue_url_placeholder("audit_v1.fifo"), "VOID_QUEUE_AUDIT_V1_FIFO_URL");
        assert_eq!(queue_of_placeholder("VOID_QUEUE_AUDIT_V1_FIFO_URL").as_deref(), Some("audit-v1.fifo"));
        assert_eq!(queue_of_placeholder("VOID_QUEUE__URL"), None);
        assert_eq!(queue_of_placeholder("HOME"), None);
    }

    #[test]
    fn resolves_queues_and_values() {
        let resolved =
            resolve(&resources(), "'${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}?k=${STRIPE_KEY}'").unwrap();
        assert_eq!(resolved.variables, [("URL".to_owned(), "http://q/order-events-queue?k=sk".to_owned())]);
        let resolved = resolve(&resources(), "${VOID_QUEUE_AUDIT_V1_FIFO_URL}").unwrap();
        assert_eq!(resolved.variables[0].1, "http://q/audit_v1.fifo");
        assert!(resolved.new_queues.is_empty());
    }

    #[test]
    fn asks_for_a_queue_that_nobody_made_yet() {
        let resolved = resolve(&resources(), "${VOID_QUEUE_PAYMENTS_URL}").unwrap();
        assert_eq!(resolved.new_queues, ["payments"]);
        assert_eq!(resolved.variables[0].1, "http://q/payments");
    }

    #[test]
    fn takes_a_near_name_for_a_slip() {
        let error = resolve(&resources(), "${VOID_QUEUE_ORDER_EVENT_QUEUE_URL}").unwrap_err();
        assert!(
            error.starts_with("f/void.yaml:5:8: `URL`: `${VOID_QUEUE_ORDER_EVENT_QUEUE_URL}` names no queue"),
            "{error}"
        );
        assert!(error.ends_with("did you mean `${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}`?"), "{error}");
    }

    #[test]
    fn takes_another_number_for_another_queue() {
        let resolved = resolve(&resources(), "${VOID_QUEUE_AUDIT_V2_FIFO_URL}").unwrap();
        assert_eq!(resolved.new_queues, ["audit-v2.fifo"]);
    }

    #[test]
    fn refuses_what_names_nothing() {
        let error = resolve(&resources(), "${STRIPE_KY}").unwrap_err();
        assert!(error.contains("names nothing") && error.contains("`${STRIPE_KEY}`"), "{error}");
        let error = resolve(&resources(), "${VOID_STREAM_CLICKS_NAME}").unwrap_err();
        assert!(error.contains("not offered yet"), "{error}");
        assert!(resolve(&resources(), "${VOID_QUEUE_ORDERS}").is_err());
    }

    #[test]
    fn refuses_a_placeholder_of_two_queues() {
        let mut resources = resources();
        resources.add_queue("order_events-queue");
        assert_eq!(resources.ambiguous().count(), 1);
        let error = resolve(&resources, "${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}").unwrap_err();
        assert!(error.contains("2 queues: order-events-queue, order_events-queue"), "{error}");
    }
}
