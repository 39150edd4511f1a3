//! The client against a scripted transport: what it sends, and what it makes of the answers.

mod around_a_call;
mod batch_sender;
mod support;
mod wire_shapes;
