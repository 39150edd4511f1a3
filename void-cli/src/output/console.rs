//! [`Console`]: the standard output and error of the command.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;
use serde_json::json;
use void_local::logs::LogLevel;

use super::printable;
use crate::{
    cli::{Format, Global},
    exit::Exit,
    failure::Failure,
};

/// A result that can be printed as text; `Serialize` says what it is as JSON.
pub(crate) trait Show: Serialize {
    /// The text, without a line end at its end; empty where there is nothing to say.
    fn text(&self, style: Style) -> String;
}

/// The standard output and error of the command, as the options and the terminal have them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    format: Format,
    style: Style,
    error_style: Style,
}

/// What is bold and in colour: nothing, unless it goes to a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    colour: bool,
}

impl Console {
    pub(crate) fn new(global: &Global) -> Self {
        let style = |choice| Style { colour: !global.no_color && choice != ColorChoice::Never };
        Self {
            format: global.output,
            style: style(AutoStream::choice(&io::stdout())),
            error_style: style(AutoStream::choice(&io::stderr())),
        }
    }

    /// Prints a result: its text, or one JSON document.
    pub(crate) fn show(&self, value: &impl Show) -> Result<(), Failure> {
        match self.format {
            Format::Text => self.print(&value.text(self.style)),
            Format::Json => self.print(&serde_json::to_string_pretty(value).map_err(io::Error::from)?),
        }
    }

    /// Prints one of many results: its text, or one line of JSON.
    pub(crate) fn show_line(&self, value: &impl Show) -> Result<(), Failure> {
        match self.format {
            Format::Text => self.print(&value.text(self.style)),
            Format::Json => self.print(&serde_json::to_string(value).map_err(io::Error::from)?),
        }
    }

    /// Prints bytes as they are.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut output = io::stdout().lock();
        output.write_all(bytes)?;
        Ok(output.flush()?)
    }

    /// Tells a person something beside the result. It goes to the standard error, and nowhere when that is gone.
    pub(crate) fn warn(&self, text: &str) {
        drop(writeln!(
            io::stderr(),
            "{}: {text}",
            self.error_style.paint("warning", anstyle::AnsiColor::Yellow)
        ));
    }

    /// As [`warn`](Self::warn), where nothing is wrong.
    pub(crate) fn note(&self, text: &str) {
        drop(writeln!(io::stderr(), "{text}"));
    }

    /// Prints why the command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        if failure.exit == Exit::Done {
            return;
        }
        let text = match self.format {
            Format::Text => {
                let error = self.error_style.paint("error", anstyle::AnsiColor::Red);
                let hint = failure.hint.iter().map(|hint| format!("\n  {hint}")).collect::<String>();
                format!("{error}: {}{hint}", printable(&failure.message))
            }
            Format::Json => json!({"error": {
                "code": failure.code,
                "message": failure.message,
                "hint": failure.hint,
                "exit_code": failure.exit as u8,
            }})
            .to_string(),
        };
        drop(writeln!(io::stderr(), "{text}"));
    }

    /// Whether progress is shown: to a person, who looks at a terminal.
    pub(crate) fn shows_progress(&self) -> bool {
        self.format == Format::Text && io::stderr().is_terminal()
    }

    fn print(&self, text: &str) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        let mut line = String::with_capacity(text.len() + 1);
        line.push_str(text);
        line.push('\n');
        self.bytes(line.as_bytes())
    }
}

impl Style {
    /// Nothing but letters.
    #[cfg(test)]
    pub(crate) const PLAIN: Self = Self { colour: false };

    /// The heading of a table or of a part.
    pub(crate) fn bold(self, text: &str) -> String {
        self.wrap(text, anstyle::Style::new().bold())
    }

    /// A level of a log, in five letters.
    pub(crate) fn level(self, level: LogLevel) -> String {
        let text = format!("{level:<5}");
        match level {
            LogLevel::Error => self.paint(&text, anstyle::AnsiColor::Red),
            LogLevel::Warn => self.paint(&text, anstyle::AnsiColor::Yellow),
            _ => text,
        }
    }

    /// A name among others: the same colour each time.
    pub(crate) fn name(self, text: &str) -> String {
        use anstyle::AnsiColor::{Blue, BrightBlue, BrightCyan, BrightMagenta, Cyan, Green, Magenta};
        const COLOURS: [anstyle::AnsiColor; 7] =
            [Cyan, Magenta, Green, Blue, BrightCyan, BrightMagenta, BrightBlue];
        let sum: usize = text.bytes().map(usize::from).sum();
        self.paint(text, COLOURS[sum % COLOURS.len()])
    }

    /// What went wrong.
    pub(crate) fn failure(self, text: &str) -> String {
        self.paint(text, anstyle::AnsiColor::Red)
    }

    fn paint(self, text: &str, colour: anstyle::AnsiColor) -> String {
        self.wrap(text, colour.on_default().bold())
    }

    fn wrap(self, text: &str, style: anstyle::Style) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::Style;

    #[test]
    fn only_what_is_in_colour_has_escapes() {
        assert_eq!(Style::PLAIN.bold("NAME"), "NAME");
        assert_eq!(Style { colour: true }.bold("NAME"), "\u{1b}[1mNAME\u{1b}[0m");
    }
}
