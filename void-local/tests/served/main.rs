//! The served cloud: function processes, the gateway, the control API.
#![expect(clippy::unwrap_used, reason = "tests")]

mod console;
mod flows;
mod lambda;
mod lasting;
mod metrics;
mod permissions;
mod processes;
mod reset;
mod signatures;
mod support;
mod traces;
mod worker;
