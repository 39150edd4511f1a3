//! [`TraceContext`]: what one request set off, carried from the invocation to each send and on to each record.
//!
//! On the wire it is the [tracing header] of AWS X-Ray, in `X-Amzn-Trace-Id` and in the message system attribute `AWSTraceHeader`,
//! with the number of hops under a key of our own; readers ignore keys that they don't know.
//!
//! [tracing header]: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader

use std::fmt;

use crate::{clock::Timestamp, random::Random};

/// The longest header that is read, in bytes.
const LENGTH_LIMIT: usize = 512;

tokio::task_local! {
    static CURRENT: TraceContext;
}

/// A trace header: root (the correlation id), parent, whether it is sampled, and how many functions it went through.
///
/// ```
/// use void_core::TraceContext;
///
/// let trace = TraceContext::parse("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Hops=2").unwrap();
/// assert_eq!(trace.root, "1-5759e988-bd862e3fe1be46a994272793");
/// assert_eq!(trace.hops, 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    /// The correlation id that every event of one request shares: `1-5759e988-bd862e3fe1be46a994272793`.
    pub root: String,
    /// The id of the step that this one follows from: 16 hex digits.
    pub parent: Option<String>,
    /// Whether the trace is recorded; `None` where nobody decided yet.
    pub sampled: Option<bool>,
    /// How many functions the request went through so far; a loop is stopped at 16.
    pub hops: u32,
    /// What AWS Lambda counts its own loops by. It is passed on as it came: without it a loop would go on there.
    pub lineage: Option<String>,
}

impl TraceContext {
    /// Starts a trace: its root holds the time in seconds and 96 random bits, it is sampled, and has no parent.
    #[must_use]
    pub fn new_root(random: &Random, now: Timestamp) -> Self {
        let seconds = now.as_secs() & 0xffff_ffff;
        let unique = u128::from_be_bytes(random.uuid_bytes()) >> 32 ^ u128::from(random.next_u64());
        Self { sampled: Some(true), ..Self::from_root(format!("1-{seconds:08x}-{unique:024x}")) }
    }

    /// A trace of which only the correlation id is known.
    #[must_use]
    pub fn from_root(root: impl Into<String>) -> Self {
        Self { root: root.into(), parent: None, sampled: None, hops: 0, lineage: None }
    }

    /// Reads a header: `Root=…;Parent=…;Sampled=1;Hops=2`, in any order, spaces around the parts allowed.
    ///
    /// `None` when there is no root, or it is no header at all: longer than 512 bytes, or with characters that a header can't hold.
    /// Unknown keys and values of known ones that make no sense are left out.
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        if header.len() > LENGTH_LIMIT || !header.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return None;
        }
        let mut trace = Self::from_root("");
        for (key, value) in header.split(';').filter_map(|part| part.split_once('=')) {
            let value = value.trim();
            let text = || (!value.is_empty()).then(|| value.to_owned());
            match key.trim() {
                "Root" => value.clone_into(&mut trace.root),
                "Parent" => trace.parent = text(),
                "Sampled" => trace.sampled = sampled(value),
                "Hops" => trace.hops = value.parse().unwrap_or(0),
                "Lineage" => trace.lineage = text(),
                _ => {}
            }
        }
        (!trace.root.is_empty()).then_some(trace)
    }

    /// The context of a function that this one sets off: a parent id of its own, and one hop more.
    #[must_use]
    pub fn child(&self, random: &Random) -> Self {
        Self {
            parent: Some(format!("{:016x}", random.next_u64())),
            hops: self.hops.saturating_add(1),
            ..self.clone()
        }
    }

    /// The context of the invocation that this task works for, if there is one.
    #[must_use]
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    /// Runs `future` with this context as the current one. A task that it spawns starts without one.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }
}

/// `?` asks whoever comes next to decide.
fn sampled(value: &str) -> Option<bool> {
    match value {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

impl fmt::Display for TraceContext {
    /// The header's value: `Root=…;Parent=…;Sampled=1;Hops=2`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Root={}", self.root)?;
        if let Some(parent) = &self.parent {
            write!(formatter, ";Parent={parent}")?;
        }
        if let Some(sampled) = self.sampled {
            write!(formatter, ";Sampled={}", u8::from(sampled))?;
        }
        if let Some(lineage) = &self.lineage {
            write!(formatter, ";Lineage={lineage}")?;
        }
        if self.hops > 0 {
            write!(formatter, ";Hops={}", self.hops)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Random, Timestamp, TraceContext};

    #[test]
    fn reads_the_documentations_headers() {
        let trace = TraceContext::parse("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1").unwrap();
        assert_eq!(trace.root, "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!((trace.parent, trace.sampled, trace.hops), (None, Some(true), 0));
        // Through a load balancer, and as Lambda sends it.
        let header = "Self=1-67891234-12456789abcdef012345678; Root=1-67891233-abcdef012345678912345678;\
                      CalledFrom=app;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=a87bd80c:1|68fd508a:5";
        let trace = TraceContext::parse(header).unwrap();
        assert_eq!(
            trace.to_string(),
            "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=a87bd80c:1|68fd508a:5"
        );
    }

    #[test]
    fn takes_what_is_no_header_for_none() {
        for header in ["", "Root=", "Parent=53995c3f42cd8ad8", "1-5759e988", "Root=a\r\nX-Evil: b", "Root=é"]
        {
            assert_eq!(TraceContext::parse(header), None, "{header}");
        }
        assert_eq!(TraceContext::parse(&format!("Root={}", "a".repeat(600))), None);
        let odd = TraceContext::parse("Root=a;Sampled=?;Hops=many;Parent=").unwrap();
        assert_eq!(odd, TraceContext::from_root("a"));
    }

    #[test]
    fn starts_a_trace_with_the_time_and_follows_it() {
        let random = Random::from_seed(1);
        let root = TraceContext::new_root(&random, Timestamp::from_secs(0x5759_e988));
        let (prefix, unique) = root.root.split_at(11);
        assert_eq!(prefix, "1-5759e988-");
        assert!(unique.len() == 24 && unique.bytes().all(|byte| byte.is_ascii_hexdigit()), "{unique}");
        assert_ne!(root.root, TraceContext::new_root(&random, Timestamp::from_secs(0x5759_e988)).root);
        let child = root.child(&random);
        let grandchild = child.child(&random);
        assert_eq!((&child.root, child.hops, grandchild.hops), (&root.root, 1, 2));
        assert_eq!(child.parent.as_ref().unwrap().len(), 16);
        assert_ne!(child.parent, grandchild.parent);
    }

    #[tokio::test]
    async fn is_current_within_its_scope_and_nowhere_else() {
        let trace = TraceContext::from_root("a");
        assert_eq!(TraceContext::current(), None);
        let (inside, spawned) = trace
            .clone()
            .scope(async { (TraceContext::current(), tokio::spawn(async { TraceContext::current() }).await) })
            .await;
        assert_eq!((inside, spawned.unwrap()), (Some(trace), None));
        assert_eq!(TraceContext::current(), None);
    }

    proptest! {
        #[test]
        fn reads_back_what_it_writes(
            root in "[!-:<>-~]{1,40}",
            parent in proptest::option::of("[0-9a-f]{16}"),
            sampled in proptest::option::of(any::<bool>()),
            lineage in proptest::option::of("[0-9a-f:|]{1,20}"),
            hops in 0..100_u32,
        ) {
            let trace = TraceContext { root, parent, sampled, hops, lineage };
            prop_assert_eq!(TraceContext::parse(&trace.to_string()), Some(trace));
        }

        #[test]
        fn never_panics_and_writes_what_a_header_can_hold(header in "\\PC*") {
            if let Some(trace) = TraceContext::parse(&header) {
                prop_assert!(http::HeaderValue::try_from(trace.to_string()).is_ok());
            }
        }
    }
}
