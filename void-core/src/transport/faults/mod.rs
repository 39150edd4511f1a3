//! [`Faults`]: a transport that fails when a test says so.

mod body;
mod rule;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use http::{Request, Response};

pub use self::rule::FaultRule;
use self::{
    body::CutBody,
    rule::{Fault, Rule},
};
use super::{Transport, TransportError, TransportErrorKind, operation_name};
use crate::{
    body::Body,
    clock::{SharedClock, SystemClock},
    random::Random,
};

/// A transport that fails when a test says so, and passes everything else on to another.
///
/// Rules are added with [`Faults::on`] and [`Faults::on_any`] at any time, also while calls pass through a clone of it.
/// Every rule that a request meets applies, in the order in which they were added, until one answers it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use void_core::{Body, Faults, Transport, TransportErrorKind, transport_fn};
///
/// let service = transport_fn(|_| async { Ok(http::Response::new(Body::empty())) });
/// let faults = Faults::new(service);
/// faults.on("SendMessage").nth(2).refuse();
///
/// let send = || {
///     let request = http::Request::post("/").header("x-amz-target", "AmazonSQS.SendMessage");
///     faults.send(request.body(Body::empty()).unwrap())
/// };
/// assert!(send().await.is_ok());
/// assert_eq!(send().await.unwrap_err().kind(), TransportErrorKind::Connect);
/// assert!(send().await.is_ok());
/// assert_eq!(faults.injected(), 1);
/// # }
/// ```
pub struct Faults<T> {
    inner: Arc<T>,
    state: Arc<Mutex<State>>,
    clock: SharedClock,
    random: Random,
}

#[derive(Debug, Default)]
struct State {
    rules: Vec<Rule>,
    injected: usize,
}

impl<T> Faults<T> {
    /// Wraps `transport`, with no rules yet. Delays pass on a [`SystemClock`]; probabilities follow the seed 0.
    pub fn new(transport: T) -> Self {
        Self {
            inner: Arc::new(transport),
            state: Arc::default(),
            clock: Arc::new(SystemClock::new()),
            random: Random::from_seed(0),
        }
    }

    /// Lets delays pass on `clock`.
    #[must_use]
    pub fn with_clock(mut self, clock: SharedClock) -> Self {
        self.clock = clock;
        self
    }

    /// Draws probabilities from `random`.
    #[must_use]
    pub fn with_random(mut self, random: Random) -> Self {
        self.random = random;
        self
    }

    /// Starts a rule for requests of `operation` (`SendMessage`): every one of them, unless it says which.
    pub fn on(&self, operation: impl Into<String>) -> FaultRule<'_, T> {
        FaultRule::new(self, Some(operation.into()))
    }

    /// Starts a rule for requests of any operation.
    pub const fn on_any(&self) -> FaultRule<'_, T> {
        FaultRule::new(self, None)
    }

    /// Takes every rule away.
    pub fn clear(&self) {
        self.lock().rules.clear();
    }

    /// How many faults there were so far. A test asserts on it that its fault really happened.
    #[must_use]
    pub fn injected(&self) -> usize {
        self.lock().injected
    }

    fn add(&self, rule: Rule) {
        self.lock().rules.push(rule);
    }

    /// What happens to the next request of `operation`.
    fn draw(&self, operation: &str) -> Vec<Fault> {
        let mut state = self.lock();
        let faults: Vec<Fault> =
            state.rules.iter_mut().filter_map(|rule| rule.meet(operation, &self.random)).collect();
        state.injected += faults.len();
        faults
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl<T: Transport> Transport for Faults<T> {
    async fn send(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let faults = self.draw(operation_name(&request));
        for fault in &faults {
            match fault {
                Fault::Refuse => return Err(refused()),
                Fault::Answer(answer) => return Ok(answer()),
                Fault::Delay(delay) => self.clock.sleep_until(self.clock.now() + *delay).await,
                Fault::LoseResponse | Fault::CutBody(_) => {}
            }
        }
        let response = self.inner.send(request).await?;
        faults.iter().try_fold(response, |response, fault| match fault {
            Fault::LoseResponse => Err(lost()),
            Fault::CutBody(after) => Ok(response.map(|body| Body::from_stream(CutBody::new(body, *after)))),
            Fault::Refuse | Fault::Answer(_) | Fault::Delay(_) => Ok(response),
        })
    }
}

fn refused() -> TransportError {
    TransportError::new(TransportErrorKind::Connect, "the connection was refused (an injected fault)")
}

fn lost() -> TransportError {
    TransportError::new(
        TransportErrorKind::ConnectionLost,
        "the connection broke off before the response came (an injected fault)",
    )
}

impl<T> Clone for Faults<T> {
    /// A clone has the same rules and counts.
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            state: Arc::clone(&self.state),
            clock: Arc::clone(&self.clock),
            random: self.random.clone(),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Faults<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Faults")
            .field("inner", &self.inner)
            .field("state", &*self.lock())
            .field("random", &self.random)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
