//! `void config`: the settings in force, and where each was found.

use clap::Args;
use serde::Serialize;
use void_core::{Service, config::Setting};

use crate::{
    failure::Failure,
    output::{Console, Show, Style, or_dash, table},
    session::{Endpoint, Session},
};

/// `void config`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  void config
  void config --profile production --output json")]
pub(crate) struct Config {}

/// The settings in force.
#[derive(Debug, Serialize)]
struct Settings {
    messaging: Part,
    streams: Part,
    storage: Part,
    region: Part,
    profile: Part,
    credentials: Part,
}

/// One of them. A value that is a secret, or that is not set, is none.
#[derive(Debug, Serialize)]
struct Part {
    value: Option<String>,
    from: Option<String>,
}

impl Config {
    pub(crate) fn run(&self, session: &Session, console: &Console) -> Result<(), Failure> {
        let messaging = void_messaging_sdk::service();
        let credentials = session.credentials(&messaging).map(str::to_owned);
        console.show(&Settings {
            region: session.region(&messaging).into(),
            credentials: Part { value: None, from: credentials },
            messaging: Part::endpoint(session, &messaging),
            streams: Part::endpoint(session, &void_streams_sdk::service()),
            storage: Part::endpoint(session, &void_storage_sdk::service()),
            profile: Some(session.profile()).into(),
        })
    }
}

impl Part {
    fn endpoint(session: &Session, service: &Service) -> Self {
        match session.endpoint(service) {
            Endpoint::At(setting) => Some(setting).into(),
            Endpoint::Own { origin } => Self { value: None, from: Some(origin) },
        }
    }
}

impl From<Option<Setting>> for Part {
    fn from(setting: Option<Setting>) -> Self {
        let (value, from) = setting.map(|setting| (setting.value, setting.origin)).unzip();
        Self { value, from }
    }
}

impl Show for Settings {
    fn text(&self, style: Style) -> String {
        let own = |part: &Part| {
            let value =
                part.value.clone().or_else(|| part.from.as_ref().map(|_| "the service's own".to_owned()));
            (or_dash(value), or_dash(part.from.as_ref()))
        };
        let plain = |part: &Part| (or_dash(part.value.as_ref()), or_dash(part.from.as_ref()));
        let credentials = match &self.credentials.from {
            Some(from) => ("(not shown)".to_owned(), from.clone()),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let rows = [
            ("messaging", own(&self.messaging)),
            ("streams", own(&self.streams)),
            ("storage", own(&self.storage)),
            ("region", plain(&self.region)),
            ("profile", plain(&self.profile)),
            ("credentials", credentials),
        ];
        table(
            style,
            ["SETTING", "VALUE", "FROM"],
            rows.map(|(name, (value, from))| [name.to_owned(), value, from]),
        )
    }
}
