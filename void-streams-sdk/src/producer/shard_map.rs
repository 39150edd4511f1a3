//! [`ShardMap`]: which shard a record will be in.

use crate::{
    client::VoidStreamsClient,
    error::Error,
    operations::{ListShardsRequest, Operation},
    types::{HashKey, HashKeyRange, Shard, ShardFilter, ShardFilterType, ShardId, StreamIdentifier},
};

/// The most pages of shards that are asked for.
const PAGES: usize = 100;

/// The open shards of a stream, as they were when it was asked.
#[derive(Debug)]
pub(super) struct ShardMap {
    /// By their last hash key.
    open: Vec<(HashKeyRange, ShardId)>,
}

impl ShardMap {
    /// Asks the service.
    pub(super) async fn fetch(client: &VoidStreamsClient, stream: &StreamIdentifier) -> Result<Self, Error> {
        let (stream_name, stream_arn) = stream.clone().into_parts();
        let open_now = ShardFilter { kind: ShardFilterType::AtLatest, shard_id: None, timestamp: None };
        let mut request = ListShardsRequest {
            stream_name,
            stream_arn: stream_arn.clone(),
            shard_filter: Some(open_now),
            ..ListShardsRequest::default()
        };
        let mut shards = Vec::new();
        for _page in 0..PAGES {
            let response = client.send(request).await?;
            shards.extend(response.shards);
            let Some(token) = response.next_token else { return Ok(Self::of(shards)) };
            // A token stands for all that was asked.
            request = ListShardsRequest {
                next_token: Some(token),
                stream_arn: stream_arn.clone(),
                ..ListShardsRequest::default()
            };
        }
        Err(Error::invalid_response(ListShardsRequest::NAME, "the pages do not end"))
    }

    pub(super) fn of(shards: Vec<Shard>) -> Self {
        let open = shards.into_iter().filter(Shard::is_open);
        let mut open: Vec<_> = open.map(|shard| (shard.hash_key_range, shard.shard_id)).collect();
        open.sort_unstable_by_key(|(range, _)| range.ending_hash_key);
        Self { open }
    }

    /// The place in the map of the shard that `key` belongs to, where there is one.
    pub(super) fn place_of(&self, key: HashKey) -> Option<usize> {
        let place = self.open.partition_point(|(range, _)| range.ending_hash_key < key);
        self.open.get(place).is_some_and(|(range, _)| range.contains(key)).then_some(place)
    }

    /// The shard at a place.
    pub(super) fn shard(&self, place: usize) -> Option<&ShardId> {
        self.open.get(place).map(|(_, id)| id)
    }

    /// The hash keys of an open shard.
    pub(super) fn range(&self, shard: &ShardId) -> Option<HashKeyRange> {
        self.open.iter().find(|(_, id)| id == shard).map(|(range, _)| *range)
    }
}

#[cfg(test)]
mod tests {
    use super::ShardMap;
    use crate::types::{HashKey, HashKeyRange, SequenceNumberRange, Shard};

    fn shard(id: &str, start: u128, end: u128, ended: Option<&str>) -> Shard {
        Shard {
            shard_id: id.into(),
            parent_shard_id: None,
            adjacent_parent_shard_id: None,
            hash_key_range: HashKeyRange { starting_hash_key: HashKey(start), ending_hash_key: HashKey(end) },
            sequence_number_range: SequenceNumberRange {
                starting_sequence_number: "1".into(),
                ending_sequence_number: ended.map(Into::into),
            },
        }
    }

    #[test]
    fn finds_the_open_shard_of_a_hash_key() {
        let map = ShardMap::of(vec![
            shard("parent", 0, 99, Some("2")),
            shard("high", 50, 99, None),
            shard("low", 0, 49, None),
            shard("beyond", 200, u128::MAX, None),
        ]);
        let found = |key| map.place_of(HashKey(key)).and_then(|place| map.shard(place)).map(|id| id.as_str());
        assert_eq!([found(0), found(49)], [Some("low"); 2]);
        assert_eq!([found(50), found(99)], [Some("high"); 2]);
        assert_eq!([found(100), found(199)], [None; 2], "a gap");
        assert_eq!([found(200), found(u128::MAX)], [Some("beyond"); 2]);
        assert!(map.range(&"parent".into()).is_none() && map.range(&"high".into()).is_some());
    }
}
