//! The aggregated record format of the Kinesis Producer Library, written and read.
