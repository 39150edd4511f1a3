//! The little of protobuf's [wire format](https://protobuf.dev/programming-guides/encoding/) that the aggregated record
//! needs: numbers and pieces of bytes.
//!
//! Written by hand: two messages of three fields that never change are a page of code, while prost is four crates, of
//! which one is a macro, in every build of this crate, and it would copy each user record where [`Fields`] points into
//! the data.

/// The bytes are no protobuf message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'data> {
    Number(u64),
    Bytes(&'data [u8]),
    /// Of another wire type: no field of ours.
    Other,
}

/// The fields of a message, in the order of the bytes; ends after the first that is malformed.
#[derive(Clone, Debug)]
pub(super) struct Fields<'data> {
    rest: &'data [u8],
}

impl<'data> Fields<'data> {
    pub(super) const fn of(message: &'data [u8]) -> Self {
        Self { rest: message }
    }

    /// How many bytes are not read yet.
    pub(super) const fn remaining(&self) -> usize {
        self.rest.len()
    }

    fn field(&mut self) -> Result<(u32, Value<'data>), Malformed> {
        let tag = u32::try_from(self.number()?).map_err(|_too_large| Malformed)?;
        let value = match tag & 7 {
            0 => Value::Number(self.number()?),
            1 => self.take(8).map(|_fixed| Value::Other)?,
            2 => {
                let length = usize::try_from(self.number()?).map_err(|_too_large| Malformed)?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_fixed| Value::Other)?,
            // Groups, which nobody writes any more, and what there is not.
            _ => return Err(Malformed),
        };
        match tag >> 3 {
            0 => Err(Malformed),
            field => Ok((field, value)),
        }
    }

    fn number(&mut self) -> Result<u64, Malformed> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or(Malformed)?;
            self.rest = rest;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(Malformed);
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }

    fn take(&mut self, length: usize) -> Result<&'data [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }
}

impl<'data> Iterator for Fields<'data> {
    type Item = Result<(u32, Value<'data>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.rest = &[];
        }
        Some(field)
    }
}

/// Writes a field that is a number.
pub(super) fn write_number(message: &mut Vec<u8>, field: u32, number: u64) {
    write_varint(message, u64::from(field) << 3);
    write_varint(message, number);
}

/// Writes the beginning of a field of so many bytes, which come next.
pub(super) fn write_head(message: &mut Vec<u8>, field: u32, length: usize) {
    write_varint(message, u64::from(field) << 3 | 2);
    write_varint(message, length as u64);
}

/// Writes a field of bytes.
pub(super) fn write_bytes(message: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    write_head(message, field, bytes.len());
    message.extend_from_slice(bytes);
}

/// How long a field with a number below 16 is that is a number.
pub(super) const fn number_len(number: u64) -> usize {
    1 + varint_len(number)
}

/// How long a field with a number below 16 is that has so many bytes.
pub(super) const fn bytes_len(length: usize) -> usize {
    1 + varint_len(length as u64) + length
}

const fn varint_len(number: u64) -> usize {
    // Seven bits a byte, and at least one byte.
    (64 - (number | 1).leading_zeros() as usize).div_ceil(7)
}

fn write_varint(message: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        message.push(number as u8 | 0x80);
        number >>= 7;
    }
    message.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::{Fields, Malformed, Value, bytes_len, number_len, write_bytes, write_number};

    #[test]
    fn numbers_and_bytes_go_both_ways() {
        for number in [0, 1, 127, 128, 300, 16_383, 16_384, u64::from(u32::MAX), u64::MAX] {
            let mut message = Vec::new();
            write_number(&mut message, 1, number);
            assert_eq!(message.len(), number_len(number), "{number}");
            assert_eq!(Fields::of(&message).next(), Some(Ok((1, Value::Number(number)))));
        }
        for length in [0, 1, 127, 128, 20_000] {
            let (mut message, bytes) = (Vec::new(), vec![7; length]);
            write_bytes(&mut message, 3, &bytes);
            assert_eq!(message.len(), bytes_len(length), "{length}");
            assert_eq!(Fields::of(&message).next(), Some(Ok((3, Value::Bytes(&bytes)))));
        }
        // The documentation's own example: field 1 is 150.
        assert_eq!(Fields::of(&[0x08, 0x96, 0x01]).next(), Some(Ok((1, Value::Number(150)))));
    }

    #[test]
    fn fields_of_other_types_are_stepped_over() {
        let message = [0x21, 1, 2, 3, 4, 5, 6, 7, 8, 0x2d, 1, 2, 3, 4, 0x08, 5];
        let fields: Vec<_> = Fields::of(&message).map(Result::unwrap).collect();
        assert_eq!(fields, [(4, Value::Other), (5, Value::Other), (1, Value::Number(5))]);
    }

    #[test]
    fn what_is_no_message_is_said_once() {
        let endless = [0xff; 11];
        for message in [
            &[0x08][..],                                                      // a number that is missing
            &[0x0a, 2, 0],                                                    // bytes that are missing
            &[0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], // 2^64 - 1 of them
            &[0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2], // a number of 65 bits
            &[0x0b],                                                          // a group
            &[0x00, 0],                                                       // field 0
            &endless,
        ] {
            let fields: Vec<_> = Fields::of(message).collect();
            assert_eq!(fields, [Err(Malformed)], "{message:?}");
        }
    }
}
