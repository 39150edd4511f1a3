//! [`LocalCloud::invoke`]: a call by name.

use void_core::TraceContext;
use void_function_sdk::{Bytes, InvocationError};

use super::LocalCloud;
use crate::{
    error::Error,
    timeline::{TimelineEvent, Trigger},
};

impl LocalCloud {
    /// Calls the function `name` with `payload`, and gives its answer or its error.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchFunction`](crate::ErrorKind::NoSuchFunction).
    pub async fn invoke(
        &self,
        name: &str,
        payload: impl Into<Bytes>,
    ) -> Result<Result<Bytes, InvocationError>, Error> {
        self.invoke_as_request(self.random().uuid(), None, name, payload.into()).await
    }

    /// As [`invoke`](Self::invoke), under a request id of the caller's, which several attempts may have.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchFunction`](crate::ErrorKind::NoSuchFunction).
    pub(crate) async fn invoke_as_request(
        &self,
        request_id: String,
        attempt: Option<u32>,
        name: &str,
        payload: Bytes,
    ) -> Result<Result<Bytes, InvocationError>, Error> {
        let function = self.find_function(name)?;
        let settings = &self.inner.settings;
        let trace = TraceContext::new_root(&settings.random, self.now()).child(&settings.random);
        let invocation = self.invoke_as(request_id, &function, trace, attempt, Trigger::Direct, payload);
        let (invocation, answer) = self.finish(invocation).await;
        let duration = invocation.duration();
        let event = match &answer {
            Ok(_) => TimelineEvent::Returned { duration, status: None, failed_records: None },
            Err(error) => TimelineEvent::failed(duration, error),
        };
        self.inner.log.write(invocation.subject, event);
        Ok(answer)
    }
}
