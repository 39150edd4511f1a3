//! How far something is, on a terminal; nowhere else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Console;

const BYTES: &str = "{msg} {wide_bar} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec} {eta}";
const COUNT: &str = "{msg} {wide_bar} {pos}/{len}";
const SPINNER: &str = "{spinner} {msg}";

/// A bar for bytes.
pub(crate) fn bytes_bar(console: &Console, what: &str, total: u64) -> ProgressBar {
    bar(console, what, Some(total), BYTES)
}

/// A bar for messages or objects.
pub(crate) fn count_bar(console: &Console, what: &str, total: u64) -> ProgressBar {
    bar(console, what, Some(total), COUNT)
}

/// Something that turns, for what says nothing about how far it is.
pub(crate) fn spinner(console: &Console, what: &str) -> ProgressBar {
    let bar = bar(console, what, None, SPINNER);
    if console.shows_progress() {
        bar.enable_steady_tick(Duration::from_millis(120));
    }
    bar
}

fn bar(console: &Console, what: &str, total: Option<u64>, template: &str) -> ProgressBar {
    if !console.shows_progress() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template).expect("the template is one of those above");
    let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
    bar.with_style(style).with_message(what.to_owned())
}
