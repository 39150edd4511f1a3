//! An object that was made in parts, for the tests of what reads it.

use crate::{
    mock::{
        BodyStore, MemoryBodies, StoredBody,
        engine::{KeptHeaders, Object, ObjectPart, Tags},
    },
    types::{ChecksumType, Checksums},
};

/// An object of parts with these numbers and bytes.
pub(super) async fn in_parts(parts: &[(u32, &'static str)]) -> Object {
    let mut bodies = Vec::new();
    for (_, bytes) in parts {
        let mut writer = MemoryBodies.begin();
        writer.write((*bytes).into()).await.expect("memory takes all");
        bodies.push(StoredBody::of(writer.finish().await.expect("memory takes all")));
    }
    let checksums = |of: String| Checksums { crc32: Some(of), ..Checksums::default() };
    Object {
        body: StoredBody::joined(&bodies),
        e_tag: "b1946ac92492d2347c6235b4d2611184-3".into(),
        headers: KeptHeaders::default(),
        checksums: Checksums {
            checksum_type: Some(ChecksumType::Composite),
            ..checksums("of the parts".to_owned())
        },
        tags: Tags::new(),
        parts: parts
            .iter()
            .map(|(number, bytes)| ObjectPart {
                number: *number,
                size: bytes.len() as u64,
                checksums: checksums(format!("of part {number}")),
            })
            .collect(),
        server_side_encryption: "AES256".to_owned(),
    }
}
