//! What a subscriber sees of a call.

use std::fmt::Debug;

use ::tracing::{
    Dispatch, Event, Id, Metadata, Subscriber,
    field::{Field, Visit},
    instrument::WithSubscriber,
    span::{Attributes, Record},
};

use super::*;
use crate::credentials::Credentials;

/// Writes down every field of every span and event.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<String>>>);

impl Visit for &Journal {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.lock().unwrap().push(format!("{field}={value:?}"));
    }
}

impl Subscriber for Journal {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("void_core")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut &*self);
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        values.record(&mut &*self);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut &*self);
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_call_is_a_span_with_all_that_tells_it_from_others() {
    let answer = Step::Answer(200, vec![("x-amzn-requestid", "05d80e59".to_owned())], "{}");
    let script = Script::new([refuse(503, "Unavailable"), Step::Fail(TransportErrorKind::Connect), answer]);
    let config = script.config().credentials(Credentials::new("AKID", "a secret")).build();
    let journal = Journal::default();
    // With one subscriber alone, tracing asks the thread that comes by an event first, which may be another test's and has
    // none, and takes its no for everybody's. With two it asks the subscribers.
    let _second = Dispatch::new(Journal::default());
    send(&Pipeline::new(SERVICE, config)).with_subscriber(journal.clone()).await.unwrap();
    let lines = journal.0.lock().unwrap().clone();
    for expected in [
        "service=\"messaging\"",
        "operation=\"SendMessage\"",
        "attempt=3",
        "status=503",
        "code=\"Unavailable\"",
        "error=Connect",
        "status=200",
        "request_id=\"05d80e59\"",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected}: {lines:?}");
    }
    let all = lines.join(" ");
    assert!(!all.contains("secret") && !all.contains("hello") && !all.contains("Signature"), "{all}");
}
