//! ReceiveMessage.

use super::{
    super::{
        engine::{Problem, Receive, Received},
        protocol::Exchange,
        shell::Backend,
    },
    Serve,
    convert::{message_attributes, queue_name, seconds, system_attributes},
};
use crate::{
    checksum,
    operations::{ReceiveMessageRequest, ReceiveMessageResponse},
    types::{Message, MessageSystemAttributeName},
};

impl Serve for ReceiveMessageRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<ReceiveMessageResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        if !exchange.backend.peek(|state| state.engine.has_queue(&name)) {
            return Err(Problem::no_queue());
        }
        let wanted = Wanted::read(&self)?;
        // A count out of range is one whatever it is.
        let max = self.max_number_of_messages.map_or(1, |max| usize::try_from(max).unwrap_or(0));
        let reason = "Must be between 0 and 43200, if provided.";
        let visibility = self.visibility_timeout;
        let visibility =
            visibility.map(|timeout| seconds("VisibilityTimeout", timeout, 43_200, reason)).transpose()?;
        let reason = "Must be >= 0 and <= 20, if provided.";
        let wait = self.wait_time_seconds;
        let wait = wait.map(|wait| seconds("WaitTimeSeconds", wait, 20, reason)).transpose()?;
        let asked = Receive { max, visibility, attempt: self.receive_request_attempt_id.as_deref() };
        let received = exchange.backend.receive(&name, asked, wait).await?;
        let messages = received.iter().map(|received| wanted.message(exchange.backend, received));
        Ok(ReceiveMessageResponse { messages: messages.collect() })
    }
}

/// Which attributes come along.
struct Wanted {
    system: Vec<MessageSystemAttributeName>,
    names: Vec<String>,
}

impl Wanted {
    fn read(request: &ReceiveMessageRequest) -> Result<Self, Problem> {
        let system = [&request.attribute_names[..], &request.message_system_attribute_names].concat();
        let unknown = system.iter().find(|name| matches!(name, MessageSystemAttributeName::Unknown(_)));
        // A queue's attribute, which the older list could name too, is passed over.
        match unknown.filter(|name| name.as_str() != "SqsManagedSseEnabled") {
            Some(name) => Err(Problem::new(
                super::super::engine::Code::InvalidAttributeName,
                format!("Unknown Attribute {name}."),
            )),
            None => Ok(Self { system, names: request.message_attribute_names.clone() }),
        }
    }

    fn message(&self, backend: &Backend, received: &Received) -> Message {
        let all = self.system.contains(&MessageSystemAttributeName::All);
        let arn = |name: &str| backend.peek(|state| state.engine.arn(name));
        let attributes = if self.system.is_empty() {
            Default::default()
        } else {
            system_attributes(received, arn, |name| all || self.system.contains(name))
        };
        let message_attributes = message_attributes(&received.message, |name| self.wants(name));
        Message {
            message_id: received.message.id.to_string(),
            receipt_handle: received.handle.clone().into(),
            md5_of_body: void_core::hex::encode(&received.message.body_md5),
            body: received.message.body().to_owned(),
            attributes,
            md5_of_message_attributes: checksum::of_attributes(&message_attributes),
            message_attributes,
            payload_error: None,
        }
    }

    /// `All` and `.*` are for every attribute, `prefix.*` for those that begin so.
    fn wants(&self, name: &str) -> bool {
        self.names.iter().any(|wanted| {
            wanted == "All"
                || wanted == name
                || wanted.strip_suffix(".*").is_some_and(|prefix| name.starts_with(prefix))
        })
    }
}
