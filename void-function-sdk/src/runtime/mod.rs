//! [`run`]: the loop that takes invocations from the [Runtime API] and answers them.
//!
//! [Runtime API]: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

mod api;
mod banner;
mod connection;
mod error;
mod invocation;
mod run;
mod shutdown;
mod worker;
mod workers;

pub use self::{
    error::{RuntimeError, RuntimeErrorKind},
    run::{run, run_on, run_with},
};
