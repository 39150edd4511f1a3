//! [`Backend`]: what runs a deployed function.

use std::sync::Arc;

use void_function_sdk::{BoxFunction, Bytes, VoidContext};

use super::request::Answer;
use crate::host::ProcessFunction;

/// What runs a function. The rest of the cloud does not know which.
#[derive(Clone, Debug)]
pub(crate) enum Backend {
    /// A handler in this process.
    Here(BoxFunction),
    /// Processes of its own.
    Processes(Arc<ProcessFunction>),
}

impl Backend {
    pub(crate) async fn invoke(&self, payload: Bytes, context: VoidContext) -> Answer {
        match self {
            Self::Here(function) => function.invoke(payload, context).await,
            Self::Processes(function) => function.invoke(payload, context).await,
        }
    }

    /// It was replaced or removed: what runs comes to its end, and nothing new begins.
    pub(crate) fn close(&self) {
        match self {
            Self::Here(_) => {}
            Self::Processes(function) => function.close(),
        }
    }
}
