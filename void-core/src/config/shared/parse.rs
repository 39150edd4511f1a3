//! The syntax: sections in brackets, `name = value`, comments, and settings nested under a setting by indentation.

use std::collections::BTreeMap;

/// A section's settings. A nested one is named `outer.inner`.
pub(super) type Settings = BTreeMap<String, String>;

/// The sections of a file in order, by the words in their brackets. A section can come more than once.
pub(super) type Sections = Vec<(String, Settings)>;

/// Reads a file. The error says which line is wrong, and how.
pub(super) fn parse(text: &str) -> Result<Sections, String> {
    let mut sections = Sections::new();
    let mut outer: Option<String> = None;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let refuse = |why: &str| format!("line {}: {why}", index + 1);
        if line.starts_with([' ', '\t']) {
            let Some((_, settings)) = sections.last_mut() else {
                return Err(refuse("a setting in front of the first [section]"));
            };
            let Some(outer) = &outer else {
                return Err(refuse("an indented line with no setting that it could belong to"));
            };
            nest(settings, outer, content).map_err(refuse)?;
        } else if content.starts_with('[') {
            sections.push((heading(content).map_err(refuse)?, Settings::new()));
            outer = None;
        } else {
            let (name, value) = setting(content).map_err(refuse)?;
            let Some((_, settings)) = sections.last_mut() else {
                return Err(refuse("a setting in front of the first [section]"));
            };
            settings.insert(name.clone(), value);
            outer = Some(name);
        }
    }
    Ok(sections)
}

/// `[profile name] # comment`, its words separated by single spaces.
fn heading(line: &str) -> Result<String, &'static str> {
    let (words, rest) = line[1..].split_once(']').ok_or("a [section] without its closing bracket")?;
    let rest = rest.trim_start();
    if !rest.is_empty() && !rest.starts_with(['#', ';']) {
        return Err("something behind the closing bracket of a [section]");
    }
    Ok(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `name = value # comment`. A comment begins with `#` or `;` behind a blank, so that a secret may have either in it.
fn setting(line: &str) -> Result<(String, String), &'static str> {
    let (name, value) = line.split_once('=').ok_or("neither a [section] nor a setting like name = value")?;
    let name = name.trim();
    if name.is_empty() {
        return Err("a setting without a name");
    }
    let comment = [" #", " ;", "\t#", "\t;"].into_iter().filter_map(|mark| value.find(mark)).min();
    let value = comment.map_or(value, |start| &value[..start]).trim();
    Ok((name.to_ascii_lowercase(), value.to_owned()))
}

/// An indented line: a setting under one without a value, else more of the value of the one above.
fn nest(settings: &mut Settings, outer: &str, line: &str) -> Result<(), &'static str> {
    let above = settings.entry(outer.to_owned()).or_default();
    if above.is_empty() {
        let (name, value) = setting(line)?;
        settings.insert(format!("{outer}.{name}"), value);
    } else {
        above.push('\n');
        above.push_str(line);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::parse;

    fn read(text: &str) -> Vec<(String, Vec<(String, String)>)> {
        parse(text)
            .unwrap()
            .into_iter()
            .map(|(name, settings)| (name, settings.into_iter().collect()))
            .collect()
    }

    fn one(text: &str) -> Vec<(String, String)> {
        read(&format!("[default]\n{text}")).remove(0).1
    }

    fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    #[test]
    fn blanks_and_comments_do_not_matter() {
        let text = "\u{feff}# a comment\r\n\r\n[ profile\t dev ] ; another\r\nRegion=eu-west-1\r\n  \r\n; and another\r\n";
        assert_eq!(read(text), [("profile dev".to_owned(), pairs([("region", "eu-west-1")]))]);
        assert_eq!(one("a =  b c  "), pairs([("a", "b c")]));
        assert_eq!(one("a=b=c"), pairs([("a", "b=c")]));
        assert_eq!(one("a ="), pairs([("a", "")]));
    }

    #[test]
    fn a_comment_behind_a_value_has_a_blank_in_front() {
        assert_eq!(one("a = b # c"), pairs([("a", "b")]));
        assert_eq!(one("a = b\t; c"), pairs([("a", "b")]));
        assert_eq!(one("a = b#c;d"), pairs([("a", "b#c;d")]));
        assert_eq!(one("a = # all of it"), pairs([("a", "")]));
    }

    #[test]
    fn settings_are_nested_by_indentation() {
        let expected = pairs([
            ("dynamodb", ""),
            ("dynamodb.endpoint_url", "http://two"),
            ("sqs", ""),
            ("sqs.endpoint_url", "http://one"),
        ]);
        assert_eq!(
            one("sqs =\n  endpoint_url = http://one # why\n\ndynamodb =\n\tendpoint_url=http://two"),
            expected
        );
        assert_eq!(one("a = b\n  c"), pairs([("a", "b\nc")]));
    }

    #[test]
    fn the_last_of_two_settings_counts() {
        assert_eq!(one("a = 1\nA = 2"), pairs([("a", "2")]));
    }

    #[test]
    fn a_line_that_says_nothing_is_an_error_with_its_number() {
        for (text, expected) in [
            ("a = b", "line 1: a setting in front of"),
            ("  a = b", "line 1: a setting in front of"),
            ("[a]\n\n[b", "line 3: a [section] without"),
            ("[a] b", "line 1: something behind"),
            ("[a]\nb", "line 2: neither"),
            ("[a]\n= b", "line 2: a setting without a name"),
            ("[a]\n b = c", "line 2: an indented line"),
            ("[a]\nb =\n c", "line 3: neither"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[\\[\\]a =#;\n\t\r\u{e9}]{0,40}") {
            let _ = parse(&text);
        }
    }
}
