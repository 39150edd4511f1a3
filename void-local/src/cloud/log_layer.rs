//! [`LogLayer`]: what functions log goes into the timeline.

use std::fmt::{self, Write};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::layer::{Context, Layer};

use super::{LocalCloud, invocation};
use crate::timeline::{TimelineEvent, TimelineLog};

/// A `tracing` layer that writes what functions log into the timeline, each line at its place. Lines from outside of an
/// invocation are none of its business, and neither are those of tasks that a function spawned.
#[derive(Debug)]
pub struct LogLayer {
    log: TimelineLog,
    level: Level,
}

impl LocalCloud {
    /// The layer for this cloud, for lines of at least `level`:
    ///
    /// ```
    /// use tracing_subscriber::prelude::*;
    ///
    /// let cloud = void_local::LocalCloud::new();
    /// let _guard = tracing_subscriber::registry().with(cloud.log_layer(tracing::Level::INFO)).set_default();
    /// ```
    #[must_use]
    pub fn log_layer(&self, level: Level) -> LogLayer {
        LogLayer { log: self.inner.log.clone(), level }
    }
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let level = *event.metadata().level();
        if level > self.level {
            return;
        }
        let Some(subject) = invocation::current() else { return };
        let mut line = Line::default();
        event.record(&mut line);
        let (level, message) = (level.to_string(), line.into_text());
        self.log.write(subject, TimelineEvent::Logged { level, message });
    }
}

/// The message, then the fields: `the card was declined order=7`.
#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Line {
    fn into_text(self) -> String {
        if self.message.is_empty() {
            self.fields.trim_start().to_owned()
        } else {
            self.message + &self.fields
        }
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format_args!("{value:?}"));
    }
}

impl Line {
    fn add(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        let written = match field.name() {
            "message" => self.message.write_fmt(value),
            name => write!(self.fields, " {name}={value}"),
        };
        written.expect("a text takes whatever is written to it");
    }
}
