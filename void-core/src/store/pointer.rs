//! [`PayloadPointer`]: what a message carries in place of its body.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{StoreError, StoreErrorKind};

/// The message attribute that marks a message whose body is a [`PayloadPointer`]: a `Number`, the payload's bytes.
pub const PAYLOAD_SIZE_ATTRIBUTE: &str = "ExtendedPayloadSize";

/// The name that [`PAYLOAD_SIZE_ATTRIBUTE`] had in older clients, and which the one for Java still writes by default.
pub const LEGACY_PAYLOAD_SIZE_ATTRIBUTE: &str = "SQSLargePayloadSize";

/// Whether a message attribute of that name marks a message whose body is a pointer.
#[must_use]
pub fn is_payload_size_attribute(name: &str) -> bool {
    name == PAYLOAD_SIZE_ATTRIBUTE || name == LEGACY_PAYLOAD_SIZE_ATTRIBUTE
}

/// What the Amazon SQS Extended Client Libraries for Java and Python write before the place of a payload.
const CLASS: &str = "software.amazon.payloadoffloading.PayloadS3Pointer";

/// What they wrote earlier.
const LEGACY_CLASS: &str = "com.amazon.sqs.javamessaging.MessageS3Pointer";

/// The longest body that is read as a pointer: a bucket's name and a key in JSON take less, whatever is escaped in them.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// The longest key of an object, in bytes.
const MAX_KEY_BYTES: usize = 1024;

/// Where a payload is: what a message carries in place of its body.
///
/// On the wire it is what the Amazon SQS Extended Client Libraries write and read:
///
/// ```
/// use void_core::store::PayloadPointer;
///
/// let pointer = PayloadPointer::new("payloads", "9f0c3e9c").unwrap();
/// let body = r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"payloads","s3Key":"9f0c3e9c"}]"#;
/// assert_eq!(pointer.to_body(), body);
/// assert_eq!(PayloadPointer::from_body(body).unwrap(), pointer);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PayloadPointer {
    bucket: String,
    key: String,
}

#[derive(Serialize, Deserialize)]
struct Place<Text> {
    #[serde(rename = "s3BucketName")]
    bucket: Text,
    #[serde(rename = "s3Key")]
    key: Text,
}

impl PayloadPointer {
    /// Names a place: a bucket, and a key of 1 to 1,024 bytes.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Damaged`] where the bucket's name is none, or the key is empty or too long.
    pub fn new(bucket: impl Into<String>, key: impl Into<String>) -> Result<Self, StoreError> {
        let (bucket, key) = (bucket.into(), key.into());
        let in_names = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if bucket.is_empty() || bucket.len() > 255 || !bucket.bytes().all(in_names) {
            return Err(damaged("the pointer's bucket is no name of a bucket"));
        }
        if key.is_empty() || key.len() > MAX_KEY_BYTES {
            return Err(damaged("the pointer's key has not 1 to 1,024 bytes"));
        }
        Ok(Self { bucket, key })
    }

    /// The bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The key in it.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The body of the message that carries it.
    #[must_use]
    pub fn to_body(&self) -> String {
        let place = Place { bucket: &self.bucket, key: &self.key };
        serde_json::to_string(&(CLASS, place)).expect("two texts are always JSON")
    }

    /// Reads the body of a message that carries a pointer, in today's form or the older one.
    ///
    /// # Errors
    ///
    /// [`StoreErrorKind::Damaged`] for anything else; it does not repeat the body.
    pub fn from_body(body: &str) -> Result<Self, StoreError> {
        if body.len() > MAX_BODY_BYTES {
            return Err(damaged("the body is too long for a pointer to a payload"));
        }
        let (class, place): (String, Place<String>) = serde_json::from_str(body)
            .map_err(|error| damaged("the body is no pointer to a payload").with_source(error))?;
        if class != CLASS && class != LEGACY_CLASS {
            return Err(damaged("the body is a pointer of a kind that is not known"));
        }
        Self::new(place.bucket, place.key)
    }
}

fn damaged(message: &'static str) -> StoreError {
    StoreError::new(StoreErrorKind::Damaged, message)
}

impl fmt::Debug for PayloadPointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.bucket, self.key)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LEGACY_CLASS, PayloadPointer};
    use crate::store::StoreErrorKind;

    fn damaged(body: &str) {
        let error = PayloadPointer::from_body(body).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Damaged, "{body}");
    }

    #[test]
    fn reads_what_the_clients_for_java_and_python_write() {
        // Jackson writes no spaces, Python's json does, and either may come to write more members.
        let java = r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b-1","s3Key":"a/b c"}]"#;
        let python = r#"["software.amazon.payloadoffloading.PayloadS3Pointer", {"s3BucketName": "b-1", "s3Key": "a/b c", "later": 1}]"#;
        let legacy = format!(r#"["{LEGACY_CLASS}",{{"s3Key":"a/b c","s3BucketName":"b-1"}}]"#);
        let pointer = PayloadPointer::new("b-1", "a/b c").unwrap();
        for body in [java, python, &legacy] {
            assert_eq!(PayloadPointer::from_body(body).unwrap(), pointer);
        }
        assert_eq!(pointer.to_body(), java);
    }

    #[test]
    fn what_is_no_pointer_is_an_error() {
        damaged("");
        damaged("an ordinary body");
        damaged("[]");
        damaged(r#"["java.lang.Runtime",{"s3BucketName":"b","s3Key":"k"}]"#);
        damaged(r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b"}]"#);
        damaged(r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b","s3Key":""}]"#);
        damaged(
            r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b/../c","s3Key":"k"}]"#,
        );
        damaged(
            r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b","s3Key":"k"},1]"#,
        );
        damaged(
            r#"["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b","s3Key":"k","s3Key":"l"}]"#,
        );
        damaged(&format!("{}{}", "[".repeat(10_000), "]".repeat(6_000)));
        let long = "k".repeat(1025);
        assert!(PayloadPointer::new("b", long).is_err());
    }

    proptest! {
        #[test]
        fn any_place_comes_back_from_the_wire(bucket in "[a-z0-9.-]{3,63}", key in "\\PC{1,200}|[\\x00-\\x7f]{1,200}") {
            let pointer = PayloadPointer::new(bucket, key).unwrap();
            prop_assert_eq!(PayloadPointer::from_body(&pointer.to_body()).unwrap(), pointer);
        }

        #[test]
        fn no_text_makes_a_panic(body in "\\PC{0,80}|\\[\"[a-zA-Z0-9.]{0,60}\",\\{[\"a-zA-Z0-9:,]{0,60}\\}\\]") {
            let _either = PayloadPointer::from_body(&body);
        }
    }
}
