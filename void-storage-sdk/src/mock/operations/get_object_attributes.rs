//! GetObjectAttributes on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{Found, Object, Problem},
        protocol::Exchange,
    },
    operations::{
        GetObjectAttributesRequest, GetObjectAttributesResponse, ObjectAttribute, ObjectAttributes,
        ObjectPart, ObjectParts,
    },
    types::Checksums,
};

/// The most parts of a response.
const PAGE_LIMIT: u32 = 1000;

impl Serve for GetObjectAttributesRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetObjectAttributesResponse, Problem> {
        if self.attributes.is_empty() {
            return Err(Problem::request(
                "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty",
            ));
        }
        if let Some(unknown) = self.attributes.iter().find(|name| matches!(name, ObjectAttribute::Unknown(_)))
        {
            let message = "Invalid attribute name specified.";
            return Err(Problem::argument("x-amz-object-attributes", unknown.as_str(), message));
        }
        let (bucket, key) = (self.bucket.as_str(), self.key.as_str());
        let found: Found =
            exchange.backend.run(|state| state.engine.find_object(bucket, key, self.version_id.as_ref()))?;
        let object = &found.object;
        let is_asked = |attribute: &ObjectAttribute| self.attributes.contains(attribute);
        let has_checksum = object.checksums.iter().next().is_some();
        Ok(GetObjectAttributesResponse {
            attributes: ObjectAttributes {
                e_tag: is_asked(&ObjectAttribute::ETag).then(|| object.e_tag.to_bare()),
                checksum: (is_asked(&ObjectAttribute::Checksum) && has_checksum)
                    .then(|| object.checksums.clone()),
                object_parts: (is_asked(&ObjectAttribute::ObjectParts) && !object.parts.is_empty())
                    .then(|| parts(object, self.max_parts, self.part_number_marker)),
                storage_class: super::listed::storage_class(object)
                    .filter(|_| is_asked(&ObjectAttribute::StorageClass)),
                object_size: is_asked(&ObjectAttribute::ObjectSize).then(|| object.body.size()),
            },
            last_modified: Some(found.last_modified),
            version_id: found.version_id,
        })
    }
}

/// The parts after the marker. They are given one by one only where they have checksums of their own.
fn parts(object: &Object, limit: Option<u32>, marker: Option<u32>) -> ObjectParts {
    let total_parts_count = u32::try_from(object.parts.len()).ok();
    if object.parts.iter().any(|part| part.checksums == Checksums::default()) {
        return ObjectParts { total_parts_count, ..ObjectParts::default() };
    }
    let (limit, marker) = (limit.unwrap_or(PAGE_LIMIT).min(PAGE_LIMIT), marker.unwrap_or_default());
    let mut after = object.parts.iter().filter(|part| part.number > marker);
    let parts: Vec<ObjectPart> = after
        .by_ref()
        .take(limit as usize)
        .map(|part| ObjectPart {
            part_number: part.number,
            size: part.size,
            checksums: part.checksums.clone(),
        })
        .collect();
    ObjectParts {
        total_parts_count,
        part_number_marker: Some(marker),
        next_part_number_marker: Some(parts.last().map_or(marker, |part| part.part_number)),
        max_parts: Some(limit),
        is_truncated: Some(after.next().is_some()),
        parts,
    }
}

#[cfg(test)]
mod tests {
    use super::parts;
    use crate::{mock::operations::parts_for_tests::in_parts, types::Checksums};

    #[tokio::test]
    async fn parts_are_given_page_by_page_where_they_have_checksums() {
        let mut object = in_parts(&[(1, "a"), (2, "b"), (5, "c")]).await;
        let page = parts(&object, Some(2), None);
        assert_eq!(page.parts.iter().map(|part| part.part_number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((page.total_parts_count, page.is_truncated), (Some(3), Some(true)));
        let page = parts(&object, Some(2), page.next_part_number_marker);
        assert_eq!(page.parts.iter().map(|part| part.part_number).collect::<Vec<_>>(), [5]);
        assert_eq!(page.is_truncated, Some(false));
        object.parts[1].checksums = Checksums::default();
        let page = parts(&object, None, None);
        assert!(page.parts.is_empty() && page.total_parts_count == Some(3));
    }
}
