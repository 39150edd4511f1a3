//! The serving side of the query protocol: a form in (`Action=SendMessage&MessageAttribute.1.Name=…`), XML out.
//!
//! It is what SQS spoke before AWS JSON, and older SDKs still do. A service describes its operations as [`Operation`]s:
//! the same serde types as for JSON are read from forms and written as XML by them.

mod form;
mod shape;
mod xml;

pub use self::{
    form::{Form, is_request},
    shape::{Member, Operation, Shape},
    xml::{failure, success},
};

#[cfg(test)]
mod tests;
