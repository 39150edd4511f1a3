#![doc = include_str!("../README.md")]

#[cfg(feature = "mock")]
pub mod authorization;
pub mod body;
pub mod bounded;
#[cfg(feature = "mock")]
pub mod change_log;
pub mod clock;
pub mod config;
pub mod credentials;
pub mod error;
pub mod hex;
pub mod outcome;
pub mod paging;
pub mod pipeline;
pub mod protocol;
pub mod random;
pub mod retry;
pub mod signing;
pub mod store;
pub mod time;
pub mod trace;
pub mod transport;

#[cfg(feature = "mock")]
pub use authorization::{Authorizer, Denied};
pub use body::{Body, BodySource};
#[cfg(feature = "mock")]
pub use change_log::{ChangeLog, ChangeLogError, MemoryChangeLog};
#[cfg(feature = "mock")]
pub use clock::ManualClock;
pub use clock::{Clock, SharedClock, SystemClock, Timestamp};
pub use config::{Config, ConfigBuilder, ConfigError, Environment};
pub use credentials::{Credentials, CredentialsError, ProvideCredentials};
pub use error::{CallError, CallErrorKind, ServiceError};
pub use outcome::Outcome;
pub use pipeline::{CallOptions, HostPrefix, Pipeline, Service};
pub use random::Random;
pub use store::{PayloadPointer, PayloadStore, StorageRef, StoreError, StoreErrorKind};
pub use trace::TraceContext;
#[cfg(feature = "mock")]
pub use transport::{Faults, Recorder};
#[cfg(feature = "http")]
pub use transport::{HttpTransport, HttpTransportBuilder};
pub use transport::{
    OperationInfo, SharedTransport, Transport, TransportError, TransportErrorKind, transport_fn,
};
