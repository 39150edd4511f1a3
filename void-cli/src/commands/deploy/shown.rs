//! What a deployment does, as it is printed.

use serde::Serialize;
use void_local::control::{Action, DeployResponse, FunctionChange};

use crate::output::{Show, Style};

/// What a deployment does, or did.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    /// Whether it was done.
    pub(super) done: bool,
    /// Where functions' HTTP routes are.
    pub(super) gateway_url: String,
    #[serde(flatten)]
    pub(super) response: DeployResponse,
}

impl Show for Shown {
    fn text(&self, style: Style) -> String {
        let lines = self.response.functions.iter().flat_map(|function| self.lines(function, style));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Shown {
    fn lines(&self, function: &FunctionChange, style: Style) -> Vec<String> {
        let action = match (function.action, self.done) {
            (Action::Create, false) => "create",
            (Action::Create, true) => "created",
            (Action::Change, false) => "change",
            (Action::Change, true) => "changed",
            _ => "unchanged",
        };
        let mut lines = vec![format!("{:<10}{}", action, style.bold(&function.name))];
        if function.action != Action::Unchanged {
            let made =
                [("queue", &function.queues), ("stream", &function.streams), ("bucket", &function.buckets)];
            let made = made.into_iter().flat_map(|(kind, names)| names.iter().map(move |name| (kind, name)));
            lines.extend(made.map(|(kind, name)| format!("          + {kind} {name}")));
        }
        if function.action != Action::Unchanged {
            lines.extend(function.permissions.iter().map(|permission| format!("          may {permission}")));
        }
        let routes = function.routes.iter().map(|route| {
            let (method, path) = route.split_once(' ').unwrap_or(("", route));
            format!("          {method} {}{path}", self.gateway_url)
        });
        lines.extend(routes);
        lines
    }
}
