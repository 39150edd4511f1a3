//! [`IntoRecordData`]: what can be the data of a record.

mod verbatim;

use std::{
    any::{TypeId, type_name},
    borrow::Cow,
};

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use self::verbatim::Verbatim;

/// What can be the data of a record: bytes and text go as they are, any other value by reference as its JSON.
///
/// - `&[u8]`, `&[u8; N]`, `&Vec<u8>`, `Vec<u8>` and [`Bytes`] are bytes, sent verbatim.
/// - `&str`, `&String`, `String`, `Cow<str>` and `Box<str>`, and references to them, are text, sent verbatim.
/// - `&event`, where `event` is anything else that is [`Serialize`], is sent as JSON.
/// - A [`serde_json::Value`] is JSON too, so `&json!("text")` is sent with its quotes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the data of a record",
    note = "bytes and text are given as they are, any other value by reference, and implements `serde::Serialize`: `&event`"
)]
pub trait IntoRecordData {
    /// Gives the data.
    ///
    /// # Errors
    ///
    /// Any error of serde_json: a map whose keys are no strings, or an error of the value's own `Serialize`.
    fn into_record_data(self) -> Result<Bytes, serde_json::Error>;
}

impl<T: Serialize + ?Sized> IntoRecordData for &T {
    fn into_record_data(self) -> Result<Bytes, serde_json::Error> {
        if !is_verbatim::<T>() {
            return serde_json::to_vec(self).map(Bytes::from);
        }
        let mut data = Vec::new();
        self.serialize(Verbatim(&mut data))?;
        Ok(data.into())
    }
}

macro_rules! verbatim {
    ($($owned:ty: $value:ident => $bytes:expr,)*) => {$(
        impl IntoRecordData for $owned {
            fn into_record_data(self) -> Result<Bytes, serde_json::Error> {
                let $value = self;
                Ok($bytes)
            }
        }
    )*};
}

verbatim! {
    Bytes: bytes => bytes,
    Vec<u8>: bytes => bytes.into(),
    String: text => text.into(),
    Cow<'_, str>: text => text.into_owned().into(),
    Box<str>: text => text.into_string().into(),
    Value: json => json.to_string().into(),
}

/// Whether `T` is one of the standard library's texts or bytes, whatever lifetime it has.
///
/// Not a question of what it serialises as: an id that is a string in JSON is JSON, quotes and all, so that
/// [`Record::json`](crate::Record::json) reads it again.
fn is_verbatim<T: ?Sized>() -> bool {
    let id = typeid::of::<T>();
    id == TypeId::of::<str>()
        || id == TypeId::of::<String>()
        || id == TypeId::of::<&'static str>()
        || id == TypeId::of::<&'static String>()
        || id == TypeId::of::<Cow<'static, str>>()
        || id == TypeId::of::<Box<str>>()
        || id == TypeId::of::<[u8]>()
        || id == TypeId::of::<Vec<u8>>()
        || id == TypeId::of::<&'static [u8]>()
        // An array of any length: there is no one type to compare with.
        || type_name::<T>().starts_with("[u8; ")
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use bytes::Bytes;
    use serde::Serialize;
    use serde_json::json;

    use super::IntoRecordData;

    fn data(value: impl IntoRecordData) -> Bytes {
        value.into_record_data().unwrap()
    }

    #[test]
    #[expect(clippy::needless_borrows_for_generic_args, reason = "the borrowed forms are what is tested")]
    fn bytes_and_text_go_as_they_are() {
        let owned = "a \"b\"".to_owned();
        let borrowed: &str = &owned;
        let verbatim = [
            data("a \"b\""),
            data(&owned),
            data(borrowed),
            data(&borrowed),
            data(Cow::Borrowed(borrowed)),
            data(&Cow::Borrowed(borrowed)),
            data(Box::<str>::from(borrowed)),
            data(b"a \"b\""),
            data(borrowed.as_bytes()),
            data(&borrowed.as_bytes()),
            data(borrowed.as_bytes().to_vec()),
            data(&borrowed.as_bytes().to_vec()),
            data(Bytes::from(owned.clone())),
            data(owned.clone()),
        ];
        for bytes in verbatim {
            assert_eq!(bytes, owned);
        }
        assert_eq!(data(&[0_u8, 255]), Bytes::from_static(&[0, 255]));
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
        assert_eq!(data(&Placed { order: &order }), r#"{"order":"A-1"}"#);
        assert_eq!(data(&Id(order)), r#""A-1""#, "a string in JSON that is no text here");
        assert_eq!(data(json!("text")), r#""text""#);
        assert_eq!(data(&vec![1, 2]), "[1,2]");
        assert_eq!(data(&[1_u16, 2]), "[1,2]");
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!((&map).into_record_data().is_err());
    }
}
