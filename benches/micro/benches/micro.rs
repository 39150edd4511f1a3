//! What a user pays for, in time. `cargo bench`, or `cargo bench -- engine`.

use criterion::{Criterion, criterion_group, criterion_main};

fn benches(criterion: &mut Criterion) {
    void_benches::client::benches(criterion);
    void_benches::engine::benches(criterion);
    void_benches::request::benches(criterion);
    void_benches::runtime::benches(criterion);
    void_benches::storage::benches(criterion);
    void_benches::streams::benches(criterion);
}

criterion_group!(micro, benches);
criterion_main!(micro);
