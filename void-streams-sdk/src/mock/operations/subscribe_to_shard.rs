//! SubscribeToShard: pushes the records of a shard, as messages of an event stream.

use bytes::Bytes;
use serde::Serialize;
use void_core::{Body, protocol::event_stream::Message};

use super::{Constraints, constraints::Text};
use crate::{
    mock::{
        engine::{Problem, Read},
        protocol::{Exchange, Wire},
        shell::{Pushing, Writes},
    },
    operations::{EmptyResponse, SubscribeToShardEvent, SubscribeToShardRequest},
    types::{SequenceNumber, ShardIteratorType},
};

/// Begins the subscription that `request` asks for: the body of the response.
pub(in crate::mock) fn subscribe(
    exchange: &Exchange<'_>,
    request: SubscribeToShardRequest,
) -> Result<Body, Problem> {
    let SubscribeToShardRequest { consumer_arn, shard_id, starting_position, dry_run } = request;
    let mut check = Constraints::default();
    check.required_text("consumerARN", consumer_arn.as_str(), &Text::CONSUMER_ARN);
    check.required_text("shardId", shard_id.as_str(), &Text::NAME);
    check.not_null("startingPosition", starting_position.is_some());
    if let Some(position) = &starting_position {
        check.one_of("startingPosition.type", Some(&position.kind), ShardIteratorType::KNOWN);
        let number = position.sequence_number.as_ref().map(SequenceNumber::as_str);
        check.text("startingPosition.sequenceNumber", number, &Text::SEQUENCE_NUMBER);
    }
    check.finish()?;
    let position = starting_position.expect("one that is not there breaks a constraint");

    let subscription = exchange.run(|state| {
        let (arn, shard) = (consumer_arn.as_str(), shard_id.as_str());
        if dry_run == Some(true) {
            state.engine.check_subscribe(state.now, arn, shard, &position)?;
            return Err(Problem::dry_run());
        }
        state.engine.subscribe(state.now, arn, shard, &position)
    })?;
    let backend = exchange.backend.clone();
    Ok(Body::from_stream(Pushing::new(backend, subscription, exchange.wire())))
}

impl Writes for Wire {
    fn opening(&self) -> Bytes {
        message(*self, "event", (":event-type", "initial-response"), &EmptyResponse {})
    }

    fn event(&self, read: Read) -> Bytes {
        let Read { records, continuation, ended, children, behind, .. } = read;
        let event = SubscribeToShardEvent {
            records,
            // As the service does: at the end there is nowhere to go on.
            continuation_sequence_number: (!ended).then_some(continuation),
            millis_behind_latest: i64::try_from(behind.as_millis()).ok(),
            child_shards: children,
        };
        message(*self, "event", (":event-type", "SubscribeToShardEvent"), &event)
    }

    fn failure(&self, problem: Problem) -> Bytes {
        #[derive(Serialize)]
        struct Exception<'problem> {
            message: &'problem str,
        }
        let kind = (":exception-type", problem.code().as_str());
        message(*self, "exception", kind, &Exception { message: problem.message() })
    }
}

fn message<T: Serialize>(wire: Wire, message_type: &str, (kind, name): (&str, &str), payload: &T) -> Bytes {
    let payload = wire.encode(payload).expect("what is pushed can be written in both formats");
    let message = Message::new(payload)
        .with_header(kind, name)
        .with_header(":content-type", wire.content_type())
        .with_header(":message-type", message_type);
    message.encode().expect("an event's records are so few that it is a message that clients take")
}
