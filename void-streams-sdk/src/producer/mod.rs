//! A producer that batches: count, bytes and linger, with back-pressure, ordered within a partition key.
