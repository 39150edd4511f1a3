//! The part of Lambda's API that callers from outside need, under `/2015-03-31/`.

mod api;

pub(crate) use self::api::{LambdaApi, is_lambda};
