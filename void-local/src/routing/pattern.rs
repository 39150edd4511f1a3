//! [`PathPattern`]: `/orders/{id}`.

use std::{cmp::Ordering, fmt};

/// A path in which `{name}` takes one segment, and `{name+}` at its end all that follow (at least one).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Parameter(String),
    Rest(String),
}

/// A text that is not a path pattern; the message says why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PathPatternError(String);

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// [`PathPatternError`] where it does not begin with `/`, has an empty segment, braces that do not enclose a whole
    /// segment, one name twice, or segments after `{name+}`.
    pub fn parse(text: &str) -> Result<Self, PathPatternError> {
        let fail = |why: &str| Err(PathPatternError(format!("`{text}` is not a path pattern: {why}")));
        let Some(path) = text.strip_prefix('/') else { return fail("it begins with `/`") };
        if text.contains(['?', '#']) {
            return fail("it has neither a query nor a fragment");
        }
        let mut segments: Vec<Segment> = Vec::new();
        for part in path.split('/').filter(|_| !path.is_empty()) {
            if matches!(segments.last(), Some(Segment::Rest(_))) {
                return fail("nothing comes after `{name+}`");
            }
            let Some(segment) = segment(part) else {
                return fail(
                    "a segment is plain text, `{name}` or `{name+}`, with letters, digits, `-` and `_` in the name",
                );
            };
            if segment.name().is_some_and(|name| segments.iter().any(|other| other.name() == Some(name))) {
                return fail("each name stands in it once");
            }
            segments.push(segment);
        }
        Ok(Self { text: text.to_owned(), segments })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The parameters that `path` (decoded segments) has under this pattern; `None` when it does not match.
    pub(super) fn matches(&self, path: &[String]) -> Option<Vec<(String, String)>> {
        let mut parameters = Vec::new();
        let mut rest = path;
        for segment in &self.segments {
            let (first, others) = rest.split_first()?;
            match segment {
                Segment::Literal(literal) if literal == first => {}
                Segment::Literal(_) => return None,
                Segment::Parameter(_) if first.is_empty() => return None,
                Segment::Parameter(name) => parameters.push((name.clone(), first.clone())),
                Segment::Rest(name) => {
                    parameters.push((name.clone(), rest.join("/")));
                    return Some(parameters);
                }
            }
            rest = others;
        }
        rest.is_empty().then_some(parameters)
    }

    /// Orders patterns that match one path: the more specific first, from the left.
    pub(super) fn specificity(&self, other: &Self) -> Ordering {
        let ranks = |pattern: &Self| pattern.segments.iter().map(Segment::rank).collect::<Vec<_>>();
        ranks(self).cmp(&ranks(other))
    }

    /// Whether both match exactly the same paths.
    pub(super) fn same_paths(&self, other: &Self) -> bool {
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(|(left, right)| match (left, right) {
                (Segment::Literal(left), Segment::Literal(right)) => left == right,
                _ => left.rank() == right.rank(),
            })
    }
}

impl Segment {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter(name) | Self::Rest(name) => Some(name),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Parameter(_) => 1,
            Self::Rest(_) => 2,
        }
    }
}

fn segment(part: &str) -> Option<Segment> {
    let Some(inner) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
        return (!part.is_empty() && !part.contains(['{', '}'])).then(|| Segment::Literal(part.to_owned()));
    };
    let (name, is_rest) = inner.strip_suffix('+').map_or((inner, false), |name| (name, true));
    let valid = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if name.is_empty() || !name.chars().all(valid) {
        return None;
    }
    Some(if is_rest { Segment::Rest(name.to_owned()) } else { Segment::Parameter(name.to_owned()) })
}

impl fmt::Display for PathPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::PathPattern;

    fn parameters(pattern: &str, path: &[&str]) -> Option<Vec<(String, String)>> {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        PathPattern::parse(pattern).unwrap().matches(&path)
    }

    #[test]
    fn matches_segment_by_segment() {
        assert_eq!(parameters("/", &[]), Some(vec![]));
        assert_eq!(parameters("/orders", &["orders"]), Some(vec![]));
        assert_eq!(parameters("/orders", &["orders", "1"]), None);
        assert_eq!(parameters("/orders", &[]), None);
        assert_eq!(parameters("/orders/{id}", &["orders", "7"]), Some(vec![("id".into(), "7".into())]));
        assert_eq!(parameters("/orders/{id}", &["orders"]), None);
        assert_eq!(parameters("/f/{p+}", &["f", "a", "b"]), Some(vec![("p".into(), "a/b".into())]));
        assert_eq!(parameters("/f/{p+}", &["f"]), None);
    }

    #[test]
    fn refuses_what_is_no_pattern() {
        for text in
            ["orders", "", "/a//b", "/a/", "/{id", "/a{id}", "/{}", "/{a b}", "/{p+}/x", "/{a}/{a}", "/a?b=c"]
        {
            let error = PathPattern::parse(text).unwrap_err();
            assert!(error.to_string().contains("is not a path pattern"), "{text}");
        }
    }
}
