//! [`Call`]: a request with the client that sends it, sent by `.await`.

use crate::{client::VoidStorageClient, error::Error, operations::Operation};

void_core::pipeline::service_call!(VoidStorageClient, Error, Operation);
