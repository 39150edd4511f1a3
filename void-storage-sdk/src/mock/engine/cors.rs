//! CORS: which pages of other origins may use a bucket from a browser.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html>

use super::{Code, Engine, Problem};
use crate::types::CorsRule;

/// How many rules a bucket has at most.
const RULES: usize = 100;
const METHODS: &[&str] = &["GET", "PUT", "HEAD", "POST", "DELETE"];

/// What a page of another origin asks for.
#[derive(Clone, Copy, Debug)]
pub struct CrossOrigin<'a> {
    /// `Origin`.
    pub origin: &'a str,
    /// The method that it would use.
    pub method: &'a str,
    /// The headers that it would send.
    pub headers: &'a [&'a str],
}

impl Engine {
    /// A bucket's rules.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`, `NoSuchCORSConfiguration`.
    pub fn cors(&self, bucket: &str) -> Result<&[CorsRule], Problem> {
        let rules = &self.bucket(bucket)?.cors;
        if rules.is_empty() {
            return Err(Problem::of(Code::NoSuchCorsConfiguration).with("BucketName", bucket));
        }
        Ok(rules)
    }

    /// Gives a bucket rules in place of those that it has.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`; `MalformedXML` for none, more than 100, or one without origins and methods; `InvalidRequest` for a method
    /// that is none, or more than one `*` in an origin or header.
    pub fn set_cors(&mut self, bucket: &str, rules: Vec<CorsRule>) -> Result<(), Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        if rules.is_empty() || rules.len() > RULES {
            return Err(Problem::of(Code::MalformedXml));
        }
        rules.iter().try_for_each(check)?;
        bucket.cors = rules;
        around.set();
        Ok(())
    }

    /// Takes a bucket's rules away.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub fn delete_cors(&mut self, bucket: &str) -> Result<(), Problem> {
        let (bucket, mut around) = self.bucket_and_rest(bucket)?;
        bucket.cors.clear();
        around.set();
        Ok(())
    }

    /// The first rule that lets a page use the bucket.
    #[must_use]
    pub fn cors_rule(&self, bucket: &str, asked: &CrossOrigin<'_>) -> Option<&CorsRule> {
        let rules = &self.bucket(bucket).ok()?.cors;
        rules.iter().find(|rule| {
            let fits =
                |patterns: &[String], text: &str| patterns.iter().any(|pattern| matches(pattern, text));
            fits(&rule.allowed_origins, asked.origin)
                && rule.allowed_methods.iter().any(|method| method == asked.method)
                && asked.headers.iter().all(|header| {
                    rule.allowed_headers
                        .iter()
                        .any(|pattern| matches(&pattern.to_ascii_lowercase(), &header.to_ascii_lowercase()))
                })
        })
    }
}

fn check(rule: &CorsRule) -> Result<(), Problem> {
    if rule.allowed_methods.is_empty() || rule.allowed_origins.is_empty() {
        return Err(Problem::of(Code::MalformedXml));
    }
    if let Some(method) = rule.allowed_methods.iter().find(|method| !METHODS.contains(&method.as_str())) {
        return Err(Problem::request(format!(
            "Found unsupported HTTP method in CORS config. Unsupported method is {method}"
        )));
    }
    for (kind, patterns) in
        [("AllowedOrigin", &rule.allowed_origins), ("AllowedHeader", &rule.allowed_headers)]
    {
        if let Some(pattern) = patterns.iter().find(|pattern| pattern.matches('*').count() > 1) {
            return Err(Problem::request(format!(
                "{kind} \"{pattern}\" can not have more than one wildcard."
            )));
        }
    }
    Ok(())
}

/// Whether a text is as a pattern says, in which one `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => {
            text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
        }
    }
}
