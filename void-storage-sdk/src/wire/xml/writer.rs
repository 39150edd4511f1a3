//! [`Writer`]: elements and text.

use std::fmt::Write;

/// Writes elements.
#[derive(Debug, Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// Starts a document whose root has the service's namespace.
    pub(super) fn document(root: &str, content: impl FnOnce(&mut Self)) -> String {
        let mut writer = Self(String::with_capacity(512));
        writer.0.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _infallible = write!(writer.0, "<{root} xmlns=\"{}\">", super::NAMESPACE);
        content(&mut writer);
        let _infallible = write!(writer.0, "</{root}>");
        writer.0
    }

    /// Starts a document whose root has no namespace, as an error has none.
    #[cfg(feature = "mock")]
    pub(crate) fn plain(root: &str, content: impl FnOnce(&mut Self)) -> String {
        let mut writer = Self(String::with_capacity(512));
        writer.0.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        writer.element(root, content);
        writer.0
    }

    /// An element.
    pub(crate) fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        for part in ["<", name, ">"] {
            self.0.push_str(part);
        }
        content(self);
        for part in ["</", name, ">"] {
            self.0.push_str(part);
        }
    }

    /// Text, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\n' | '\t' => self.0.push(character),
                // A parser would make a line feed of a carriage return; the others are not allowed in XML 1.0, and the
                // service writes them so all the same.
                character if character.is_ascii_control() => {
                    let _infallible = write!(self.0, "&#x{:x};", u32::from(character));
                }
                character => self.0.push(character),
            }
        }
    }
}
