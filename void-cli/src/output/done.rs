//! [`Done`]: the result of what only has to be done.

use serde::Serialize;

use super::{Show, Style};

/// What was done to what: `deleted`, `queue`, `orders`.
#[derive(Debug, Serialize)]
pub(crate) struct Done<'a> {
    pub(crate) action: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
}

impl Show for Done<'_> {
    fn text(&self, _style: Style) -> String {
        format!("{} {} {}", self.action, self.kind, self.name)
    }
}
