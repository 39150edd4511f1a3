//! The MD5s by which the service lets a client check what it stored and what it gives.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation>

use md5::{Digest, Md5};
use void_core::hex;

use crate::types::{AttributeKind, MessageAttributeValue};

/// The MD5 of a body, in hexadecimal.
pub(crate) fn of_body(body: &str) -> String {
    hex::encode(&Md5::digest(body.as_bytes()))
}

/// The MD5 of message attributes or message system attributes, in hexadecimal; `None` where there are none.
///
/// The attributes come in the order of their names.
pub(crate) fn of_attributes<'a, N: AsRef<str>>(
    attributes: impl IntoIterator<Item = (N, &'a MessageAttributeValue)>,
) -> Option<String> {
    let mut attributes = attributes.into_iter().peekable();
    attributes.peek()?;
    let mut md5 = Md5::new();
    for (name, value) in attributes {
        update(&mut md5, name.as_ref().as_bytes());
        update(&mut md5, value.data_type().as_bytes());
        if value.kind() == Some(AttributeKind::Binary) {
            md5.update([2]);
            update(&mut md5, value.as_bytes().unwrap_or_default());
        } else {
            md5.update([1]);
            update(&mut md5, value.as_str().unwrap_or_default().as_bytes());
        }
    }
    Some(hex::encode(&md5.finalize()))
}

/// Each part goes with its length before it, in four bytes, the highest first.
fn update(md5: &mut Md5, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    md5.update(length.to_be_bytes());
    md5.update(part);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{of_attributes, of_body};
    use crate::types::MessageAttributeValue;

    #[test]
    fn body_of_the_documentation() {
        // SendMessage's example response in the API reference.
        assert_eq!(of_body("This is a test message"), "fafb00f5732ab283681e124bf8747ed1");
    }

    fn digest<const N: usize>(attributes: [(&str, MessageAttributeValue); N]) -> Option<String> {
        of_attributes(&BTreeMap::from(attributes))
    }

    #[test]
    fn attributes_of_the_documentation() {
        // The AWS CLI's example of send-message-batch: 10809b55...baf283ef and 55623928...ae354a25.
        let of_report = |seller, city, code, price| {
            digest([
                ("SellerName", MessageAttributeValue::from(seller)),
                ("City", MessageAttributeValue::from(city)),
                ("Region", MessageAttributeValue::from("WA")),
                ("PostalCode", MessageAttributeValue::from(code)),
                ("PricePerGallon", MessageAttributeValue::number(price).unwrap()),
            ])
        };
        assert_eq!(
            of_report("Example Store", "Any City", "99065", "1.99").unwrap(),
            "10809b55e3d9b22c17220b7dbaf283ef"
        );
        assert_eq!(
            of_report("Example Fuels", "North Town", "99123", "1.87").unwrap(),
            "556239281d7bf8f3723977ecae354a25"
        );
    }

    #[test]
    fn attributes_as_the_service_answered() {
        // Recorded responses in the tests of boto and of moto.
        let recorded = digest([("Count", 1.into()), ("Foo", "Bar".into())]);
        assert_eq!(recorded.unwrap(), "324758f82d026ac6ec5b31a3b192d1e3");
        let recorded = digest([("timestamp", 1_493_147_359_900_u64.into())]);
        assert_eq!(recorded.unwrap(), "235c5c510d26fb653d073faed50ae77c");
    }

    #[test]
    fn binary_attributes_and_labels() {
        // Computed by moto 5.2.5, which is another implementation of the documented algorithm.
        let value = MessageAttributeValue::binary(vec![0, 1, 255]).with_label("png").unwrap();
        assert_eq!(digest([("image", value)]).unwrap(), "f0d9cef2f576e1003d8e35d17ce08c7b");
    }

    #[test]
    fn no_attributes_have_no_digest() {
        assert_eq!(of_attributes(&BTreeMap::<String, MessageAttributeValue>::new()), None);
    }
}
