//! GetObjectAttributes: reads what the service knows of an object's bytes: its size, its checksums, its parts.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html>

use http::Method;
use void_core::{Timestamp, protocol::shapes::string_enum};

use super::{Route, Target, operation};
use crate::{
    call::Call,
    client::VoidStorageClient,
    types::{BucketName, Checksums, ETag, ObjectKey, StorageClass, VersionId},
    wire::{Invalid, Message, Parts, as_text, message, structure},
};

string_enum! {
    /// What is known of an object.
    pub enum ObjectAttribute {
        /// What its content is told apart by.
        ETag = "ETag",
        /// Its checksums.
        Checksum = "Checksum",
        /// The parts that it was made of.
        ObjectParts = "ObjectParts",
        /// How it is kept.
        StorageClass = "StorageClass",
        /// Its bytes.
        ObjectSize = "ObjectSize",
    }
}

as_text!(ObjectAttribute);

/// Says what is asked of which object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetObjectAttributesRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
    /// The version; `None` is the current one.
    pub version_id: Option<VersionId>,
    /// What is asked, at least one.
    pub attributes: Vec<ObjectAttribute>,
    /// How many parts are given at most: 1,000 unless less.
    pub max_parts: Option<u32>,
    /// After which part they begin.
    pub part_number_marker: Option<u32>,
}

const ATTRIBUTES: &str = "x-amz-object-attributes";

impl Parts for GetObjectAttributesRequest {
    fn write(self, message: &mut Message) -> Result<(), Invalid> {
        let attributes: Vec<&str> = self.attributes.iter().map(ObjectAttribute::as_str).collect();
        message.put_header(ATTRIBUTES, &attributes.join(","))?;
        message.put_query("versionId", &self.version_id);
        message.put_header("x-amz-max-parts", &self.max_parts)?;
        message.put_header("x-amz-part-number-marker", &self.part_number_marker)?;
        message.bucket = Some(self.bucket.into());
        message.key = Some(self.key.into());
        Ok(())
    }

    fn read(message: &mut Message) -> Result<Self, Invalid> {
        // A list may be in one header or in several.
        let lists = message.headers.get_all(ATTRIBUTES).iter().filter_map(|value| value.to_str().ok());
        let attributes = lists.flat_map(|list| list.split(',')).map(str::trim);
        Ok(Self {
            attributes: attributes.filter(|name| !name.is_empty()).map(Into::into).collect(),
            bucket: Message::take_label(message.bucket.as_ref(), "Bucket")?,
            key: Message::take_label(message.key.as_ref(), "Key")?,
            version_id: message.take_query("versionId")?,
            max_parts: message.take_header("x-amz-max-parts")?,
            part_number_marker: message.take_header("x-amz-part-number-marker")?,
        })
    }
}

/// What was asked of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectAttributes {
    /// What its content is told apart by: without quotation marks on the wire.
    pub e_tag: Option<ETag>,
    /// Its checksums.
    pub checksum: Option<Checksums>,
    /// The parts that it was made of.
    pub object_parts: Option<ObjectParts>,
    /// How it is kept.
    pub storage_class: Option<StorageClass>,
    /// Its bytes.
    pub object_size: Option<u64>,
}

structure!(ObjectAttributes {
    "ETag" => e_tag,
    "Checksum" => checksum,
    "ObjectParts" => object_parts,
    "StorageClass" => storage_class,
    "ObjectSize" => object_size,
});

/// Parts that an object was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectParts {
    /// How many it was made of.
    pub total_parts_count: Option<u32>,
    /// After which part these begin.
    pub part_number_marker: Option<u32>,
    /// The last of these, after which the next page begins.
    pub next_part_number_marker: Option<u32>,
    /// How many are given at most.
    pub max_parts: Option<u32>,
    /// Whether there are more.
    pub is_truncated: Option<bool>,
    /// The parts. The service gives them where they have checksums of their own.
    pub parts: Vec<ObjectPart>,
}

structure!(ObjectParts {
    "PartsCount" => total_parts_count,
    "PartNumberMarker" => part_number_marker,
    "NextPartNumberMarker" => next_part_number_marker,
    "MaxParts" => max_parts,
    "IsTruncated" => is_truncated,
    "Part" => parts,
});

/// A part that an object was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectPart {
    /// Its number, from 1.
    pub part_number: u32,
    /// Its bytes.
    pub size: u64,
    /// Its checksums.
    pub checksums: Checksums,
}

structure!(ObjectPart { "PartNumber" => part_number, "Size" => size; group checksums });

/// What was asked, of which version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetObjectAttributesResponse {
    /// What was asked.
    pub attributes: ObjectAttributes,
    /// When it was written.
    pub last_modified: Option<Timestamp>,
    /// The version, where the bucket has versioning.
    pub version_id: Option<VersionId>,
}

// The service's documentation has the second root element, and so do some servers.
message!(GetObjectAttributesResponse {
    document "GetObjectAttributesResponse" or "GetObjectAttributesOutput" => attributes,
    date "last-modified" => last_modified,
    header "x-amz-version-id" => version_id,
});

operation!(
    GetObjectAttributesRequest,
    "GetObjectAttributes",
    Route::new(Method::GET, Target::Object).fixed(&[("attributes", "")]),
    GetObjectAttributesResponse
);

impl VoidStorageClient {
    /// Reads what the service knows of an object's bytes: all of it, unless [`only`](Call::only) says what.
    ///
    /// # Errors
    ///
    /// `NoSuchKey`, `NoSuchVersion`, `NoSuchBucket`, `MethodNotAllowed` for a version that is a delete marker, `AccessDenied`.
    pub fn get_object_attributes(
        &self,
        bucket: impl Into<BucketName>,
        key: impl Into<ObjectKey>,
    ) -> Call<'_, GetObjectAttributesRequest> {
        Call::new(
            self,
            GetObjectAttributesRequest {
                bucket: bucket.into(),
                key: key.into(),
                version_id: None,
                attributes: ObjectAttribute::KNOWN.to_vec(),
                max_parts: None,
                part_number_marker: None,
            },
        )
    }
}

impl Call<'_, GetObjectAttributesRequest> {
    /// Only these.
    pub fn only(self, attributes: impl IntoIterator<Item = ObjectAttribute>) -> Self {
        self.set(|request| request.attributes = attributes.into_iter().collect())
    }

    /// The version. Default: the current one.
    pub fn version_id(self, version_id: impl Into<VersionId>) -> Self {
        self.set(|request| request.version_id = Some(version_id.into()))
    }

    /// How many parts are given at most. Default, and limit: 1,000.
    pub fn max_parts(self, count: u32) -> Self {
        self.set(|request| request.max_parts = Some(count))
    }

    /// After which part they begin.
    pub fn part_number_marker(self, number: u32) -> Self {
        self.set(|request| request.part_number_marker = Some(number))
    }
}
