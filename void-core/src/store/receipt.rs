//! Receipt handles that say where the payload of their message is, so that it can go with the message.

use super::PayloadPointer;

const BUCKET_MARKER: &str = "-..s3BucketName..-";
const KEY_MARKER: &str = "-..s3Key..-";

/// Puts the place of a message's payload before the service's receipt handle, in the form of the Amazon SQS Extended Client
/// Libraries, so that either side can delete what the other received.
///
/// ```
/// use void_core::store::{PayloadPointer, receipt_with_payload, split_receipt};
///
/// let pointer = PayloadPointer::new("payloads", "9f0c3e9c").unwrap();
/// let handle = receipt_with_payload(&pointer, "AQEB…");
/// assert_eq!(handle, "-..s3BucketName..-payloads-..s3BucketName..--..s3Key..-9f0c3e9c-..s3Key..-AQEB…");
/// assert_eq!(split_receipt(&handle), (Some(pointer), "AQEB…"));
/// assert_eq!(split_receipt("AQEB…"), (None, "AQEB…"));
/// ```
#[must_use]
pub fn receipt_with_payload(pointer: &PayloadPointer, handle: &str) -> String {
    let (bucket, key) = (pointer.bucket(), pointer.key());
    format!("{BUCKET_MARKER}{bucket}{BUCKET_MARKER}{KEY_MARKER}{key}{KEY_MARKER}{handle}")
}

/// Takes a receipt handle apart: where the payload is, if it says so, and the service's own handle.
#[must_use]
pub fn split_receipt(handle: &str) -> (Option<PayloadPointer>, &str) {
    match parts(handle) {
        Some((pointer, handle)) => (Some(pointer), handle),
        None => (None, handle),
    }
}

/// A bucket's name has no marker in it, and neither has the service's handle. A key may have one: it ends at the last.
fn parts(handle: &str) -> Option<(PayloadPointer, &str)> {
    let (bucket, rest) = handle.strip_prefix(BUCKET_MARKER)?.split_once(BUCKET_MARKER)?;
    let (key, handle) = rest.strip_prefix(KEY_MARKER)?.rsplit_once(KEY_MARKER)?;
    Some((PayloadPointer::new(bucket, key).ok()?, handle))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{KEY_MARKER, receipt_with_payload, split_receipt};
    use crate::store::PayloadPointer;

    #[test]
    fn a_key_with_a_marker_in_it_comes_back() {
        let pointer = PayloadPointer::new("b", format!("k{KEY_MARKER}-..s3BucketName..-l")).unwrap();
        let handle = receipt_with_payload(&pointer, "h");
        assert_eq!(split_receipt(&handle), (Some(pointer), "h"));
    }

    #[test]
    fn what_is_half_of_it_is_the_services_own_handle() {
        for handle in [
            "",
            "-..s3BucketName..-b",
            "-..s3BucketName..-b-..s3BucketName..-h",
            "-..s3BucketName..-b-..s3BucketName..--..s3Key..-k",
            "h-..s3BucketName..-b-..s3BucketName..--..s3Key..-k-..s3Key..-h",
            "-..s3BucketName..-b/c-..s3BucketName..--..s3Key..-k-..s3Key..-h",
            "-..s3BucketName..-b-..s3BucketName..--..s3Key..--..s3Key..-h",
        ] {
            assert_eq!(split_receipt(handle), (None, handle));
        }
    }

    proptest! {
        #[test]
        fn any_place_comes_back(bucket in "[a-z0-9.-]{3,63}", key in "\\PC{1,100}|(-\\.\\.|s3Key|\\.\\.-){1,12}", own in "[A-Za-z0-9+/=]{0,60}") {
            prop_assume!(!bucket.contains("-..") && !bucket.ends_with("-..s3BucketName.."));
            let pointer = PayloadPointer::new(bucket, key).unwrap();
            let handle = receipt_with_payload(&pointer, &own);
            prop_assert_eq!(split_receipt(&handle), (Some(pointer), own.as_str()));
        }

        #[test]
        fn no_handle_makes_a_panic(handle in "(-\\.\\.|s3Key|s3BucketName|\\.\\.-|\\PC){0,30}") {
            let _either = split_receipt(&handle);
        }
    }
}
