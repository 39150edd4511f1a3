//! Functions as processes: started on demand, each with a Runtime API of its own, limited in memory and time, replaced when they
//! crash or hang.

mod exchange;
mod function;
mod memory;
mod output;
mod pool;
mod process;
mod runtime_api;
mod totals;

pub(crate) use self::{
    function::ProcessFunction,
    pool::Counts,
    process::Program,
    totals::{BOUNDS_SECONDS, Totals},
};
