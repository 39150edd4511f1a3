//! SendMessage.

use std::collections::BTreeMap;

use super::{
    super::{
        engine::{Draft, Problem, Sent},
        protocol::Exchange,
        shell::State,
    },
    Serve,
    convert::{attributes, queue_name, seconds, trace_header},
};
use crate::{
    checksum,
    operations::{SendMessageRequest, SendMessageResponse},
    types::{MessageAttributeValue, MessageSystemAttributeName},
};

impl Serve for SendMessageRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<SendMessageResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        let digests =
            Digests::of(&self.message_body, &self.message_attributes, &self.message_system_attributes);
        let draft = draft(self, exchange.caller.as_deref());
        let sent = exchange.run(|state| {
            if !state.engine.has_queue(&name) {
                return Err(Problem::no_queue());
            }
            send(state, &name, draft?)
        })?;
        Ok(SendMessageResponse {
            message_id: sent.id.to_string(),
            md5_of_message_body: digests.body,
            md5_of_message_attributes: digests.attributes,
            md5_of_message_system_attributes: digests.system_attributes,
            sequence_number: sent.sequence.map(|sequence| sequence.to_string().into()),
        })
    }
}

/// The MD5s that a sender compares.
pub(super) struct Digests {
    pub(super) body: String,
    pub(super) attributes: Option<String>,
    pub(super) system_attributes: Option<String>,
}

impl Digests {
    pub(super) fn of(
        body: &str,
        attributes: &BTreeMap<String, MessageAttributeValue>,
        system_attributes: &BTreeMap<MessageSystemAttributeName, MessageAttributeValue>,
    ) -> Self {
        let system = system_attributes.iter().map(|(name, value)| (name.as_str(), value));
        Self {
            body: checksum::of_body(body),
            attributes: checksum::of_attributes(attributes),
            system_attributes: checksum::of_attributes(system),
        }
    }
}

/// The message of a request.
pub(super) fn draft(request: SendMessageRequest, caller: Option<&str>) -> Result<Draft, Problem> {
    let reason = "DelaySeconds must be >= 0 and <= 900.";
    Ok(Draft {
        delay: request.delay_seconds.map(|delay| seconds("DelaySeconds", delay, 900, reason)).transpose()?,
        attributes: attributes(request.message_attributes)?,
        trace_header: trace_header(&request.message_system_attributes)?,
        body: request.message_body,
        group: request.message_group_id,
        deduplication_id: request.message_deduplication_id,
        sender: caller.map(str::to_owned),
    })
}

/// Sends a message and remembers that it was.
pub(in crate::mock) fn send(state: &mut State, name: &str, draft: Draft) -> Result<Sent, Problem> {
    let sent = state.engine.send(state.now, name, draft)?;
    if let Some(message) = &sent.message {
        state.history.add_sent(state.now, name, std::sync::Arc::clone(message));
    }
    Ok(sent)
}
