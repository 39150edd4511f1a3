//! What is printed: [`Console`] writes what implements [`Show`], as text or as JSON.

mod console;
mod done;
mod human;
mod message;
mod progress;
mod record;
mod table;

pub(crate) use self::{
    console::{Console, Show, Style},
    done::Done,
    human::{or_dash, printable, seconds, size, time},
    message::Messages,
    progress::{bytes_bar, count_bar, spinner},
    record::{Record, Records},
    table::{details, table},
};
