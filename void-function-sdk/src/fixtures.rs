//! Sample events, as the services document them: payloads to test a handler with.
//!
//! ```
//! use void_function_sdk::{Event, VoidQueueEvent, fixtures};
//!
//! let event = VoidQueueEvent::decode(fixtures::QUEUE_STANDARD.as_bytes()).unwrap();
//! assert_eq!(event.records[0].message_attribute("EventType"), Some("OrderPlaced"));
//! ```

/// A `POST` with everything in it, from an API Gateway REST API (payload 1.0, without a version field).
pub const API_GATEWAY_REST: &str = include_str!("../fixtures/api-gateway-rest.json");

/// A `GET` from an API Gateway HTTP API that uses payload 1.0.
pub const API_GATEWAY_HTTP_V1: &str = include_str!("../fixtures/api-gateway-http-v1.json");

/// A `POST` with everything in it and its body in Base64, from an API Gateway HTTP API (payload 2.0).
pub const API_GATEWAY_HTTP_V2: &str = include_str!("../fixtures/api-gateway-http-v2.json");

/// A `GET` without a body, from a function URL (payload 2.0).
pub const FUNCTION_URL: &str = include_str!("../fixtures/function-url.json");

/// Two messages of a standard queue: JSON with attributes, and plain text.
pub const QUEUE_STANDARD: &str = include_str!("../fixtures/queue-standard.json");

/// One message of a FIFO queue.
pub const QUEUE_FIFO: &str = include_str!("../fixtures/queue-fifo.json");

/// Two records of a stream: plain text, and JSON.
pub const STREAM: &str = include_str!("../fixtures/stream.json");

/// One record of a stream, in a tumbling window with a state.
pub const STREAM_WINDOW: &str = include_str!("../fixtures/stream-window.json");

/// One object that was put into a bucket.
pub const STORAGE: &str = include_str!("../fixtures/storage.json");

/// What a bucket sends when its notifications are set up.
pub const STORAGE_TEST: &str = include_str!("../fixtures/storage-test.json");
