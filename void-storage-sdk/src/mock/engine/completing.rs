//! Making an object of the parts that were uploaded.

use std::sync::Arc;

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use void_core::{Timestamp, hex};

use super::{
    Code, Engine, NewUpload, Object, ObjectPart, Problem, WriteConditions, WriteKind,
    uploads::{StoredPart, Upload},
};
use crate::{
    checksum::Checksum,
    mock::StoredBody,
    operations::CompletedPart,
    types::{ChecksumType, Checksums, ETag, VersionId},
};

/// How many completed uploads of a bucket are remembered.
pub(super) const REMEMBERED: usize = 1000;
/// How many parts an object has at most.
const PARTS_LIMIT: usize = 10_000;

/// What is asked of the object that is made.
#[derive(Clone, Debug)]
pub struct Completion<'a> {
    /// The parts, in the order of their numbers.
    pub parts: &'a [CompletedPart],
    /// Its checksums, where the caller knows them.
    pub checksums: &'a Checksums,
    /// Its size, where the caller says it.
    pub object_size: Option<u64>,
    /// What must hold.
    pub conditions: WriteConditions,
}

/// What was made of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completed {
    upload: (String, String),
    parts: Vec<(u32, ETag)>,
    /// The object's ETag.
    pub e_tag: ETag,
    /// Its checksums.
    pub checksums: Checksums,
    /// Its version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
    /// When it expires, and by which rule.
    pub expiration: Option<String>,
    /// How it is encrypted.
    pub server_side_encryption: String,
}

impl Completed {
    /// Whether another one is of the same upload.
    pub(super) fn is_of_same_upload(&self, other: &Self) -> bool {
        self.upload.1 == other.upload.1
    }
}

impl Engine {
    /// Makes an object of parts. Once more for the same upload and parts it says again what it made.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchUpload`, `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`, `InvalidRequest`,
    /// `BadDigest`, `PreconditionFailed`, `NoSuchKey` for `If-Match` where there is no object.
    pub fn complete_upload(
        &mut self,
        now: Timestamp,
        bucket: &str,
        key: &str,
        id: &str,
        asked: &Completion<'_>,
    ) -> Result<Completed, Problem> {
        let minimum = self.settings.minimum_part_size;
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        let named: Vec<_> = asked.parts.iter().map(|part| (part.part_number, part.e_tag.clone())).collect();
        if let Some(known) = bucket.uploads.completed.iter().find(|known| known.upload.1 == id) {
            let is_same = known.upload.0 == key && known.parts == named;
            return if is_same { Ok(known.clone()) } else { Err(super::uploads::no_upload(id)) };
        }
        let upload = bucket.uploads.get(key, id)?;
        let parts = chosen(upload, id, asked.parts)?;
        check_sizes(&parts, minimum)?;
        let object = assemble(&upload.object, &parts, asked)?;
        asked.conditions.check(key, bucket.objects.get(key))?;
        let upload = bucket.uploads.remove(key, id)?;
        around.changes.upload(around.bucket, key, upload.number.number());
        let written =
            bucket.write(now, key, Arc::new(object), WriteKind::CompleteMultipartUpload, &mut around);
        let completed = Completed {
            upload: (key.to_owned(), id.to_owned()),
            parts: named,
            e_tag: written.object.e_tag.clone(),
            checksums: written.object.checksums.clone(),
            version_id: written.version_id,
            expiration: written.expiration,
            server_side_encryption: written.object.server_side_encryption.clone(),
        };
        around.changes.completed(around.bucket, &completed);
        let remembered = &mut bucket.uploads.completed;
        remembered.push_back(completed.clone());
        if remembered.len() > REMEMBERED {
            remembered.pop_front();
        }
        Ok(completed)
    }
}

/// The parts that are named.
fn chosen(upload: &Upload, id: &str, named: &[CompletedPart]) -> Result<Vec<(u32, StoredPart)>, Problem> {
    if named.is_empty() || named.len() > PARTS_LIMIT {
        return Err(Problem::of(Code::MalformedXml));
    }
    if named.windows(2).any(|pair| matches!(pair, [one, next] if one.part_number >= next.part_number)) {
        return Err(Problem::of(Code::InvalidPartOrder).with("UploadId", id));
    }
    let object = &upload.object;
    let is_composite = object.checksum_type == ChecksumType::Composite;
    if object.algorithm.is_some() && is_composite {
        let mut numbers = (1..).zip(named).map(|(number, part)| (number, part.part_number));
        if numbers.any(|(expected, number)| expected != number) {
            return Err(Problem::of(Code::InvalidPartOrder).with("UploadId", id));
        }
    }
    let algorithm = object.computed();
    let find = |named: &CompletedPart| {
        let number = named.part_number;
        let invalid = || {
            Problem::of(Code::InvalidPart)
                .with("UploadId", id)
                .with("PartNumber", number.to_string())
                .with("ETag", named.e_tag.unquoted())
        };
        let part = upload.parts.get(&number).ok_or_else(invalid)?;
        let name = algorithm.as_str().to_ascii_lowercase();
        match named.checksums.get(&algorithm) {
            None if is_composite => Err(Problem::request(format!(
                "The upload was created using a {name} checksum. The complete request must include the checksum for each \
                 part. It was missing for part {number} in the request."
            ))),
            Some(checksum) if part.checksums.get(&algorithm) != Some(checksum) => Err(invalid()),
            _ if part.e_tag != named.e_tag => Err(invalid()),
            _ => Ok((number, part.clone())),
        }
    };
    named.iter().map(find).collect()
}

fn check_sizes(parts: &[(u32, StoredPart)], minimum: u64) -> Result<(), Problem> {
    let Some((_, but_last)) = parts.split_last() else { return Ok(()) };
    match but_last.iter().find(|(_, part)| part.body.size() < minimum) {
        None => Ok(()),
        Some((number, part)) => Err(Problem::of(Code::EntityTooSmall)
            .with("ProposedSize", part.body.size().to_string())
            .with("MinSizeAllowed", minimum.to_string())
            .with("PartNumber", number.to_string())
            .with("ETag", part.e_tag.unquoted())),
    }
}

/// The object that the parts make. Their bytes are shared, not copied.
fn assemble(new: &NewUpload, parts: &[(u32, StoredPart)], asked: &Completion<'_>) -> Result<Object, Problem> {
    let body = StoredBody::joined(parts.iter().map(|(_, part)| &part.body));
    if let Some(size) = asked.object_size.filter(|size| *size != body.size()) {
        return Err(Problem::request(format!(
            "The provided 'x-amz-mp-object-size' header value {size} does not match what was computed: {}",
            body.size()
        )));
    }
    let asked_type = asked.checksums.checksum_type.as_ref();
    if let Some(other) = asked_type.filter(|asked| **asked != new.checksum_type) {
        return Err(Problem::request(format!(
            "The upload was created using the {} checksum mode. The complete request must use the same checksum mode, \
             and not {}.",
            new.checksum_type.as_str(),
            other.as_str()
        )));
    }
    let checksums = checksums(new, parts)?;
    for (algorithm, declared) in asked.checksums.iter() {
        if checksums.get(&algorithm) != Some(declared) {
            let name = algorithm.as_str();
            let message = format!("The {name} you specified did not match the calculated checksum.");
            return Err(Problem::new(Code::BadDigest, message));
        }
    }
    let mut md5 = Md5::new();
    for (_, part) in parts {
        md5.update(part.md5);
    }
    Ok(Object {
        body,
        e_tag: format!("{}-{}", hex::encode(&md5.finalize()), parts.len()).into(),
        headers: new.headers.clone().into(),
        checksums,
        tags: new.tags.clone(),
        parts: parts.iter().map(|(number, part)| shown(*number, part, new)).collect(),
        server_side_encryption: new.server_side_encryption.clone(),
    })
}

/// A part as the object tells of it: with a checksum where the caller chose how it is computed.
fn shown(number: u32, part: &StoredPart, new: &NewUpload) -> ObjectPart {
    let checksums = if new.algorithm.is_some() { part.checksums.clone() } else { Checksums::default() };
    ObjectPart { number, size: part.body.size(), checksums }
}

/// The object's checksum: of its parts' checksums, or theirs combined.
fn checksums(new: &NewUpload, parts: &[(u32, StoredPart)]) -> Result<Checksums, Problem> {
    let algorithm = new.computed();
    let of_parts: Vec<_> = parts
        .iter()
        .filter_map(|(_, part)| Some((part.checksums.get(&algorithm)?, part.body.size())))
        .collect();
    let checksum = Checksum::by(&algorithm).filter(|_| of_parts.len() == parts.len()).and_then(|checksum| {
        if new.checksum_type == ChecksumType::Composite {
            checksum.composite(of_parts.iter().map(|(part, _)| *part))
        } else {
            checksum.combined(of_parts)
        }
    });
    let checksum = checksum.ok_or_else(|| Problem::of(Code::InternalError))?;
    let mut checksums = Checksums { checksum_type: Some(new.checksum_type.clone()), ..Checksums::default() };
    checksums.set(&algorithm, checksum);
    Ok(checksums)
}
