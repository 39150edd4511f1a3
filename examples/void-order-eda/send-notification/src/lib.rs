//! Writes to the customer when an order was placed and when it was paid.
