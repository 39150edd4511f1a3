//! [ListFunctions](https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html).

use serde_json::{Value, json};

use super::{configuration::configuration, page::Page};
use crate::served::Functions;

/// The most functions in one answer.
pub(super) const MOST: usize = 50;

/// Lists functions, by name.
pub(super) fn list_functions(functions: &Functions, page: Page) -> Value {
    let (page, next) = page.of(functions.describe_all());
    let described: Vec<Value> = page.iter().map(|function| configuration(functions, function)).collect();
    match next {
        Some(marker) => json!({ "Functions": described, "NextMarker": marker }),
        None => json!({ "Functions": described }),
    }
}
