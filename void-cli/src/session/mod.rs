//! Where commands send their calls, and as whom: what was typed, then the environment and the profile, then the local cloud.

mod endpoint;
mod found;
mod open;

pub(crate) use self::{
    endpoint::{Endpoint, LOCAL_CLOUD},
    open::{LOCAL_CREDENTIALS, Session},
};
