//! Tags in a header.

use crate::{
    mock::engine::{Problem, Tags, check_object_tags},
    wire::decode,
};

/// Tags in the form of a query string.
pub(super) fn tags(text: Option<&str>) -> Result<Tags, Problem> {
    let pairs = text.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let tags: Option<Tags> = pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = |text: &str| decode(&text.replace('+', "%20"));
            Some((decoded(name).filter(|name| !name.is_empty())?, decoded(value)?))
        })
        .collect();
    let tags = tags.filter(distinct).ok_or_else(|| {
        let message = "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query \
            parameters without tag name duplicates.";
        Problem::argument("x-amz-tagging", text.unwrap_or_default(), message)
    })?;
    check_object_tags(&tags)?;
    Ok(tags)
}

/// Whether no name is there twice.
fn distinct(tags: &Tags) -> bool {
    tags.iter().enumerate().all(|(index, (name, _))| tags.iter().take(index).all(|(other, _)| other != name))
}
