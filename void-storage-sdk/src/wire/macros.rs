//! `message!` and `structure!`: where each member of a type is on the wire, said once for both directions.

/// Says what elements a type's members are in.
///
/// `"Name" => member` is elements of that name: one, at most one (`Option`), or any number in a row (`Vec`).
/// `"Outer" / "Name" => member` is a `Vec` whose elements are inside of another one.
/// `"Name" => member or function` is what the function gives where there is no such element.
/// `; group member` is a member whose own elements stand among the others.
macro_rules! structure {
    ($type:ident { $( $name:literal $(/ $inner:literal)? => $member:ident $(or $absent:ident)? ),* $(,)? $(; group $group:ident)? }) => {
        impl crate::wire::xml::Content for $type {
            fn write(&self, writer: &mut crate::wire::xml::Writer) {
                let _ = &writer;
                $( crate::wire::structure!(@write writer, self.$member, $name $(/ $inner)?); )*
                $( crate::wire::xml::Group::write(&self.$group, writer); )?
            }

            fn read(node: crate::wire::xml::Node<'_, '_>) -> Result<Self, crate::wire::Invalid> {
                $( let mut $member = crate::wire::xml::Slot::default(); )*
                $( let mut $group = Default::default(); )?
                node.children(|node| match node.name() {
                    $( $name => crate::wire::structure!(@accept node, $member $(, $inner)?), )*
                    _ => crate::wire::structure!(@other node $(, $group)?),
                })?;
                Ok(Self {
                    $( $member: crate::wire::structure!(@finish $member, $name $(, $absent)?), )*
                    $( $group, )?
                })
            }
        }
    };
    (@write $writer:ident, $member:expr, $name:literal) => {
        crate::wire::xml::Member::write(&$member, $name, $writer)
    };
    (@write $writer:ident, $member:expr, $name:literal / $inner:literal) => {
        $writer.element($name, |writer| crate::wire::xml::Member::write(&$member, $inner, writer))
    };
    (@finish $member:ident, $name:literal) => { crate::wire::xml::Member::finish($member, $name)? };
    (@finish $member:ident, $name:literal, $absent:ident) => {
        {
            let there: Option<_> = crate::wire::xml::Member::finish($member, $name)?;
            there.unwrap_or_else($absent)
        }
    };
    (@other $node:ident) => { $node.skip() };
    (@other $node:ident, $group:ident) => { crate::wire::xml::Group::accept(&mut $group, $node) };
    (@accept $node:ident, $member:ident) => {
        crate::wire::xml::Member::accept(&mut $member, $node)
    };
    (@accept $node:ident, $member:ident, $inner:literal) => {
        $node.children(|node| match node.name() {
            $inner => crate::wire::xml::Member::accept(&mut $member, node),
            _ => node.skip(),
        })
    };
}

/// Says where a request's or a response's members are: `header "name"`, `date "name"` (a time in a header), `query "name"`,
/// `bucket`, `key`, `metadata`, `document "Root"` (a member that is the whole XML body; `or "Other"` is a
/// root element that is read too), `stream` (the body as it comes), and
/// `from TYPE` (a member that is itself such a group).
macro_rules! message {
    ($type:ident { $( $place:ident $($name:literal $(or $other:literal)?)? => $member:ident ),* $(,)? }) => {
        impl crate::wire::Parts for $type {
            fn write(self, message: &mut crate::wire::Message) -> Result<(), crate::wire::Invalid> {
                let _ = &message;
                $( crate::wire::message!(@write $place $($name $(or $other)?)?, message, self.$member); )*
                Ok(())
            }

            fn read(message: &mut crate::wire::Message) -> Result<Self, crate::wire::Invalid> {
                let _ = &message;
                Ok(Self { $( $member: crate::wire::message!(@read $place $($name $(or $other)?)?, message) ),* })
            }
        }
    };
    // The body is an XML document that the whole type is.
    ($type:ident is $root:literal $(or $other:literal)?) => {
        impl crate::wire::Parts for $type {
            fn write(self, message: &mut crate::wire::Message) -> Result<(), crate::wire::Invalid> {
                message.put_document($root, &self);
                Ok(())
            }

            fn read(message: &mut crate::wire::Message) -> Result<Self, crate::wire::Invalid> {
                let document = crate::wire::message!(@read document $root $(or $other)?, message);
                Ok(document)
            }
        }
    };
    (@write header $name:literal, $message:ident, $member:expr) => { $message.put_header($name, &$member)? };
    (@write date $name:literal, $message:ident, $member:expr) => {
        $message.put_header($name, &$member.map(crate::wire::HttpDate))?
    };
    (@write query $name:literal, $message:ident, $member:expr) => { $message.put_query($name, &$member) };
    (@write bucket, $message:ident, $member:expr) => { $message.bucket = Some($member.as_str().to_owned()) };
    (@write key, $message:ident, $member:expr) => { $message.key = Some($member.as_str().to_owned()) };
    (@write metadata, $message:ident, $member:expr) => {
        crate::wire::write_metadata(&mut $message.headers, &$member)?
    };
    (@write document $root:literal $(or $other:literal)?, $message:ident, $member:expr) => { $message.put_document($root, &$member) };
    (@write stream, $message:ident, $member:expr) => {
        $message.content = crate::wire::Content::Stream($member.into())
    };
    (@write group, $message:ident, $member:expr) => { crate::wire::Parts::write($member, $message)? };
    (@read header $name:literal, $message:ident) => { $message.take_header($name)? };
    (@read date $name:literal, $message:ident) => {
        // What is no time has no effect (RFC 9110, 13.1.3).
        $message.take_header::<Option<crate::wire::HttpDate>>($name).ok().flatten().map(|date| date.0)
    };
    (@read query $name:literal, $message:ident) => { $message.take_query($name)? };
    (@read bucket, $message:ident) => { crate::wire::Message::take_label($message.bucket.as_ref(), "Bucket")? };
    (@read key, $message:ident) => { crate::wire::Message::take_label($message.key.as_ref(), "Key")? };
    (@read metadata, $message:ident) => { crate::wire::read_metadata(&$message.headers) };
    (@read document $root:literal, $message:ident) => { $message.take_document($root)? };
    (@read document $root:literal or $other:literal, $message:ident) => {
        $message.take_either_document($root, $other)?
    };
    (@read stream, $message:ident) => { $message.take_stream().into() };
    (@read group, $message:ident) => { crate::wire::Parts::read($message)? };
}

pub(crate) use {message, structure};
