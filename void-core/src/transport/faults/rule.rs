//! [`FaultRule`]: which requests fail, and how.

use std::{fmt, sync::Arc, time::Duration};

use http::Response;

use super::Faults;
use crate::{
    body::Body,
    clock::Timestamp,
    protocol::{
        aws_json::{Version, server},
        server::ServerError,
    },
    random::Random,
};

/// What happens to a request.
#[derive(Clone)]
pub(super) enum Fault {
    Refuse,
    Delay(Duration),
    Answer(Arc<dyn Fn() -> Response<Body> + Send + Sync>),
    /// After this many bytes.
    CutBody(usize),
    LoseResponse,
}

impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refuse => formatter.write_str("Refuse"),
            Self::Delay(delay) => write!(formatter, "Delay({delay:?})"),
            Self::Answer(_) => formatter.write_str("Answer"),
            Self::CutBody(after) => write!(formatter, "CutBody({after})"),
            Self::LoseResponse => formatter.write_str("LoseResponse"),
        }
    }
}

/// Which of the requests that a rule is for.
#[derive(Clone, Copy, Debug)]
enum When {
    Always,
    /// Counted from 1.
    Nth(u64),
    First(u64),
    Probability(f64),
}

#[derive(Debug)]
pub(super) struct Rule {
    operation: Option<String>,
    when: When,
    fault: Fault,
    seen: u64,
}

impl Rule {
    /// Counts a request of `operation`; the fault where this one is met.
    pub(super) fn meet(&mut self, operation: &str, random: &Random) -> Option<Fault> {
        if self.operation.as_ref().is_some_and(|name| name != operation) {
            return None;
        }
        self.seen += 1;
        let met = match self.when {
            When::Always => true,
            When::Nth(nth) => self.seen == nth,
            When::First(count) => self.seen <= count,
            When::Probability(probability) => random.unit() < probability,
        };
        met.then(|| self.fault.clone())
    }
}

/// A rule in the making: which requests, until a method says how they fail. See [`Faults::on`].
#[must_use = "a rule is added by the method that says how requests fail"]
#[derive(Debug)]
pub struct FaultRule<'faults, T> {
    faults: &'faults Faults<T>,
    operation: Option<String>,
    when: When,
}

impl<'faults, T> FaultRule<'faults, T> {
    pub(super) const fn new(faults: &'faults Faults<T>, operation: Option<String>) -> Self {
        Self { faults, operation, when: When::Always }
    }

    /// Only the `nth` request from now on, counted from 1; each attempt of a call is a request.
    pub const fn nth(mut self, nth: u64) -> Self {
        self.when = When::Nth(nth);
        self
    }

    /// The first `count` requests from now on.
    pub const fn first(mut self, count: u64) -> Self {
        self.when = When::First(count);
        self
    }

    /// Each request with this probability, from 0 to 1.
    pub const fn with_probability(mut self, probability: f64) -> Self {
        self.when = When::Probability(probability);
        self
    }

    /// No connection: the service never sees the request.
    pub fn refuse(self) {
        self.add(Fault::Refuse);
    }

    /// The request is carried out, and the connection breaks off before the response comes.
    pub fn lose_response(self) {
        self.add(Fault::LoseResponse);
    }

    /// The response's body breaks off after `bytes` bytes.
    pub fn cut_body(self, bytes: usize) {
        self.add(Fault::CutBody(bytes));
    }

    /// The request waits for `delay` before it goes on to the service.
    pub fn delay(self, delay: Duration) {
        self.add(Fault::Delay(delay));
    }

    /// `ThrottlingException` instead of an answer of the service, which never sees the request.
    pub fn throttle(self) {
        self.answer(
            ServerError::common("ThrottlingException", "Rate exceeded").with_query_code("Throttling"),
        );
    }

    /// This error instead of an answer of the service, in AWS JSON. The service never sees the request.
    pub fn answer(self, error: ServerError) {
        let now = self.faults.clock.clone();
        self.answer_with(move || failure(&error, now.now()));
    }

    /// This response instead of one of the service, which never sees the request.
    pub fn answer_with(self, response: impl Fn() -> Response<Body> + Send + Sync + 'static) {
        self.add(Fault::Answer(Arc::new(response)));
    }

    fn add(self, fault: Fault) {
        self.faults.add(Rule { operation: self.operation, when: self.when, fault, seen: 0 });
    }
}

fn failure(error: &ServerError, now: Timestamp) -> Response<Body> {
    server::failure(Version::V1_0, error, "00000000-0000-0000-0000-000000000000", now)
}
