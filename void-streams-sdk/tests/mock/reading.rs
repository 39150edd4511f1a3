//! GetRecords.

use std::time::Duration;

use void_streams_sdk::types::StartingPosition;

use crate::support::World;

#[tokio::test]
async fn a_shard_is_read_in_pages() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    for number in 0..25 {
        stream.put("k", number.to_string());
        world.pass(Duration::from_millis(10));
    }
    let shard = &stream.shards()[0].shard_id;
    let first = world.client.get_shard_iterator("orders", shard.clone(), StartingPosition::trim_horizon());
    let mut iterator = Some(first.await.unwrap().shard_iterator);
    let mut texts = Vec::new();
    for (expected, behind) in [(10, 160), (10, 60), (5, 0), (0, 0)] {
        let page = world.client.get_records(iterator.unwrap()).limit(10).await.unwrap();
        assert_eq!(page.records.len(), expected);
        assert_eq!(page.behind_latest(), Duration::from_millis(behind));
        assert!(page.child_shards.is_empty());
        texts.extend(page.records.iter().map(|record| record.text().unwrap().to_owned()));
        iterator = page.next_shard_iterator;
    }
    assert!(iterator.is_some());
    assert_eq!(texts, (0..25).map(|number: i32| number.to_string()).collect::<Vec<_>>());
}
