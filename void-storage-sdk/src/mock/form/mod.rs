//! Browser-based uploads: an object as a form posts it.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html>

mod policy;
mod reader;

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use void_core::{Body, signing::verify::PolicyClaim};

use self::{
    policy::Policy,
    reader::{Fields, FormReader},
};
use super::{
    StoredBody,
    digests::{Digesting, store_failed},
    engine::{
        Code, Object, Problem, Tags, UPLOAD_LIMIT, WriteConditions, WriteKind, Written, check_headers,
        check_key, check_object_tags,
    },
    protocol::Exchange,
};
use crate::{
    types::{ChecksumAlgorithm, ChecksumType, Checksums, ETag, ObjectHeaders, Tagging},
    wire::{Message, Parts, encode_key, encode_value, xml},
};

/// Whether a request's body is a form.
pub(super) fn is_used(headers: &HeaderMap) -> bool {
    content_type(headers).to_ascii_lowercase().starts_with("multipart/form-data")
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Writes the file of a form.
pub(super) async fn post(exchange: &mut Exchange<'_>, bucket: &str) -> Result<Response<Body>, Problem> {
    exchange.run(|state| state.engine.check_bucket(bucket))?;
    let body = exchange.take_body();
    let mut reader = FormReader::new(content_type(&exchange.parts.headers), body)?;
    let fields = reader.fields().await?;
    let key = key(&fields)?;
    let claim = claim(&fields);
    let is_signed = exchange.verify_policy(claim.as_ref())?;
    exchange.may_post(claim.as_ref(), bucket, &key)?;
    let length = match fields.get("policy") {
        Some(policy) => Policy::read(policy)?.check(exchange.now(), bucket, &fields)?,
        None if is_signed => return Err(Problem::of(Code::AccessDenied)),
        None => 0..=UPLOAD_LIMIT,
    };
    let headers = object_headers(&fields)?;
    check_headers(&headers)?;
    let tags = tags(&fields)?;
    let most = (*length.end()).min(UPLOAD_LIMIT);
    let (body, e_tag, checksums) = store(exchange, &mut reader, most).await?;
    if body.size() < *length.start() {
        return Err(Problem::of(Code::EntityTooSmall)
            .with("ProposedSize", body.size().to_string())
            .with("MinSizeAllowed", length.start().to_string()));
    }
    let object = Object {
        body,
        e_tag,
        headers: headers.into(),
        checksums,
        tags,
        parts: Vec::new(),
        server_side_encryption: fields.get("x-amz-server-side-encryption").unwrap_or("AES256").to_owned(),
    };
    let conditions = WriteConditions::default();
    let written = exchange.run(|state| {
        state.engine.put_object(state.now, bucket, &key, object, &conditions, WriteKind::Post)
    })?;
    Ok(answer(exchange, bucket, &key, &fields, &written))
}

/// The key, with the file's name in it where it asks for that.
fn key(fields: &Fields) -> Result<String, Problem> {
    let key = fields.get("key").filter(|key| !key.is_empty()).ok_or_else(|| {
        Problem::argument(
            "key",
            "",
            "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
        )
    })?;
    // A browser may give the whole path.
    let name = fields.file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let key = key.replace("${filename}", name);
    check_key(&key)?;
    Ok(key)
}

/// What the form says of its policy's signature; `None` where it is not signed.
fn claim(fields: &Fields) -> Option<PolicyClaim<'_>> {
    Some(PolicyClaim {
        policy_base64: fields.get("policy")?,
        algorithm: fields.get("x-amz-algorithm").unwrap_or_default(),
        credential: fields.get("x-amz-credential").unwrap_or_default(),
        date: fields.get("x-amz-date").unwrap_or_default(),
        signature: fields.get("x-amz-signature")?,
        session_token: fields.get("x-amz-security-token"),
    })
}

/// What is kept with the file: fields are named as headers are.
fn object_headers(fields: &Fields) -> Result<ObjectHeaders, Problem> {
    let mut message = Message::default();
    for (name, value) in &fields.fields {
        let name = HeaderName::try_from(name.as_str());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            message.headers.append(name, value);
        }
    }
    Ok(ObjectHeaders::read(&mut message)?)
}

/// The object's tags, which are a document.
fn tags(fields: &Fields) -> Result<Tags, Problem> {
    let Some(document) = fields.get("tagging") else { return Ok(Tags::new()) };
    let tags = xml::from_document::<Tagging>(document.as_bytes(), "Tagging")?.into_tags();
    check_object_tags(&tags)?;
    Ok(tags)
}

async fn store(
    exchange: &Exchange<'_>,
    reader: &mut FormReader,
    most: u64,
) -> Result<(StoredBody, ETag, Checksums), Problem> {
    let mut digesting = Digesting::new(Some(ChecksumAlgorithm::Crc64Nvme));
    let mut writer = exchange.backend.bodies.begin();
    let mut size = 0;
    while let Some(bytes) = reader.file().await? {
        size += bytes.len() as u64;
        if size > most {
            return Err(Problem::too_large(size, most));
        }
        digesting.update(&bytes);
        writer.write(bytes).await.map_err(|error| store_failed(&error))?;
    }
    let blob = writer.finish().await.map_err(|error| store_failed(&error))?;
    let digests = digesting.finish();
    let e_tag = digests.e_tag();
    let checksums = Checksums { checksum_type: Some(ChecksumType::FullObject), ..digests.checksums };
    Ok((StoredBody::of(blob), e_tag, checksums))
}

/// The response that the form asks for: a redirect, or a status.
fn answer(
    exchange: &Exchange<'_>,
    bucket: &str,
    key: &str,
    fields: &Fields,
    written: &Written,
) -> Response<Body> {
    let e_tag = written.object.e_tag.as_str();
    let location = format!("{}/{bucket}/{}", exchange.backend.base_url, encode_key(key));
    let redirect = fields.get("success_action_redirect").or_else(|| fields.get("redirect"));
    let redirect = redirect.filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    let (status, target, body) = match (redirect, fields.get("success_action_status")) {
        (Some(url), _) => {
            let join = if url.contains('?') { '&' } else { '?' };
            let [key, e_tag] = [key, e_tag].map(encode_value);
            (
                StatusCode::SEE_OTHER,
                format!("{url}{join}bucket={bucket}&key={key}&etag={e_tag}"),
                String::new(),
            )
        }
        (None, Some("200")) => (StatusCode::OK, location, String::new()),
        (None, Some("201")) => {
            let document = xml::Writer::plain("PostResponse", |writer| {
                let parts = [("Location", &*location), ("Bucket", bucket), ("Key", key), ("ETag", e_tag)];
                for (name, text) in parts {
                    writer.element(name, |writer| writer.text(text));
                }
            });
            (StatusCode::CREATED, location, document)
        }
        (None, _) => (StatusCode::NO_CONTENT, location, String::new()),
    };
    let mut message = Message::default();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::try_from(value) {
            message.headers.insert(name, value);
        }
    };
    set(header::LOCATION, &target);
    set(header::ETAG, e_tag);
    if let Some(expiration) = &written.expiration {
        set(HeaderName::from_static("x-amz-expiration"), expiration);
    }
    if let Some(id) = &written.version_id {
        set(HeaderName::from_static("x-amz-version-id"), id.as_str());
    }
    if !body.is_empty() {
        message.content = crate::wire::Content::Document(body.into());
    }
    exchange.success(status, message)
}
