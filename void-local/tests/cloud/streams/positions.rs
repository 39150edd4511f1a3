//! Where functions begin, and that each of them has a place of its own.

use std::time::Duration;

use super::reader::{Reader, Shard, deploy, put, put_into, reading};
use crate::support::cloud;

#[tokio::test]
async fn functions_read_one_stream_independently() {
    let cloud = cloud();
    let (fast, failing) = (Reader::of(&cloud), Reader::failing_on(&cloud, "b"));
    deploy(&cloud, "fast", &["batchSize: 1"], &fast).await;
    deploy(&cloud, "failing", &["batchSize: 1", "deadLetterQueue: dlq", "maxRetries: 1"], &failing).await;
    put(&cloud, &[("k", "a"), ("k", "b"), ("k", "c")]);
    cloud.settle().await;
    assert_eq!(fast.texts().concat(), ["a", "b", "c"]);
    assert_eq!(fast.times(), [0.0; 3], "another function's failure is none of its business");
    assert_eq!(failing.texts().concat(), ["a", "b", "b", "c"]);
    assert_eq!(cloud.stream("clicks").records().len(), 3, "reading takes nothing out");
}

#[tokio::test]
async fn begins_where_it_is_told() {
    let cloud = cloud();
    cloud.streams().create_stream("clicks", 2);
    put_into(&cloud, Shard::First, &["0"]);
    put_into(&cloud, Shard::Last, &["1"]);
    cloud.advance(Duration::from_secs(60)).await;
    put_into(&cloud, Shard::First, &["2"]);
    put_into(&cloud, Shard::Last, &["3"]);
    cloud.advance(Duration::from_secs(60)).await;
    let readers = [Reader::of(&cloud), Reader::of(&cloud), Reader::of(&cloud), Reader::of(&cloud)];
    // A seeded cloud's time begins with 2026.
    deploy(&cloud, "default", &[], &readers[0]).await;
    deploy(&cloud, "oldest", &["startingPosition: TRIM_HORIZON"], &readers[1]).await;
    deploy(&cloud, "latest", &["startingPosition: LATEST"], &readers[2]).await;
    deploy(&cloud, "from", &["startingPosition: 2026-01-01T00:00:30Z"], &readers[3]).await;
    put_into(&cloud, Shard::First, &["4"]);
    put_into(&cloud, Shard::Last, &["5"]);
    cloud.settle().await;
    let texts = readers.map(|reader| reader.texts());
    assert_eq!(texts[0], [["0", "2", "4"], ["1", "3", "5"]]);
    assert_eq!(texts[1], texts[0]);
    assert_eq!(texts[2], [["4"], ["5"]]);
    assert_eq!(texts[3], [["2", "4"], ["3", "5"]]);
}

#[tokio::test]
async fn goes_on_where_it_was_when_its_function_is_deployed_again() {
    let cloud = cloud();
    let (first, second) = (Reader::of(&cloud), Reader::of(&cloud));
    deploy(&cloud, "count", &[], &first).await;
    put(&cloud, &[("k", "a")]);
    cloud.settle().await;
    put(&cloud, &[("k", "b")]);
    deploy(&cloud, "count", &["startingPosition: LATEST"], &second).await;
    put(&cloud, &[("k", "c")]);
    cloud.settle().await;
    assert_eq!(
        (first.texts(), second.texts()),
        (vec![vec!["a".to_owned()]], vec![vec!["b".to_owned(), "c".to_owned()]])
    );
}

#[tokio::test]
async fn a_function_that_is_deployed_without_its_stream_reads_no_more() {
    let cloud = cloud();
    let (first, second) = (Reader::of(&cloud), Reader::of(&cloud));
    deploy(&cloud, "count", &[], &first).await;
    cloud.deploy(reading("count", "other", &[]).as_str(), |_| second.clone()).await.unwrap();
    put(&cloud, &[("k", "a")]);
    cloud.stream("other").put("k", "b");
    cloud.settle().await;
    assert_eq!((first.texts().len(), second.texts()), (0, vec![vec!["b".to_owned()]]));
}

#[tokio::test]
async fn a_time_in_the_future_a_second_event_of_a_stream_and_another_handler_are_refused() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    let refused = async |yaml: String| {
        let error = cloud.deploy(yaml.as_str(), |_| reader.clone()).await.unwrap_err().to_string();
        assert!(cloud.streams().stream_names().is_empty(), "nothing is deployed by half");
        error
    };
    let error = refused(reading("count", "clicks", &["startingPosition: 2026-01-01T00:00:01Z"])).await;
    assert!(
        error.contains("void.yaml:6:7: `startingPosition`: 2026-01-01T00:00:01.000Z is in the future"),
        "{error}"
    );
    let twice = reading("count", "clicks", &[]) + "  - stream: {name: clicks}\n";
    assert!(refused(twice).await.contains("void.yaml:7:13: the function reads the stream `clicks` twice"));
    let queue = reading("count", "clicks", &[]) + "  - queue: {name: orders}\n";
    let error = refused(queue).await;
    assert!(error.contains("`queue` sends a queue event, but the handler takes a stream event"), "{error}");
}

#[tokio::test]
async fn a_stream_that_is_made_again_is_read_from_its_beginning() {
    let cloud = cloud();
    let reader = Reader::of(&cloud);
    deploy(&cloud, "count", &[], &reader).await;
    put(&cloud, &[("k", "a"), ("k", "b")]);
    cloud.settle().await;
    cloud.streams().reset();
    cloud.settle().await;
    cloud.streams().create_stream("clicks", 1);
    put(&cloud, &[("k", "c")]);
    cloud.settle().await;
    assert_eq!(reader.texts().concat(), ["a", "b", "c"]);
}
