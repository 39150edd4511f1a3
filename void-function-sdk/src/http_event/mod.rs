//! HTTP triggers: API Gateway's REST (payload 1.0) and HTTP APIs (1.0 and 2.0), and function URLs (2.0).

mod body;
mod builder;
mod convert;
mod decode;
mod encode;
mod maps;
mod render;
mod request;
mod response;

pub use self::{
    body::{BodyError, ResponseBody},
    builder::VoidHttpRequestBuilder,
    request::{PayloadVersion, RequestContext, VoidHttpRequest},
    response::VoidHttpResponse,
};

#[cfg(test)]
mod tests;
