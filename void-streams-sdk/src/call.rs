//! [`Call`]: a request with the client that sends it, sent by `.await`.

use crate::{client::VoidStreamsClient, error::Error, operations::Operation};

void_core::pipeline::service_call!(VoidStreamsClient, Error, Operation);
