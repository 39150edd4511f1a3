//! Shards: split, merged, listed, read to their end.

use void_streams_sdk::{
    Error, ShardId, StartingPosition,
    types::{HashKey, HashKeyRange, Shard, ShardFilter},
};

use super::{
    CaseResult, Target,
    target::{FIRST, texts},
};

const HALF: u128 = 1 << 127;

async fn split(target: &Target, stream: &str) -> Result<Vec<Shard>, Error> {
    target.client().split_shard(stream, FIRST, HALF).await?;
    target.settle(stream).await?;
    target.shards(stream).await
}

/// Reads a closed shard to its end, and gives the text of its records.
async fn read_to_the_end(target: &Target, stream: &str, shard: &ShardId) -> Result<Vec<String>, Error> {
    let client = target.client();
    let answer = client.get_shard_iterator(stream, shard, StartingPosition::trim_horizon()).await?;
    let (mut place, mut data, mut reads) = (Some(answer.shard_iterator), Vec::new(), 0);
    while let Some(iterator) = place {
        let answer = client.get_records(iterator).await?;
        data.extend(texts(&answer.records).into_iter().map(str::to_owned));
        place = answer.next_shard_iterator;
        reads += 1;
        assert!(reads < 20, "the end of {shard} does not come");
    }
    Ok(data)
}

/// A split closes the shard and gives its hash keys to two new ones.
pub async fn a_split_closes_the_parent(target: Target) -> CaseResult {
    let name = target.stream(1).await?;
    let shards = split(&target, &name).await?;
    let [parent, left, right] = &shards[..] else { panic!("{shards:?}") };
    assert!(!parent.is_open() && left.is_open() && right.is_open());
    for child in [left, right] {
        assert!(child.parents().eq([&parent.shard_id]), "{child:?}");
        let ended = parent.sequence_number_range.ending_sequence_number.as_ref();
        assert!(Some(&child.sequence_number_range.starting_sequence_number) > ended, "{child:?}");
    }
    let range = |from, to| HashKeyRange { starting_hash_key: HashKey(from), ending_hash_key: HashKey(to) };
    assert_eq!(left.hash_key_range, range(0, HALF - 1));
    assert_eq!(right.hash_key_range, range(HALF, u128::MAX));
    assert_eq!(target.summary(&name).await?.open_shard_count, 2);
    Ok(())
}

/// A merge closes two neighbours and gives their hash keys to a new shard.
pub async fn a_merge_joins_neighbours(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(2).await?);
    client.merge_shards(&*name, FIRST, "shardId-000000000001").await?;
    target.settle(&name).await?;
    let shards = target.shards(&name).await?;
    let [one, other, merged] = &shards[..] else { panic!("{shards:?}") };
    assert!(!one.is_open() && !other.is_open() && merged.is_open());
    assert!(merged.parents().eq([&one.shard_id, &other.shard_id]), "{merged:?}");
    assert_eq!(merged.hash_key_range, HashKeyRange::FULL);
    assert_eq!(target.summary(&name).await?.open_shard_count, 1);
    Ok(())
}

/// Over a split, a later record of a key has a higher number, and is in the child that has the key.
pub async fn order_goes_on_over_a_split(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    let before = client.put_record(&*name, "key", "before").await?;
    let shards = split(&target, &name).await?;
    let after = client.put_record(&*name, "key", "after").await?;
    let child = shards.iter().find(|shard| shard.shard_id == after.shard_id).expect("it is listed");
    assert!(child.parents().eq([&before.shard_id]));
    assert!(child.hash_key_range.contains(HashKey::of_partition_key("key")));
    assert!(after.sequence_number > before.sequence_number);
    let records = target.read(&name, after.shard_id, StartingPosition::trim_horizon(), 1).await?;
    assert_eq!(texts(&records), ["after"]);
    Ok(())
}

/// A closed shard is read to its end: then there is no next iterator.
pub async fn a_closed_shard_ends(target: Target) -> CaseResult {
    let name = target.stream(1).await?;
    target.put(&name, "key", 3).await?;
    split(&target, &name).await?;
    assert_eq!(read_to_the_end(&target, &name, &FIRST.into()).await?, ["0", "1", "2"]);
    Ok(())
}

/// Closed shards keep their records: parents before children, each record is read once.
pub async fn parents_and_children_have_each_record_once(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(1).await?);
    client.put_records(&*name, target.entries(20)?).await?;
    split(&target, &name).await?;
    client.put_records(&*name, target.entries(20)?).await?;
    client.merge_shards(&*name, "shardId-000000000001", "shardId-000000000002").await?;
    target.settle(&name).await?;
    let shards = target.shards(&name).await?;
    assert_eq!(shards.len(), 4);
    let mut data = Vec::new();
    for shard in shards.iter().filter(|shard| !shard.is_open()) {
        data.extend(read_to_the_end(&target, &name, &shard.shard_id).await?);
    }
    data.sort_by_key(|text| text.parse::<u32>().expect("a number was put"));
    assert_eq!(data, (0..20).flat_map(|n| [n.to_string(), n.to_string()]).collect::<Vec<_>>());
    Ok(())
}

/// ListShards begins after a shard where it is asked to.
pub async fn shards_are_listed_from_one_on(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(4).await?);
    let listed = client.list_shards(&*name).exclusive_start_shard_id("shardId-000000000001").await?.shards;
    let ids: Vec<&str> = listed.iter().map(|shard| shard.shard_id.as_str()).collect();
    assert_eq!(ids, ["shardId-000000000002", "shardId-000000000003"]);
    Ok(())
}

/// ListShards gives pages, whose tokens name the stream.
pub async fn shards_are_listed_page_by_page(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(5).await?);
    let mut page = client.list_shards(&*name).max_results(2).await?;
    let mut counts = vec![page.shards.len()];
    while let Some(token) = page.next_token {
        page = client.list_shards(&*name).next_token(token).max_results(2).await?;
        counts.push(page.shards.len());
    }
    assert_eq!(counts, [2, 2, 1]);
    Ok(())
}

/// ListShards filters by what was open when.
pub async fn shards_are_listed_by_filter(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(2).await?);
    client.split_shard(&*name, FIRST, HALF / 2).await?;
    target.settle(&name).await?;
    for (filter, expected) in [
        (ShardFilter::at_latest(), &[1, 2, 3][..]),
        (ShardFilter::at_trim_horizon(), &[0, 1]),
        (ShardFilter::from_trim_horizon(), &[0, 1, 2, 3]),
        (ShardFilter::after_shard_id("shardId-000000000001"), &[2, 3]),
    ] {
        let listed = client.list_shards(&*name).shard_filter(filter.clone()).await?.shards;
        let ids: Vec<_> = listed.iter().map(|shard| shard.shard_id.as_str()).collect();
        let expected: Vec<_> = expected.iter().map(|n| format!("shardId-{n:012}")).collect();
        assert_eq!(ids, expected, "{filter:?}");
    }
    Ok(())
}

/// UpdateShardCount doubles and halves, and the open shards share the ring evenly.
pub async fn the_shard_count_is_doubled_and_halved(target: Target) -> CaseResult {
    let (client, name) = (target.client(), target.stream(2).await?);
    for (from, to) in [(2, 4), (4, 2)] {
        let answer = client.update_shard_count(&*name, to).await?;
        assert_eq!(
            (answer.current_shard_count, answer.target_shard_count),
            (Some(from), i32::try_from(to).ok())
        );
        assert_eq!(target.settle(&name).await?.open_shard_count, to);
        let mut open: Vec<_> = target
            .shards(&name)
            .await?
            .into_iter()
            .filter(Shard::is_open)
            .map(|shard| shard.hash_key_range)
            .collect();
        open.sort_by_key(|range| range.starting_hash_key);
        let starts: Vec<_> = open.iter().map(|range| range.starting_hash_key.0 >> 64).collect();
        let even: Vec<_> = (0..u128::from(to)).map(|n| (n << 64) / u128::from(to)).collect();
        assert_eq!(starts, even);
    }
    Ok(())
}
