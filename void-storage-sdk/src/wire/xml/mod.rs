//! The XML of the service: documents of elements and text, in both directions.
//!
//! Attributes and namespaces are read past, a document type is refused (so that no entity is ever declared), and text keeps
//! its white space.

mod content;
mod reader;
mod writer;

pub(crate) use self::{
    content::{Content, Group, Member, Slot, from_document, to_document},
    reader::Node,
    writer::Writer,
};

/// The namespace of requests and responses.
pub(crate) const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
