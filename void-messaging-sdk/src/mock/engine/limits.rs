//! The service's limits, as its documentation states them ("Amazon SQS quotas" and the API reference).

use std::time::Duration;

/// The most bytes that a message may have, body and attributes together, and a batch: 1 MiB.
pub const MAX_MESSAGE_BYTES: usize = 1_048_576;
/// The most entries that a batch may have.
pub const MAX_BATCH_ENTRIES: usize = 10;
/// The most messages that one receive may ask for.
pub const MAX_RECEIVE: usize = 10;
/// The most attributes that a message may have.
pub const MAX_MESSAGE_ATTRIBUTES: usize = 10;
/// The longest name or type of a message's attribute, in characters.
pub const MAX_ATTRIBUTE_NAME: usize = 256;
/// The most messages that may be in flight in one queue.
pub const MAX_IN_FLIGHT: usize = 120_000;
/// The longest visibility timeout, counted from when the message was received: 12 hours.
pub const MAX_VISIBILITY: Duration = Duration::from_secs(43_200);
/// The longest delay of a message: 15 minutes.
pub const MAX_DELAY: Duration = Duration::from_secs(900);
/// The longest long poll.
pub const MAX_WAIT: Duration = Duration::from_secs(20);
/// How long a FIFO queue remembers what was sent, and which receive was answered with what: 5 minutes.
pub const DEDUPLICATION_WINDOW: Duration = Duration::from_secs(300);
/// How long after a purge the next one is refused, and after a deletion a queue of the same name.
pub const SETTLING_TIME: Duration = Duration::from_secs(60);
/// The most tags that a queue may have.
pub const MAX_TAGS: usize = 50;
/// The most actions that one permission may have.
pub const MAX_ACTIONS: usize = 7;
/// The most messages a second that a move task may be asked for.
pub const MAX_MOVES_PER_SECOND: u32 = 500;
/// The longest name of a queue, label of a permission, or id of a batch entry, in characters.
pub const MAX_NAME: usize = 80;
/// The longest message group id, deduplication id, or receive request attempt id, in characters.
pub const MAX_TOKEN: usize = 128;
