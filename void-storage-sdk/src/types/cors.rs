//! [`CorsRule`]: which other origins a browser lets read from a bucket.

use serde::{Deserialize, Serialize};

use crate::wire::structure;

/// Lets pages of other origins use a bucket from a browser.
///
/// [CORS configuration](https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CorsRule {
    /// What the rule is called: at most 255 characters.
    pub id: Option<String>,
    /// Headers that requests may have; one `*` in each stands for any characters.
    pub allowed_headers: Vec<String>,
    /// `GET`, `PUT`, `HEAD`, `POST`, `DELETE`.
    pub allowed_methods: Vec<String>,
    /// Origins; one `*` in each stands for any characters.
    pub allowed_origins: Vec<String>,
    /// Headers of responses that pages may read.
    pub expose_headers: Vec<String>,
    /// How long the browser may keep the answer to its preflight request, in seconds.
    pub max_age_seconds: Option<u32>,
}

structure!(CorsRule {
    "ID" => id,
    "AllowedHeader" => allowed_headers,
    "AllowedMethod" => allowed_methods,
    "AllowedOrigin" => allowed_origins,
    "ExposeHeader" => expose_headers,
    "MaxAgeSeconds" => max_age_seconds,
});

impl CorsRule {
    /// A rule for pages of these origins, with these methods.
    pub fn new(
        origins: impl IntoIterator<Item = impl Into<String>>,
        methods: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self {
            allowed_origins: origins.into_iter().map(Into::into).collect(),
            allowed_methods: methods.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// What the rule is called.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// A header that requests may have; `*` is any.
    #[must_use]
    pub fn allow_header(mut self, header: impl Into<String>) -> Self {
        self.allowed_headers.push(header.into());
        self
    }

    /// A header of responses that pages may read.
    #[must_use]
    pub fn expose_header(mut self, header: impl Into<String>) -> Self {
        self.expose_headers.push(header.into());
        self
    }

    /// How long the browser may keep the answer to its preflight request, in seconds.
    #[must_use]
    pub const fn max_age_seconds(mut self, seconds: u32) -> Self {
        self.max_age_seconds = Some(seconds);
        self
    }
}

/// A bucket's CORS rules: 100 at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorsConfiguration {
    /// The rules; the first that fits decides.
    pub rules: Vec<CorsRule>,
}

structure!(CorsConfiguration { "CORSRule" => rules });
