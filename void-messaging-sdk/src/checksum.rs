//! The MD5s by which the service lets a client check what it stored and what it gives.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation>

use md5::{Digest, Md5};

use crate::types::{AttributeKind, MessageAttributeValue};

/// The MD5 of a body, in hexadecimal.
pub(crate) fn of_body(body: &str) -> String {
    hexadecimal(&Md5::digest(body.as_bytes()))
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
    Some(hexadecimal(&md5.finalize()))
}

/// Each part goes with its length before it, in four bytes, the highest first.
fn update(md5: &mut Md5, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    md5.update(length.to_be_bytes());
    md5.update(part);
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 0x0f)]));
    }
    text
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

    #[test]
    fn no_attributes_have_no_digest() {
        assert_eq!(of_attributes(&BTreeMap::<String, MessageAttributeValue>::new()), None);
    }
}
