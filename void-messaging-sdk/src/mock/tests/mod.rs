//! Tests of the backend through its public API.
mod first_slice;
