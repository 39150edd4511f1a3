//! [`Content`]: what is in an element; [`Member`]: elements of one name among others.

use bytes::Bytes;

use super::{Node, Writer, reader::Document};
use crate::wire::{Invalid, Text};

/// What is in an element: text, or elements.
pub(crate) trait Content: Sized {
    /// Writes what is between the tags.
    fn write(&self, writer: &mut Writer);
    /// Reads an element to its end.
    fn read(node: Node<'_, '_>) -> Result<Self, Invalid>;
}

impl<T: Text> Content for T {
    fn write(&self, writer: &mut Writer) {
        writer.text(&self.to_text());
    }

    fn read(node: Node<'_, '_>) -> Result<Self, Invalid> {
        let name = node.name().to_owned();
        let text = node.text()?;
        Self::from_text(&text).map_err(|reason| Invalid::Xml(format!("<{name}> can't be {text:?}: {reason}")))
    }
}

/// The elements of one name: one, at most one, or any number.
pub(crate) trait Member: Sized {
    /// Writes them.
    fn write(&self, name: &str, writer: &mut Writer);
    /// Takes one more.
    fn accept(slot: &mut Slot<Self>, node: Node<'_, '_>) -> Result<(), Invalid>;
    /// Ends the element that they are in.
    fn finish(slot: Slot<Self>, name: &'static str) -> Result<Self, Invalid>;
}

/// What was read of a member so far.
pub(crate) struct Slot<M>(Option<M>);

impl<M> Default for Slot<M> {
    fn default() -> Self {
        Self(None)
    }
}

impl<M> Slot<M> {
    fn set(
        &mut self,
        node: Node<'_, '_>,
        read: impl FnOnce(Node<'_, '_>) -> Result<M, Invalid>,
    ) -> Result<(), Invalid> {
        if self.0.is_some() {
            return Err(Invalid::Xml(format!("<{}> is there twice", node.name())));
        }
        self.0 = Some(read(node)?);
        Ok(())
    }
}

impl<T: Content> Member for T {
    fn write(&self, name: &str, writer: &mut Writer) {
        writer.element(name, |writer| Content::write(self, writer));
    }

    fn accept(slot: &mut Slot<Self>, node: Node<'_, '_>) -> Result<(), Invalid> {
        slot.set(node, Content::read)
    }

    fn finish(slot: Slot<Self>, name: &'static str) -> Result<Self, Invalid> {
        slot.0.ok_or_else(|| Invalid::Xml(format!("<{name}> is missing")))
    }
}

impl<T: Content> Member for Option<T> {
    fn write(&self, name: &str, writer: &mut Writer) {
        if let Some(content) = self {
            Member::write(content, name, writer);
        }
    }

    fn accept(slot: &mut Slot<Self>, node: Node<'_, '_>) -> Result<(), Invalid> {
        slot.set(node, |node| Content::read(node).map(Some))
    }

    fn finish(slot: Slot<Self>, _name: &'static str) -> Result<Self, Invalid> {
        Ok(slot.0.flatten())
    }
}

impl<T: Content> Member for Vec<T> {
    fn write(&self, name: &str, writer: &mut Writer) {
        for content in self {
            Member::write(content, name, writer);
        }
    }

    fn accept(slot: &mut Slot<Self>, node: Node<'_, '_>) -> Result<(), Invalid> {
        slot.0.get_or_insert_default().push(Content::read(node)?);
        Ok(())
    }

    fn finish(slot: Slot<Self>, _name: &'static str) -> Result<Self, Invalid> {
        Ok(slot.0.unwrap_or_default())
    }
}

/// Elements that stand among those of another structure.
pub(crate) trait Group: Default {
    /// Writes them.
    fn write(&self, writer: &mut Writer);
    /// Takes an element, or reads past one that is none of them.
    fn accept(&mut self, node: Node<'_, '_>) -> Result<(), Invalid>;
}

/// Writes a document.
pub(crate) fn to_document(root: &str, content: &impl Content) -> Bytes {
    Writer::document(root, |writer| content.write(writer)).into()
}

/// Reads a document whose root element is `root`.
pub(crate) fn from_document<T: Content>(document: &[u8], root: &str) -> Result<T, Invalid> {
    let text = std::str::from_utf8(document).map_err(|_| Invalid::Xml("it is not UTF-8".to_owned()))?;
    let mut document = Document::new(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    let node = document.root()?;
    if node.name() != root {
        return Err(Invalid::Xml(format!("the root element is <{}> and not <{root}>", node.name())));
    }
    let content = T::read(node)?;
    document.end()?;
    Ok(content)
}
