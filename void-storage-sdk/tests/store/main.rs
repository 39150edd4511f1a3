//! A bucket as what other crates need of a store.

#[cfg(test)]
mod objects;
#[cfg(test)]
mod payloads;
#[cfg(test)]
mod references;
#[cfg(test)]
mod support;
