//! [`ObjectHeaders`]: what is kept with an object's bytes and given back with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use void_core::protocol::shapes::string_enum;

use crate::wire::{as_text, message};

string_enum! {
    /// How an object is kept. In the mock it changes nothing.
    pub enum StorageClass {
        /// The default.
        Standard = "STANDARD",
        /// Reduced redundancy.
        ReducedRedundancy = "REDUCED_REDUNDANCY",
        /// Infrequent access.
        StandardIa = "STANDARD_IA",
        /// Infrequent access, in one zone.
        OneZoneIa = "ONEZONE_IA",
        /// Moved by access.
        IntelligentTiering = "INTELLIGENT_TIERING",
        /// Glacier.
        Glacier = "GLACIER",
        /// Deep archive.
        DeepArchive = "DEEP_ARCHIVE",
        /// Glacier, instant retrieval.
        GlacierIr = "GLACIER_IR",
        /// Express One Zone.
        ExpressOneZone = "EXPRESS_ONEZONE",
    }
}

as_text!(StorageClass);

/// What is kept with an object's bytes and given back with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ObjectHeaders {
    /// `Content-Type`. The service's default is `binary/octet-stream`.
    pub content_type: Option<String>,
    /// `Content-Encoding`.
    pub content_encoding: Option<String>,
    /// `Content-Language`.
    pub content_language: Option<String>,
    /// `Content-Disposition`.
    pub content_disposition: Option<String>,
    /// `Cache-Control`.
    pub cache_control: Option<String>,
    /// `Expires`, as it was sent.
    pub expires: Option<String>,
    /// Where a website redirects requests for it to.
    pub website_redirect_location: Option<String>,
    /// How it is kept. `None` in a response is `STANDARD`.
    pub storage_class: Option<StorageClass>,
    /// The user's metadata: names in lower case, 2 KB in all.
    pub metadata: BTreeMap<String, String>,
}

message!(ObjectHeaders {
    header "content-type" => content_type,
    header "content-encoding" => content_encoding,
    header "content-language" => content_language,
    header "content-disposition" => content_disposition,
    header "cache-control" => cache_control,
    header "expires" => expires,
    header "x-amz-website-redirect-location" => website_redirect_location,
    header "x-amz-storage-class" => storage_class,
    metadata => metadata,
});

/// Gives a call the methods that set the headers of the object that it makes.
macro_rules! object_headers {
    ($request:ty) => {
        impl crate::Call<'_, $request> {
            /// `Content-Type`. Default: `binary/octet-stream`, as the service has it.
            pub fn content_type(self, value: impl Into<String>) -> Self {
                self.set(|request| request.headers.content_type = Some(value.into()))
            }

            /// `Content-Encoding`.
            pub fn content_encoding(self, value: impl Into<String>) -> Self {
                self.set(|request| request.headers.content_encoding = Some(value.into()))
            }

            /// `Content-Language`.
            pub fn content_language(self, value: impl Into<String>) -> Self {
                self.set(|request| request.headers.content_language = Some(value.into()))
            }

            /// `Content-Disposition`.
            pub fn content_disposition(self, value: impl Into<String>) -> Self {
                self.set(|request| request.headers.content_disposition = Some(value.into()))
            }

            /// `Cache-Control`.
            pub fn cache_control(self, value: impl Into<String>) -> Self {
                self.set(|request| request.headers.cache_control = Some(value.into()))
            }

            /// `Expires`, as it is to be given back.
            pub fn expires(self, value: impl Into<String>) -> Self {
                self.set(|request| request.headers.expires = Some(value.into()))
            }

            /// Where a website redirects requests for the object to.
            pub fn website_redirect_location(self, value: impl Into<String>) -> Self {
                self.set(|request| request.headers.website_redirect_location = Some(value.into()))
            }

            /// How the object is kept. Default: `STANDARD`.
            pub fn storage_class(self, value: crate::types::StorageClass) -> Self {
                self.set(|request| request.headers.storage_class = Some(value))
            }

            /// Metadata of the user's: a name of letters, digits and hyphens, and a value; 2 KB in all.
            pub fn metadata(self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.set(|request| {
                    request.headers.metadata.insert(name.into().to_ascii_lowercase(), value.into());
                })
            }
        }
    };
}

pub(crate) use object_headers;
