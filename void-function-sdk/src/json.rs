//! [`Json`]: a payload of the caller's own, for functions that are invoked directly.

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use crate::event::{DecodeError, EncodeError, Event, Reply};

/// The payload of a direct invocation, and the reply to it: any JSON.
///
/// ```
/// use void_function_sdk::{BoxFunction, HandlerError, Json, VoidContext};
///
/// # tokio_test(async {
/// let double = BoxFunction::new(|Json(number): Json<u32>, _context: VoidContext| async move {
///     Ok::<_, HandlerError>(Json(number * 2))
/// });
/// assert_eq!(double.invoke("21".into(), VoidContext::for_test()).await.unwrap(), "42");
/// # });
/// # fn tokio_test(future: impl Future<Output = ()>) {
/// #     tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> Event for Json<T> {
    type ReplyFormat = ();

    const NAME: &'static str = "the JSON that this function takes";

    fn decode(payload: &[u8]) -> Result<Self, DecodeError> {
        crate::json_path::from_slice(payload)
            .map(Self)
            .map_err(|error| DecodeError::new(Self::NAME, error.to_string()))
    }

    fn reply_format(&self) {}
}

impl<T, R> Reply<Json<T>> for Json<R>
where
    T: DeserializeOwned + Send + 'static,
    R: Serialize + Send + 'static,
{
    fn encode(self, _format: ()) -> Result<Bytes, EncodeError> {
        serde_json::to_vec(&self.0).map(Bytes::from).map_err(|error| EncodeError::new(error.to_string()))
    }
}

impl<T: DeserializeOwned + Send + 'static> Reply<Json<T>> for () {
    fn encode(self, _format: ()) -> Result<Bytes, EncodeError> {
        Ok(Bytes::from_static(b"null"))
    }
}
