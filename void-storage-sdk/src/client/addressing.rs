//! [`AddressingStyle`]: whether the bucket is in a request's host or in its path.

use void_core::pipeline::HostPrefix;

use super::settings::Settings;

/// Where a request names its bucket.
///
/// [Virtual hosting of buckets](https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressingStyle {
    /// In the host at the service's own endpoint, for names that its certificate covers: those of 3 to 63 lower-case letters,
    /// digits and hyphens. In the path for names with dots, and at every endpoint that is configured. The default.
    #[default]
    Auto,
    /// In the path: `https://s3.eu-central-1.amazonaws.com/photos/key`.
    Path,
    /// In the host: `https://photos.s3.eu-central-1.amazonaws.com/key`. What has no name for it is an error, as
    /// a bucket `Photos` or the endpoint `http://127.0.0.1:9000`.
    VirtualHost,
}

/// What goes in front of the host for `bucket`; `None` where the bucket is in the path.
pub(super) fn host_prefix(bucket: &str, settings: &Settings) -> Result<Option<HostPrefix>, String> {
    let prefix = || Some(HostPrefix(format!("{bucket}.")));
    match settings.addressing {
        AddressingStyle::Path => Ok(None),
        AddressingStyle::Auto if settings.endpoint_is_default && is_label(bucket) => Ok(prefix()),
        AddressingStyle::Auto => Ok(None),
        AddressingStyle::VirtualHost if settings.host_is_address => {
            Err("the endpoint is an address, and no bucket's name can stand in front of it: use AddressingStyle::Path"
                .to_owned())
        }
        AddressingStyle::VirtualHost if !(3..=63).contains(&bucket.len()) || !bucket.split('.').all(is_part) => {
            Err(format!("the bucket's name {bucket:?} can't be part of a host's: use AddressingStyle::Path"))
        }
        AddressingStyle::VirtualHost => Ok(prefix()),
    }
}

/// Whether a name is one label of a host's, which a wildcard certificate covers.
fn is_label(bucket: &str) -> bool {
    (3..=63).contains(&bucket.len()) && is_part(bucket)
}

fn is_part(part: &str) -> bool {
    !part.is_empty()
        && !part.starts_with('-')
        && !part.ends_with('-')
        && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
