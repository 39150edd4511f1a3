//! The client against a scripted transport: what it sends, and what it makes of the answers.

#[cfg(test)]
mod around_a_call;
#[cfg(test)]
mod batch_sender;
#[cfg(test)]
mod consumer;
#[cfg(test)]
mod payloads;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod support;
#[cfg(test)]
mod wire_shapes;
