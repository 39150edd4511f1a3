//! Charges each order that was placed and publishes `PaymentProcessed`.
