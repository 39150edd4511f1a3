//! The names that the wire has as strings.

use crate::wire::string_enum;

string_enum! {
    /// In what state a stream is.
    pub enum StreamStatus {
        /// It is being made: nothing can be put or read yet.
        Creating = "CREATING",
        /// It is being deleted.
        Deleting = "DELETING",
        /// It is there.
        Active = "ACTIVE",
        /// Its shards or its set-up are being changed; records can be put and read all the same.
        Updating = "UPDATING",
    }
}

string_enum! {
    /// Who looks after a stream's capacity.
    pub enum StreamMode {
        /// The caller: the stream has the shards that it was given.
        Provisioned = "PROVISIONED",
        /// The service: the stream gets more shards as it is written to.
        OnDemand = "ON_DEMAND",
    }
}

string_enum! {
    /// How records are encrypted at rest.
    pub enum EncryptionType {
        /// They are not.
        None = "NONE",
        /// With a KMS key.
        Kms = "KMS",
    }
}

string_enum! {
    /// In what state a consumer with enhanced fan-out is.
    pub enum ConsumerStatus {
        /// It is being registered: it can't subscribe yet.
        Creating = "CREATING",
        /// It is being deregistered.
        Deleting = "DELETING",
        /// It can subscribe.
        Active = "ACTIVE",
    }
}

string_enum! {
    /// Where reading of a shard starts.
    pub enum ShardIteratorType {
        /// At the record with a sequence number.
        AtSequenceNumber = "AT_SEQUENCE_NUMBER",
        /// After the record with a sequence number.
        AfterSequenceNumber = "AFTER_SEQUENCE_NUMBER",
        /// At the oldest record that is still kept.
        TrimHorizon = "TRIM_HORIZON",
        /// After the newest record: with what is put from now on.
        Latest = "LATEST",
        /// At the first record that came at a time or later.
        AtTimestamp = "AT_TIMESTAMP",
    }
}

string_enum! {
    /// Which shards are listed.
    pub enum ShardFilterType {
        /// Those after the one with an id, in the order of ids.
        AfterShardId = "AFTER_SHARD_ID",
        /// Those that were open at the oldest moment that is still kept.
        AtTrimHorizon = "AT_TRIM_HORIZON",
        /// Those of which records may still be kept: all.
        FromTrimHorizon = "FROM_TRIM_HORIZON",
        /// Those that are open now.
        AtLatest = "AT_LATEST",
        /// Those that were open at a time.
        AtTimestamp = "AT_TIMESTAMP",
        /// Those that were open at a time, and all later ones.
        FromTimestamp = "FROM_TIMESTAMP",
    }
}

string_enum! {
    /// A metric that is kept for each shard.
    pub enum MetricsName {
        /// Bytes that were put.
        IncomingBytes = "IncomingBytes",
        /// Records that were put.
        IncomingRecords = "IncomingRecords",
        /// Bytes that were read.
        OutgoingBytes = "OutgoingBytes",
        /// Records that were read.
        OutgoingRecords = "OutgoingRecords",
        /// Puts that were throttled.
        WriteProvisionedThroughputExceeded = "WriteProvisionedThroughputExceeded",
        /// Reads that were throttled.
        ReadProvisionedThroughputExceeded = "ReadProvisionedThroughputExceeded",
        /// How old the last record read was.
        IteratorAgeMilliseconds = "IteratorAgeMilliseconds",
        /// All of them.
        All = "ALL",
    }
}

string_enum! {
    /// How UpdateShardCount changes the shards.
    pub enum ScalingType {
        /// To shards of the same size: the only one that there is.
        UniformScaling = "UNIFORM_SCALING",
    }
}

string_enum! {
    /// What decides on a record's shard.
    pub enum RecordDistributionStrategy {
        /// The service, which spreads them evenly and passes over their keys.
        Auto = "AUTO",
        /// The partition key or the explicit hash key.
        UserPartitionKey = "USER_PARTITION_KEY",
    }
}

#[cfg(test)]
mod tests {
    use super::{MetricsName, ShardIteratorType};

    #[test]
    fn names_go_both_ways_and_unknown_ones_are_kept() {
        for name in ShardIteratorType::KNOWN {
            let json = serde_json::to_string(name).unwrap();
            assert_eq!(serde_json::from_str::<ShardIteratorType>(&json).unwrap(), *name);
        }
        let name: MetricsName = serde_json::from_str("\"Colour\"").unwrap();
        assert_eq!(name, MetricsName::Unknown("Colour".to_owned()));
    }
}
