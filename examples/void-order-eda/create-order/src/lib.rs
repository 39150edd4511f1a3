//! `POST /orders`: checks an order and publishes `OrderPlaced`.
