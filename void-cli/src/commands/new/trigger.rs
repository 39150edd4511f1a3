//! [`Trigger`]: what a new function is called by, and the templates for it.

/// What a new function is called by.
#[derive(Clone, Debug)]
pub(super) enum Trigger {
    Http {
        method: String,
        path: String,
    },
    Queue(String),
    Stream(String),
    Storage(String),
    /// A call by name.
    Direct,
}

/// The templates of a trigger: its handler and that's test.
#[derive(Clone, Copy, Debug)]
pub(super) struct Templates {
    pub(super) library: &'static str,
    pub(super) test: &'static str,
}

macro_rules! templates {
    ($folder:literal) => {
        Templates {
            library: include_str!(concat!("../../../templates/", $folder, "/lib.rs")),
            test: include_str!(concat!("../../../templates/", $folder, "/test.rs")),
        }
    };
}

impl Trigger {
    pub(super) fn templates(&self) -> Templates {
        match self {
            Self::Http { .. } => templates!("http"),
            Self::Queue(_) => templates!("queue"),
            Self::Stream(_) => templates!("stream"),
            Self::Storage(_) => templates!("storage"),
            Self::Direct => templates!("direct"),
        }
    }

    /// What it is called in the code.
    pub(super) fn resource(&self) -> &str {
        match self {
            Self::Queue(name) | Self::Stream(name) | Self::Storage(name) => name,
            Self::Http { .. } | Self::Direct => "",
        }
    }

    /// The method and the path of its requests.
    pub(super) fn route(&self) -> (&str, &str) {
        match self {
            Self::Http { method, path } => (method, path),
            _ => ("", ""),
        }
    }

    /// How the handler of whole events is made of the one of records.
    pub(super) const fn conversion(&self) -> &'static str {
        match self {
            Self::Queue(_) | Self::Stream(_) | Self::Storage(_) => ".into_handler()",
            Self::Http { .. } | Self::Direct => "",
        }
    }

    /// Its part of `void.yaml`, for the function `name`.
    pub(super) fn events(&self, name: &str) -> String {
        match self {
            Self::Http { method, path } => {
                format!("events:\n  - http:\n      path: {path}\n      method: {method}\n")
            }
            Self::Queue(queue) => {
                let letters = dead_letters(queue);
                format!(
                    "events:\n  - queue:\n      name: {queue}\n      batchSize: 10\n      maxRetries: 3\n      \
                     deadLetterQueue: {letters}\n"
                )
            }
            Self::Stream(stream) => format!(
                "events:\n  - stream:\n      name: {stream}\n      batchSize: 100\n      \
                 startingPosition: TRIM_HORIZON\n      maxRetries: 3\n      deadLetterQueue: {name}-dlq\n"
            ),
            Self::Storage(bucket) => format!(
                "events:\n  - storage:\n      bucket: {bucket}\n      events: s3:ObjectCreated:*\n      \
                 maxRetries: 2\n      deadLetterQueue: {name}-dlq\n"
            ),
            Self::Direct => String::new(),
        }
    }
}

/// `order-events-dlq` for `order-events-queue`, `orders-dlq.fifo` for `orders.fifo`.
fn dead_letters(queue: &str) -> String {
    let (base, suffix) = queue.strip_suffix(".fifo").map_or((queue, ""), |base| (base, ".fifo"));
    format!("{}-dlq{suffix}", base.strip_suffix("-queue").unwrap_or(base))
}

#[cfg(test)]
mod tests {
    use super::dead_letters;

    #[test]
    fn a_dead_letter_queue_is_named_after_its_queue() {
        assert_eq!(dead_letters("order-events-queue"), "order-events-dlq");
        assert_eq!(dead_letters("orders.fifo"), "orders-dlq.fifo");
    }
}
