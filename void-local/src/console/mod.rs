//! The console page, at `/_void/console`: HTML, CSS and JavaScript that are in the binary. It reads the control API, as the
//! `void` command does, and fetches nothing from anywhere else.

mod pages;

pub(crate) use self::pages::page;
