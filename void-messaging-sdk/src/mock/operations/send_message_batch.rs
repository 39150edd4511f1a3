//! SendMessageBatch.

use super::{
    super::{
        engine::{Code, Draft, Problem, batch_ids, limits::MAX_MESSAGE_BYTES},
        protocol::{Exchange, entry_error},
    },
    Serve,
    convert::queue_name,
    send_message::{Digests, draft, send},
};
use crate::operations::{
    SendMessageBatchRequest, SendMessageBatchRequestEntry, SendMessageBatchResponse,
    SendMessageBatchResultEntry, SendMessageRequest,
};

impl Serve for SendMessageBatchRequest {
    async fn serve(self, exchange: &Exchange<'_>) -> Result<SendMessageBatchResponse, Problem> {
        let name = queue_name(exchange.backend, &self.queue_url)?;
        exchange.run(|state| {
            if !state.engine.has_queue(&name) {
                return Err(Problem::no_queue());
            }
            batch_ids("SendMessageBatchRequestEntry", self.entries.iter().map(|entry| entry.id.as_str()))?;
            let entries: Vec<Entry> = self
                .entries
                .into_iter()
                .map(|entry| Entry::read(entry, exchange.caller.as_deref()))
                .collect();
            check_size(&entries)?;
            let mut response = SendMessageBatchResponse::default();
            for Entry { id, digests, draft } in entries {
                match draft.and_then(|draft| send(state, &name, draft)) {
                    Ok(sent) => response.successful.push(SendMessageBatchResultEntry {
                        id,
                        message_id: sent.id.to_string(),
                        md5_of_message_body: digests.body,
                        md5_of_message_attributes: digests.attributes,
                        md5_of_message_system_attributes: digests.system_attributes,
                        sequence_number: sent.sequence.map(|sequence| sequence.to_string().into()),
                    }),
                    Err(problem) => response.failed.push(entry_error(id, problem)),
                }
            }
            Ok(response)
        })
    }
}

struct Entry {
    id: String,
    digests: Digests,
    draft: Result<Draft, Problem>,
}

impl Entry {
    fn read(entry: SendMessageBatchRequestEntry, caller: Option<&str>) -> Self {
        let digests =
            Digests::of(&entry.message_body, &entry.message_attributes, &entry.message_system_attributes);
        let request = SendMessageRequest {
            message_body: entry.message_body,
            delay_seconds: entry.delay_seconds,
            message_attributes: entry.message_attributes,
            message_system_attributes: entry.message_system_attributes,
            message_deduplication_id: entry.message_deduplication_id,
            message_group_id: entry.message_group_id,
            ..SendMessageRequest::default()
        };
        Self { id: entry.id, digests, draft: draft(request, caller) }
    }
}

fn check_size(entries: &[Entry]) -> Result<(), Problem> {
    let size: usize = entries.iter().filter_map(|entry| entry.draft.as_ref().ok()).map(Draft::size).sum();
    if size <= MAX_MESSAGE_BYTES {
        return Ok(());
    }
    Err(Problem::new(
        Code::BatchRequestTooLong,
        format!(
            "Batch requests cannot be longer than {MAX_MESSAGE_BYTES} bytes. You have sent {size} bytes."
        ),
    ))
}
