//! [`Call`]: a request with the client that sends it, sent by `.await`.

use crate::{client::VoidMessagingClient, error::Error, operations::Operation};

void_core::pipeline::service_call!(VoidMessagingClient, Error, Operation);
