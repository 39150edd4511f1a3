//! [`LifecycleFilter`]: which objects a rule is for.

use serde::{Deserialize, Serialize};

use crate::{
    types::Tag,
    wire::{
        Invalid, structure,
        xml::{Content, Member, Node, Slot, Writer},
    },
};

/// Which objects a rule is for: those that all of it fits; all objects where it says nothing.
///
/// Where it asks for more than one thing, the document has them in an `And`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LifecycleFilter {
    /// What their keys start with.
    pub prefix: Option<String>,
    /// Tags that they have.
    pub tags: Vec<Tag>,
    /// They have more bytes.
    pub object_size_greater_than: Option<u64>,
    /// They have fewer bytes.
    pub object_size_less_than: Option<u64>,
}

/// The same, as it is in an `And`.
#[derive(Default)]
struct Wire {
    prefix: Option<String>,
    tags: Vec<Tag>,
    object_size_greater_than: Option<u64>,
    object_size_less_than: Option<u64>,
}

structure!(Wire {
    "Prefix" => prefix,
    "Tag" => tags,
    "ObjectSizeGreaterThan" => object_size_greater_than,
    "ObjectSizeLessThan" => object_size_less_than,
});

impl LifecycleFilter {
    /// How many things it asks for.
    fn len(&self) -> usize {
        usize::from(self.prefix.is_some())
            + self.tags.len()
            + usize::from(self.object_size_greater_than.is_some())
            + usize::from(self.object_size_less_than.is_some())
    }
}

impl From<Wire> for LifecycleFilter {
    fn from(wire: Wire) -> Self {
        let Wire { prefix, tags, object_size_greater_than, object_size_less_than } = wire;
        Self { prefix, tags, object_size_greater_than, object_size_less_than }
    }
}

impl Content for LifecycleFilter {
    fn write(&self, writer: &mut Writer) {
        let Self { prefix, tags, object_size_greater_than, object_size_less_than } = self.clone();
        let wire = Wire { prefix, tags, object_size_greater_than, object_size_less_than };
        if self.len() > 1 { Member::write(&wire, "And", writer) } else { Content::write(&wire, writer) }
    }

    fn read(node: Node<'_, '_>) -> Result<Self, Invalid> {
        let mut and = Slot::<Option<Wire>>::default();
        let (mut prefix, mut tags) = (Slot::default(), Slot::default());
        let (mut greater, mut less) = (Slot::default(), Slot::default());
        node.children(|node| match node.name() {
            "And" => Member::accept(&mut and, node),
            "Prefix" => Member::accept(&mut prefix, node),
            "Tag" => Member::accept(&mut tags, node),
            "ObjectSizeGreaterThan" => Member::accept(&mut greater, node),
            "ObjectSizeLessThan" => Member::accept(&mut less, node),
            _ => node.skip(),
        })?;
        let alone = Self {
            prefix: Member::finish(prefix, "Prefix")?,
            tags: Member::finish(tags, "Tag")?,
            object_size_greater_than: Member::finish(greater, "ObjectSizeGreaterThan")?,
            object_size_less_than: Member::finish(less, "ObjectSizeLessThan")?,
        };
        match (Member::finish(and, "And")?, alone.len()) {
            (Some(and), 0) => Ok(Wire::into(and)),
            (None, 0 | 1) => Ok(alone),
            _ => Err(Invalid::Xml("<Filter> asks for one thing, or for those in its <And>".to_owned())),
        }
    }
}
