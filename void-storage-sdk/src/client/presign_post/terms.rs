//! [`Terms`]: what a form has to be like, and the policy that says so.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>

use std::time::Duration;

use http::HeaderName;
use serde::Serialize;
use serde_json::{Value, json};
use void_core::Timestamp;

/// What the service puts the file's name for.
const FILE_NAME: &str = "${filename}";
/// The longest that a form is taken: for so long a key signs.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// The longest key, in bytes.
const KEY_LIMIT: usize = 1024;
/// Fields that are not the caller's to choose.
const RESERVED: &[&str] = &["bucket", "file", "policy", "awsaccesskeyid", "signature"];

/// What a form has to be like.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) bucket: String,
    pub(super) expires_in: Duration,
    /// How many bytes the file may have, from and to.
    pub(super) length: Option<(u64, u64)>,
    /// Names and values, the key's first.
    pub(super) fields: Vec<(String, String)>,
    /// Names, and what the values that whoever posts chooses have to start with.
    prefixes: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Policy<'a> {
    expiration: &'a str,
    conditions: Vec<Value>,
}

impl Terms {
    /// A form for `key`, which is taken for an hour.
    pub(super) fn new(bucket: String, key: String) -> Self {
        let prefix = key.split_once(FILE_NAME).map(|(prefix, _)| ("key".to_owned(), prefix.to_owned()));
        Self {
            bucket,
            expires_in: Duration::from_secs(3600),
            length: None,
            fields: vec![("key".to_owned(), key)],
            prefixes: prefix.into_iter().collect(),
        }
    }

    /// Gives a field a value.
    pub(super) fn set(&mut self, name: String, value: String) {
        put(&mut self.fields, name, value);
    }

    /// Lets whoever posts choose a field's value, which starts so.
    pub(super) fn set_prefix(&mut self, name: String, prefix: String) {
        put(&mut self.prefixes, name, prefix);
    }

    /// Says what no form can be like.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.expires_in < Duration::from_secs(1) || self.expires_in > LONGEST {
            return Err(format!("a form can be posted for 1 s to 7 days, not for {:?}", self.expires_in));
        }
        if let Some((least, most)) = self.length.filter(|(least, most)| least > most) {
            return Err(format!("no file has at least {least} and at most {most} bytes"));
        }
        for (name, value) in &self.fields {
            check_name(name)?;
            let prefix = get(&self.prefixes, name).unwrap_or_default();
            if !value.starts_with(prefix) {
                return Err(format!("{name} has to start with {prefix:?}, which {value:?} does not"));
            }
            match name.to_ascii_lowercase().as_str() {
                "key" if !(1..=KEY_LIMIT).contains(&value.len()) => {
                    return Err(format!("a key has 1 to {KEY_LIMIT} bytes of UTF-8, not {}", value.len()));
                }
                "success_action_status" if !matches!(value.as_str(), "200" | "201" | "204") => {
                    return Err(format!("success_action_status is 200, 201 or 204, not {value}"));
                }
                _ => {}
            }
        }
        self.prefixes.iter().try_for_each(|(name, _)| check_name(name))
    }

    /// The policy: `signed` are the fields that the signature's rules ask for.
    pub(super) fn policy(&self, expiration: Timestamp, signed: &[(String, String)]) -> String {
        let is = |(name, value): &(String, String)| json!({ name.as_str(): value });
        let starts = |(name, prefix): &(String, String)| json!(["starts-with", format!("${name}"), prefix]);
        let chosen = self.fields.iter().filter(|(name, _)| get(&self.prefixes, name).is_none());
        let mut conditions = vec![json!({ "bucket": self.bucket })];
        conditions.extend(chosen.map(is));
        conditions.extend(self.prefixes.iter().map(starts));
        conditions.extend(self.length.map(|(least, most)| json!(["content-length-range", least, most])));
        conditions.extend(signed.iter().map(is));
        let policy = Policy { expiration: &expiration.to_rfc3339(), conditions };
        serde_json::to_string(&policy).expect("texts, numbers and lists of them are JSON")
    }
}

/// Sets the value of a name, of which the case does not matter.
pub(super) fn put(pairs: &mut Vec<(String, String)>, name: String, value: String) {
    match pairs.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
        Some((_, known)) => *known = value,
        None => pairs.push((name, value)),
    }
}

fn get<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Fields are named as headers are.
fn check_name(name: &str) -> Result<(), String> {
    let lower = name.to_ascii_lowercase();
    let is_signature = ["algorithm", "credential", "date", "security-token", "signature"]
        .iter()
        .any(|end| lower.strip_prefix("x-amz-") == Some(end));
    if is_signature || RESERVED.contains(&&*lower) {
        return Err(format!("the field {name} is the client's, or the sender's, to fill in"));
    }
    HeaderName::try_from(name).map(|_| ()).map_err(|_| format!("{name:?} is not the name of a field"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(key: &str) -> Terms {
        Terms::new("photos".to_owned(), key.to_owned())
    }

    fn with(change: impl FnOnce(&mut Terms)) -> Result<(), String> {
        let mut terms = terms("a");
        change(&mut terms);
        terms.check()
    }

    fn policy(terms: &Terms) -> Value {
        let date = ("x-amz-date".to_owned(), "20151229T000000Z".to_owned());
        serde_json::from_str(&terms.policy(Timestamp::from_secs(1_451_476_800), &[date])).unwrap()
    }

    #[test]
    fn a_policy_has_a_condition_of_each_field() {
        let mut terms = terms("a \"b\"/ü");
        terms.set("acl".to_owned(), "public-read".to_owned());
        terms.set("ACL".to_owned(), "private".to_owned());
        terms.set_prefix("Content-Type".to_owned(), "image/".to_owned());
        terms.length = Some((1, 10));
        assert_eq!(
            policy(&terms),
            json!({
                "expiration": "2015-12-30T12:00:00.000Z",
                "conditions": [
                    { "bucket": "photos" },
                    { "key": "a \"b\"/ü" },
                    { "acl": "private" },
                    ["starts-with", "$Content-Type", "image/"],
                    ["content-length-range", 1, 10],
                    { "x-amz-date": "20151229T000000Z" },
                ],
            })
        );
        assert_eq!(terms.check(), Ok(()));
    }

    #[test]
    fn a_key_with_the_files_name_in_it_is_one_that_starts_so() {
        let mut terms = terms("user/${filename}.png");
        assert_eq!(policy(&terms)["conditions"][1], json!(["starts-with", "$key", "user/"]));
        terms.set_prefix("key".to_owned(), "us".to_owned());
        assert_eq!(policy(&terms)["conditions"][1], json!(["starts-with", "$key", "us"]));
        assert_eq!(policy(&terms)["conditions"].as_array().unwrap().len(), 3);
        terms.set_prefix("key".to_owned(), "other/".to_owned());
        assert!(terms.check().unwrap_err().contains("has to start with \"other/\""));
    }

    #[test]
    fn what_no_form_can_be_like_is_refused() {
        let (second, long) = (Duration::from_secs(1), "k".repeat(1025));
        assert_eq!(with(|terms| terms.expires_in = LONGEST), Ok(()));
        assert!(with(|terms| terms.expires_in = LONGEST + second).unwrap_err().contains("1 s to 7 days"));
        assert!(with(|terms| terms.expires_in = second / 2).unwrap_err().contains("1 s to 7 days"));
        assert!(with(|terms| terms.length = Some((2, 1))).unwrap_err().contains("at least 2"));
        for (name, value) in [
            ("key", ""),
            ("key", &*long),
            ("success_action_status", "302"),
            ("policy", "e30="),
            ("File", "x"),
            ("X-Amz-Date", "20151229T000000Z"),
            ("x-amz-meta-a\"b", "x"),
            ("", "x"),
        ] {
            let set = |terms: &mut Terms| terms.set(name.to_owned(), value.to_owned());
            assert!(with(set).is_err(), "{name}: {value}");
            let is_about_its_value = matches!(name, "key" | "success_action_status");
            let choose = |terms: &mut Terms| terms.set_prefix(name.to_owned(), String::new());
            assert_eq!(with(choose).is_ok(), is_about_its_value, "{name}");
        }
    }
}
