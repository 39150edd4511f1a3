//! The part of Lambda's API that callers from outside need, under `/2015-03-31/`.

mod access;
mod api;
mod configuration;
mod delete_function;
mod get_function;
mod get_function_configuration;
mod invoke;
mod list_event_source_mappings;
mod list_functions;
mod log_tail;
mod name;
mod page;
mod refusal;
mod retries;

pub(crate) use self::{
    api::{LambdaApi, is_lambda},
    retries::go_on,
};
