//! [`FormReader`]: a form as a browser posts it, read up to its file and then the file as it comes.
//!
//! <https://www.rfc-editor.org/rfc/rfc7578>

use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use void_core::Body;

use crate::mock::engine::{Code, Problem};

/// The most that the fields before the file may have, in bytes.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html>
const FIELDS_LIMIT: usize = 20 * 1024;

/// A form that is being read.
pub(super) struct FormReader {
    body: Body,
    buffer: BytesMut,
    /// `\r\n--boundary`
    delimiter: Vec<u8>,
}

/// The fields before the file, and the file's name.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Names in lower case.
    pub(super) fields: Vec<(String, String)>,
    pub(super) file_name: String,
}

impl Fields {
    /// The value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl FormReader {
    /// Starts to read; the boundary is in the content type.
    pub(super) fn new(content_type: &str, body: Body) -> Result<Self, Problem> {
        let boundary = content_type
            .split(';')
            .filter_map(|parameter| parameter.trim().split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))
            .map(|(_, value)| value.trim().trim_matches('"'))
            .filter(|boundary| (1..=70).contains(&boundary.len()))
            .ok_or_else(malformed)?;
        // The first delimiter has no line before it.
        Ok(Self {
            body,
            buffer: BytesMut::from(&b"\r\n"[..]),
            delimiter: format!("\r\n--{boundary}").into_bytes(),
        })
    }

    /// Reads the fields, up to the first byte of the file.
    pub(super) async fn fields(&mut self) -> Result<Fields, Problem> {
        let mut fields = Fields::default();
        let mut left = FIELDS_LIMIT;
        self.until(&self.delimiter.clone(), &mut left).await?;
        loop {
            while self.buffer.len() < 2 {
                self.more().await?;
            }
            if self.buffer.starts_with(b"--") {
                return Err(Problem::new(
                    Code::InvalidArgument,
                    "POST requires exactly one file upload per request.",
                )
                .with("ArgumentName", "file")
                .with("ArgumentValue", "0"));
            }
            let head = self.until(b"\r\n\r\n", &mut left).await?;
            let head = std::str::from_utf8(&head).map_err(|_| malformed())?;
            let (name, file_name) = disposition(head).ok_or_else(malformed)?;
            let name = name.to_ascii_lowercase();
            if name == "file" {
                fields.file_name = file_name.unwrap_or_default();
                return Ok(fields);
            }
            let value = self.until(&self.delimiter.clone(), &mut left).await?;
            let value = String::from_utf8(value.to_vec()).map_err(|_| malformed())?;
            fields.fields.push((name, value));
        }
    }

    /// Reads the next bytes of the file; `None` at its end. What follows the file is not looked at.
    pub(super) async fn file(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            if let Some(at) = find(&self.buffer, &self.delimiter) {
                let rest = self.buffer.split_to(at).freeze();
                return Ok(Some(rest).filter(|rest| !rest.is_empty()));
            }
            // All but what may be the beginning of the delimiter.
            let sure = self.buffer.len().saturating_sub(self.delimiter.len() - 1);
            if sure > 0 {
                return Ok(Some(self.buffer.split_to(sure).freeze()));
            }
            self.more().await?;
        }
    }

    /// Takes what comes before `mark`, and the mark.
    async fn until(&mut self, mark: &[u8], left: &mut usize) -> Result<BytesMut, Problem> {
        loop {
            if let Some(at) = find(&self.buffer, mark) {
                *left =
                    left.checked_sub(at).ok_or_else(|| Problem::of(Code::MaxPostPreDataLengthExceeded))?;
                let found = self.buffer.split_to(at);
                let _mark = self.buffer.split_to(mark.len());
                return Ok(found);
            }
            // Nothing of it was found in so many bytes; what came along with them is not a field's.
            if self.buffer.len() > *left + mark.len() {
                return Err(Problem::of(Code::MaxPostPreDataLengthExceeded));
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> Result<(), Problem> {
        let frame = std::future::poll_fn(|context| Pin::new(&mut self.body).poll_frame(context)).await;
        let frame = frame
            .ok_or_else(malformed)?
            .map_err(|error| Problem::of(Code::IncompleteBody).with("Reason", error.to_string()))?;
        if let Ok(data) = frame.into_data() {
            self.buffer.extend_from_slice(&data);
        }
        Ok(())
    }
}

fn malformed() -> Problem {
    Problem::of(Code::MalformedPost)
}

/// The name of a field and of its file.
fn disposition(head: &str) -> Option<(String, Option<String>)> {
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let parameter = |wanted: &str| {
        let (_, rest) = line
            .split_once(&format!("; {wanted}=\""))
            .or_else(|| line.split_once(&format!(";{wanted}=\"")))?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    Some((parameter("name")?, parameter("filename")))
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    // The first byte is rare enough to look for it alone.
    let first = mark.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| byte == first) {
        if bytes.get(from + at..)?.starts_with(mark) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}
