//! Books a parcel for each order that was placed.
