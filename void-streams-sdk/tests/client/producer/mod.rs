//! The producer under paused time: batches, order, results, aggregation.

mod aggregating;
mod batching;
mod closing;
mod mock;
mod ordering;
mod results;
mod support;
