//! Placeholders that name a resource: `${VOID_QUEUE_ORDER_EVENTS_QUEUE_URL}` is the URL of `order-events-queue`,
//! `${VOID_STREAM_ORDER_LEDGER_NAME}` the name of the stream `order-ledger`, `${VOID_BUCKET_INVOICES_NAME}` that of the bucket
//! `invoices`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    environment::Variable,
    error::{ManifestError, Problem},
    function::FunctionManifest,
    nearest::nearest,
    resource_kind::ResourceKind,
};

/// What placeholders can name: the queues, streams and buckets that are there or about to be made, and values that were given.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// The names by the placeholder that they give, which says by its form of which kind they are.
    named: BTreeMap<String, Vec<String>>,
    values: BTreeMap<String, String>,
}

/// What a function's environment came to.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The variables with their values, in the order of the file.
    pub variables: Vec<(String, String)>,
    /// The queues that its placeholders name, new ones too.
    pub queues: Vec<String>,
    /// The streams that its placeholders name.
    pub streams: Vec<String>,
    /// The buckets that its placeholders name.
    pub buckets: Vec<String>,
    /// Queues that a placeholder names and that no event source or earlier deployment knows: to be made.
    pub new_queues: Vec<String>,
    /// Streams of which the same is true.
    pub new_streams: Vec<String>,
    /// Buckets of which the same is true.
    pub new_buckets: Vec<String>,
}

impl Resources {
    /// Adds a queue.
    pub fn add_queue(&mut self, name: &str) {
        self.add(ResourceKind::Queue, name);
    }

    /// Adds a stream.
    pub fn add_stream(&mut self, name: &str) {
        self.add(ResourceKind::Stream, name);
    }

    /// Adds a bucket.
    pub fn add_bucket(&mut self, name: &str) {
        self.add(ResourceKind::Bucket, name);
    }

    fn add(&mut self, kind: ResourceKind, name: &str) {
        let names = self.named.entry(kind.placeholder_of(name)).or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }

    /// Adds a value for `${name}` that names no resource.
    pub fn add_value(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), value.into());
    }

    /// The queues, streams or buckets whose names give one placeholder, where there are several: a placeholder of theirs can't be
    /// resolved.
    pub fn ambiguous(&self) -> impl Iterator<Item = (&str, &[String])> {
        let several = self.named.iter().filter(|(_, names)| names.len() > 1);
        several.map(|(placeholder, names)| (placeholder.as_str(), names.as_slice()))
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
        let (mut named, mut new, mut problems) = (BTreeSet::new(), Vec::new(), Vec::new());
        for variable in &manifest.environment {
            let value = variable.value.resolve(|placeholder| {
                self.value_of(placeholder, &queue_url, &mut named, &mut new)
                    .map_err(|problem| problem_of(variable, placeholder, problem))
            });
            match value {
                Ok(value) => resolved.variables.push((variable.name.clone(), value)),
                Err(problem) => problems.push(problem),
            }
        }
        for (kind, name) in named {
            match kind {
                ResourceKind::Queue => resolved.queues.push(name),
                ResourceKind::Stream => resolved.streams.push(name),
                ResourceKind::Bucket => resolved.buckets.push(name),
            }
        }
        for (kind, name) in new {
            match kind {
                ResourceKind::Queue => resolved.new_queues.push(name),
                ResourceKind::Stream => resolved.new_streams.push(name),
                ResourceKind::Bucket => resolved.new_buckets.push(name),
            }
        }
        if problems.is_empty() { Ok(resolved) } else { Err(ManifestError::new(&manifest.file, problems)) }
    }

    fn value_of(
        &self,
        placeholder: &str,
        queue_url: &impl Fn(&str) -> String,
        named: &mut BTreeSet<(ResourceKind, String)>,
        new: &mut Vec<(ResourceKind, String)>,
    ) -> Result<String, Unresolved> {
        if let Some(value) = self.values.get(placeholder) {
            return Ok(value.clone());
        }
        let kind = ResourceKind::of_placeholder(placeholder);
        let value = |kind: ResourceKind, name: &str| match kind {
            ResourceKind::Queue => queue_url(name),
            ResourceKind::Stream | ResourceKind::Bucket => name.to_owned(),
        };
        match (kind, self.named.get(placeholder).map(Vec::as_slice)) {
            (Some(kind), Some([name])) => {
                named.insert((kind, name.clone()));
                return Ok(value(kind, name));
            }
            (Some(kind), Some(names)) => {
                let (count, names) = (names.len(), names.join(", "));
                let message = format!("is the placeholder of {count} {kind}s: {names}");
                return Err(Unresolved { message, suggestion: None });
            }
            _ => {}
        }
        let known = self.named.keys().chain(self.values.keys()).map(String::as_str);
        let suggestion = known.filter(|known| !differ_in_digits_only(known, placeholder));
        let suggestion = nearest_placeholder(placeholder, suggestion).map(ToOwned::to_owned);
        if suggestion.is_none()
            && let Some((kind, name)) = ResourceKind::named_by(placeholder)
        {
            let value = value(kind, &name);
            if named.insert((kind, name.clone())) {
                new.push((kind, name));
            }
            return Ok(value);
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
    match ResourceKind::named_by(placeholder) {
        Some((kind, name)) => format!("names no {kind}; to have a {kind} `{name}` besides, make it first"),
        None => "names nothing that is known; a queue's URL is `${VOID_QUEUE_<NAME>_URL}`, a stream's name \
                 `${VOID_STREAM_<NAME>_NAME}`, a bucket's name `${VOID_BUCKET_<NAME>_NAME}`"
            .to_owned(),
    }
}

/// As [`nearest`], without what all placeholders of a kind have in common, which would make every short name near.
fn nearest_placeholder<'c>(placeholder: &str, known: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let Some(kind) = ResourceKind::of_placeholder(placeholder) else { return nearest(placeholder, known) };
    let stem = kind.stem(placeholder)?;
    let stems: Vec<(&str, &str)> = known.filter_map(|known| Some((kind.stem(known)?, known))).collect();
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
    use super::{Resolved, Resources};
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
    fn resolves_streams_beside_queues_of_their_name() {
        let mut resources = resources();
        resources.add_stream("Order_Ledger.v1");
        resources.add_queue("order-ledger");
        let resolved = resolve(&resources, "${VOID_STREAM_ORDER_LEDGER_V1_NAME}").unwrap();
        assert_eq!(resolved.variables[0].1, "Order_Ledger.v1");
        assert!(resolved.new_streams.is_empty());
        let resolved = resolve(&resources, "${VOID_STREAM_AUDIT_NAME}").unwrap();
        assert_eq!((resolved.new_streams, resolved.new_queues), (vec!["audit".to_owned()], vec![]));
        let error = resolve(&resources, "${VOID_STREAM_ORDER_LEGER_V1_NAME}").unwrap_err();
        assert!(error.contains("names no stream; to have a stream `order-leger-v1` besides"), "{error}");
        assert!(error.ends_with("did you mean `${VOID_STREAM_ORDER_LEDGER_V1_NAME}`?"), "{error}");
    }

    #[test]
    fn resolves_buckets_and_asks_for_new_ones() {
        let mut resources = resources();
        resources.add_bucket("order.invoices");
        let resolved = resolve(&resources, "${VOID_BUCKET_ORDER_INVOICES_NAME}").unwrap();
        assert_eq!((resolved.variables[0].1.as_str(), resolved.new_buckets.len()), ("order.invoices", 0));
        let resolved = resolve(&resources, "${VOID_BUCKET_PHOTOS_NAME}").unwrap();
        assert_eq!(resolved.new_buckets, ["photos"]);
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
        for placeholder in ["VOID_QUEUE_ORDERS", "VOID_STREAM_ORDERS", "VOID_STREAM_ORDERS_ARN"] {
            assert!(resolve(&resources(), &format!("${{{placeholder}}}")).is_err(), "{placeholder}");
        }
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
