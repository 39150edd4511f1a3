//! [`IntoMessageBody`]: what can be the body of a message.

use std::{any::TypeId, borrow::Cow};

use serde::Serialize;
use serde_json::{Value, value::Serializer};

/// What can be the body of a message: text goes as it is, any other value by reference as its JSON.
///
/// - `&str`, `&String`, `String`, `Cow<str>` and `Box<str>`, and references to them, are text, sent verbatim.
/// - `&event`, where `event` is anything else that is [`Serialize`], is sent as JSON.
/// - A [`serde_json::Value`] is JSON too, so `&json!("text")` is sent with its quotes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the body of a message",
    note = "text is given as it is, any other value by reference, and implements `serde::Serialize`: `&event`"
)]
pub trait IntoMessageBody {
    /// Gives the body.
    ///
    /// # Errors
    ///
    /// Any error of serde_json: a map whose keys are no strings, or an error of the value's own `Serialize`.
    fn into_message_body(self) -> Result<String, serde_json::Error>;
}

impl<T: Serialize + ?Sized> IntoMessageBody for &T {
    fn into_message_body(self) -> Result<String, serde_json::Error> {
        if !is_text::<T>() {
            return serde_json::to_string(self);
        }
        match self.serialize(Serializer)? {
            Value::String(text) => Ok(text),
            other => Ok(other.to_string()),
        }
    }
}

impl IntoMessageBody for String {
    fn into_message_body(self) -> Result<String, serde_json::Error> {
        Ok(self)
    }
}

impl IntoMessageBody for Value {
    fn into_message_body(self) -> Result<String, serde_json::Error> {
        Ok(self.to_string())
    }
}

impl IntoMessageBody for Cow<'_, str> {
    fn into_message_body(self) -> Result<String, serde_json::Error> {
        Ok(self.into_owned())
    }
}

impl IntoMessageBody for Box<str> {
    fn into_message_body(self) -> Result<String, serde_json::Error> {
        Ok(self.into_string())
    }
}

/// Whether `T` is one of the standard library's texts, whatever lifetime it has.
///
/// Not a question of what it serialises as: an id that is a string in JSON is JSON, quotes and all, so that
/// [`Message::json`](crate::Message::json) reads it again.
fn is_text<T: ?Sized>() -> bool {
    let id = typeid::of::<T>();
    id == TypeId::of::<str>()
        || id == TypeId::of::<String>()
        || id == TypeId::of::<&'static str>()
        || id == TypeId::of::<&'static String>()
        || id == TypeId::of::<Cow<'static, str>>()
        || id == TypeId::of::<Box<str>>()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use serde::Serialize;
    use serde_json::json;

    use super::IntoMessageBody;

    fn body(value: impl IntoMessageBody) -> String {
        value.into_message_body().unwrap()
    }

    #[test]
    #[expect(clippy::needless_borrows_for_generic_args, reason = "the borrowed forms are what is tested")]
    fn text_goes_as_it_is() {
        let owned = "a \"b\"".to_owned();
        let borrowed: &str = &owned;
        let verbatim = [
            body("a \"b\""),
            body(&owned),
            body(borrowed),
            body(&borrowed),
            body(&&owned),
            body(Cow::Borrowed(borrowed)),
            body(&Cow::Borrowed(borrowed)),
            body(Box::<str>::from(borrowed)),
            body(owned.clone()),
        ];
        for text in verbatim {
            assert_eq!(text, owned);
        }
    }

    #[test]
    fn anything_else_goes_as_json() {
        #[derive(Serialize)]
        struct Placed<'a> {
            order: &'a str,
        }
        #[derive(Serialize)]
        #[serde(transparent)]
        struct Id(String);

        let order = "A-1".to_owned();
        assert_eq!(body(&Placed { order: &order }), r#"{"order":"A-1"}"#);
        assert_eq!(body(&Id(order)), r#""A-1""#, "a string in JSON that is no text here");
        assert_eq!(body(json!("text")), r#""text""#);
        assert_eq!(body(json!({"order": "A-1"})), r#"{"order":"A-1"}"#);
        assert_eq!(body(&vec![1, 2]), "[1,2]");
        assert_eq!(body(&[1, 2][..]), "[1,2]");
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!((&map).into_message_body().is_err());
    }
}
