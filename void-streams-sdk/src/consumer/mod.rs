//! What the Kinesis Client Library does: leases, checkpoints, parents before children, workers that share shards.
