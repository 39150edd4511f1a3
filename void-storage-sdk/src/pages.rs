//! Listings as streams: [`Pages`] and [`Items`].

use crate::{
    call::{Call, CallFuture},
    client::VoidStorageClient,
    error::Error,
    operations::Operation,
};

void_core::paging::service_listings!(VoidStorageClient, Error, Operation);
