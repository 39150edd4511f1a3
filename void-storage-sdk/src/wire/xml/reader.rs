//! [`Node`]: an element that is read once, from its start to its end.

use quick_xml::{Reader, events::Event};

use crate::wire::Invalid;

/// How deep elements are nested at most. The service's own documents reach 7.
const DEPTH_LIMIT: usize = 24;

/// A document that is being read.
pub(super) struct Document<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
}

/// An element that was started: one of its methods reads it to its end.
pub(crate) struct Node<'d, 'x> {
    document: &'d mut Document<'x>,
    name: String,
}

impl<'x> Document<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    /// The next event that means something; comments and processing instructions do not.
    fn next(&mut self) -> Result<Event<'x>, Invalid> {
        loop {
            match self.reader.read_event().map_err(|error| Invalid::Xml(error.to_string()))? {
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::DocType(_) => {
                    return Err(Invalid::Xml("a document type is not allowed".to_owned()));
                }
                event => return Ok(event),
            }
        }
    }

    /// The root element.
    pub(super) fn root(&mut self) -> Result<Node<'_, 'x>, Invalid> {
        loop {
            match self.next()? {
                Event::Start(start) => {
                    let name = start.local_name().into_inner().to_owned();
                    self.depth = 1;
                    return Ok(Node { document: self, name });
                }
                Event::Text(text) if text.trim().is_empty() => {}
                _ => return Err(Invalid::Xml("there is no root element".to_owned())),
            }
        }
    }

    /// What follows the root element, which is nothing.
    pub(super) fn end(&mut self) -> Result<(), Invalid> {
        loop {
            match self.next()? {
                Event::Eof => return Ok(()),
                Event::Text(text) if text.trim().is_empty() => {}
                _ => return Err(Invalid::Xml("something follows the root element".to_owned())),
            }
        }
    }
}

impl<'x> Node<'_, 'x> {
    /// The element's name, without a prefix.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Reads its elements, each by `read`; text between them must be blank.
    pub(crate) fn children(
        self,
        mut read: impl FnMut(Node<'_, 'x>) -> Result<(), Invalid>,
    ) -> Result<(), Invalid> {
        loop {
            match self.document.next()? {
                Event::Start(start) => {
                    let name = start.local_name().into_inner().to_owned();
                    self.document.depth += 1;
                    if self.document.depth > DEPTH_LIMIT {
                        return Err(Invalid::Xml(format!("elements are nested deeper than {DEPTH_LIMIT}")));
                    }
                    read(Node { document: self.document, name })?;
                }
                Event::End(_) => {
                    self.document.depth -= 1;
                    return Ok(());
                }
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Eof => return Err(ended()),
                _ => return Err(Invalid::Xml(format!("<{}> has text where elements belong", self.name))),
            }
        }
    }

    /// Reads its text.
    pub(crate) fn text(self) -> Result<String, Invalid> {
        let mut content = String::new();
        loop {
            match self.document.next()? {
                Event::Text(text) => content.push_str(&text),
                Event::CData(text) => content.push_str(&text),
                Event::GeneralRef(reference) => content.push(character(&reference)?),
                Event::End(_) => {
                    self.document.depth -= 1;
                    // A line ends with a line feed, however it was written (XML 1.0, 2.11).
                    return Ok(if content.contains('\r') { unified(&content) } else { content });
                }
                Event::Eof => return Err(ended()),
                _ => return Err(Invalid::Xml(format!("<{}> has elements where text belongs", self.name))),
            }
        }
    }

    /// Reads past it.
    pub(crate) fn skip(self) -> Result<(), Invalid> {
        let mut open = 1_usize;
        while open > 0 {
            match self.document.next()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Eof => return Err(ended()),
                _ => {}
            }
        }
        self.document.depth -= 1;
        Ok(())
    }
}

fn ended() -> Invalid {
    Invalid::Xml("it ends too soon".to_owned())
}

/// A carriage return that was written as a reference is marked by the caller as it is: only literal ones are unified.
fn unified(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace(RETURN, "\r")
}

/// Stands for a carriage return that was written as a reference, until literal ones are unified. It is a noncharacter.
const RETURN: char = '\u{FDD0}';

fn character(reference: &quick_xml::events::BytesRef<'_>) -> Result<char, Invalid> {
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => match reference.resolve_char_ref() {
            Ok(Some('\r')) => Ok(RETURN),
            Ok(Some(character)) => Ok(character),
            _ => Err(Invalid::Xml(format!("there is no entity &{other};"))),
        },
    }
}
