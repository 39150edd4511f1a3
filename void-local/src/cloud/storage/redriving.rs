//! Dead letters of storage triggers, sent back.

use bytes::Bytes;
use void_core::TraceContext;

use super::{dead_letter::Origin, running::objects_of, waiting::Pending};
use crate::{
    cloud::{DeadLetter, LocalCloud, RedriveTarget, source::Source},
    error::{Error, ErrorKind},
    timeline::{Subject, TimelineEvent},
};

impl LocalCloud {
    /// Has the function that failed try an event anew, and gives the request id of that.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Queue`] where the function has no such trigger any more, the message is gone, or another function is named.
    pub(in crate::cloud) fn redrive_event(
        &self,
        dead_letter: &DeadLetter,
        origin: &Origin,
        target: &RedriveTarget,
    ) -> Result<String, Error> {
        let from = &dead_letter.queue;
        let refused = |message: String| ErrorKind::Queue { queue: from.clone(), message };
        let Origin { function, bucket, .. } = origin;
        if let RedriveTarget::Function(name) = target
            && name != function
        {
            let message = format!(
                "the message {} is an event for {function} alone: invoke {name} with its body instead",
                dead_letter.message_id
            );
            return Err(refused(message).into());
        }
        if !self.has_trigger(&origin.trigger) {
            let message = format!(
                "{function} has no such trigger on the bucket {bucket} any more: invoke it with the body of {} instead",
                dead_letter.message_id
            );
            return Err(refused(message).into());
        }
        let (now, random) = (self.now(), &self.inner.settings.random);
        let trace = origin.trace().unwrap_or_else(|| TraceContext::new_root(random, now));
        let event = Bytes::from(dead_letter.body.clone());
        let pending = Pending::new(event, random.uuid(), trace, now);
        // Kept before the message goes, so that there is one of the two at any moment.
        self.inner.notifications.keep(&origin.trigger, &pending);
        let queue = self.inner.messaging.find_queue(from);
        if !queue.is_some_and(|queue| queue.remove(&dead_letter.message_id)) {
            self.inner.notifications.done(&origin.trigger, &pending);
            return Err(refused(format!("there is no message {}", dead_letter.message_id)).into());
        }
        let request_id = pending.request_id.clone();
        let subject = Subject {
            function: Some(function.clone()),
            request_id: Some(request_id.clone()),
            correlation_id: Some(pending.trace.root.clone()),
            attempt: None,
        };
        let (from, bucket, objects) = (from.clone(), bucket.clone(), objects_of(&pending));
        self.inner.log.write(subject, TimelineEvent::EventRedriven { from, bucket, objects });
        self.inner.notifications.wait(&origin.trigger, pending);
        Ok(request_id)
    }

    fn has_trigger(&self, id: &str) -> bool {
        let state = self.state();
        state.sources.iter().any(|source| matches!(source, Source::Storage(trigger) if trigger.id == id))
    }
}
