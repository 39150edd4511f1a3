//! [`PresignedPost`]: a form that others may post.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Request, header};
use sha2::{Digest, Sha256};
use void_core::{Body, hex, signing::PolicySigner};

use super::terms::{Terms, put};

/// The most that the fields of a form may have, in bytes.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html>
const FIELDS_LIMIT: usize = 20 * 1024;

/// A form that whoever has it may post until it expires: an HTML form of `enctype="multipart/form-data"` with the fields and,
/// after them, the file in a field that is named `file`.
#[derive(Clone)]
#[non_exhaustive]
pub struct PresignedPost {
    /// Where the form is posted: its `action`.
    pub url: String,
    /// Names and values of its fields, in their order, the signature included: who has them has what they give.
    pub fields: Vec<(String, String)>,
}

impl PresignedPost {
    pub(super) fn sign(url: String, terms: Terms, signer: PolicySigner) -> Result<Self, String> {
        let expiration = signer.signed_at + terms.expires_in;
        let signed = [
            ("x-amz-algorithm", Some("AWS4-HMAC-SHA256")),
            ("x-amz-credential", Some(&*signer.credential)),
            ("x-amz-date", Some(&*signer.date)),
            ("x-amz-security-token", signer.session_token.as_deref()),
        ];
        let signed: Vec<_> = signed
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        let policy = BASE64_STANDARD.encode(terms.policy(expiration, &signed));
        let signature = signer.sign(&policy);
        let mut fields = terms.fields;
        fields.extend(signed);
        fields.extend([("policy".to_owned(), policy), ("x-amz-signature".to_owned(), signature)]);
        let size: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        if size > FIELDS_LIMIT {
            return Err(format!("the fields of a form have {FIELDS_LIMIT} bytes at most, not {size}"));
        }
        Ok(Self { url, fields })
    }

    /// Fills in a field that is left to whoever posts, or another value of one.
    #[must_use]
    pub fn with_field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        put(&mut self.fields, name.into(), value.into());
        self
    }

    /// The request that a browser would send, with a file of this name.
    ///
    /// # Panics
    ///
    /// When the URL was changed to one that is none.
    #[must_use]
    pub fn into_request(self, file_name: &str, file: impl Into<Bytes>) -> Request<Body> {
        let file = file.into();
        let boundary = boundary(&self.fields, &file);
        let mut body = String::new();
        for (name, value) in &self.fields {
            let name = quoted(name);
            body.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            quoted(file_name)
        ));
        let body = [body.as_bytes(), &file, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
        let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
        Request::post(self.url)
            .header(header::CONTENT_TYPE, content_type.expect("it is ASCII"))
            .body(body.into())
            .expect("the URL is the one that was signed for")
    }
}

/// A line that is in none of the parts: it depends on all of them.
fn boundary(fields: &[(String, String)], file: &[u8]) -> String {
    let mut digest = Sha256::new();
    for (name, value) in fields {
        digest.update(name);
        digest.update(value);
    }
    digest.update(file);
    format!("void-{}", hex::encode(&digest.finalize()))
}

/// A name as browsers write it between quotes.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl fmt::Debug for PresignedPost {
    /// Shows the names of the fields alone: the signature is in them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        formatter.debug_struct("PresignedPost").field("url", &self.url).field("fields", &names).finish()
    }
}
