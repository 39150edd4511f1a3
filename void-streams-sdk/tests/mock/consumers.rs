//! Consumers with enhanced fan-out: registering, finding, listing, deregistering.

use std::time::Duration;

use void_streams_sdk::{
    Error, ErrorKind,
    mock::MockStream,
    operations::RegisterStreamConsumerResponse,
    types::{Consumer, ConsumerIdentifier, ConsumerStatus, StreamArn},
};

use crate::support::World;

const TRANSITION: Duration = Duration::from_secs(10);

fn slow() -> World {
    World::with(|builder| builder.transition_time(TRANSITION))
}

async fn register(world: &World, stream: &MockStream, name: &str) -> Result<Consumer, Error> {
    let response = world.without_retries().register_stream_consumer(stream.arn(), name).await;
    response.map(|RegisterStreamConsumerResponse { consumer }| consumer)
}

async fn status(world: &World, consumer: &Consumer) -> Result<ConsumerStatus, ErrorKind> {
    let response = world.client.describe_stream_consumer(&consumer.consumer_arn).await;
    response.map(|response| response.consumer_description.consumer_status).map_err(|error| error.kind())
}

#[tokio::test]
async fn a_consumer_is_made_and_deleted_in_the_time_that_it_takes() {
    let world = slow();
    let stream = world.mock.create_stream("orders", 1);
    let consumer = register(&world, &stream, "billing").await.unwrap();
    assert_eq!(consumer.consumer_status, ConsumerStatus::Creating);
    let arn = format!("{}/consumer/billing:1700000000", stream.arn());
    assert_eq!(consumer.consumer_arn, *arn);

    world.pass(TRANSITION - Duration::from_millis(1));
    assert_eq!(status(&world, &consumer).await, Ok(ConsumerStatus::Creating));
    assert_eq!(world.mock.next_wakeup(), Some(consumer.consumer_creation_timestamp + TRANSITION));
    world.pass(Duration::from_millis(1));
    assert_eq!(status(&world, &consumer).await, Ok(ConsumerStatus::Active));

    world.client.deregister_stream_consumer(&consumer.consumer_arn).await.unwrap();
    world.client.deregister_stream_consumer(&consumer.consumer_arn).await.unwrap();
    world.pass(TRANSITION - Duration::from_millis(1));
    assert_eq!(status(&world, &consumer).await, Ok(ConsumerStatus::Deleting));
    assert_eq!(register(&world, &stream, "billing").await.unwrap_err().kind(), ErrorKind::ResourceInUse);
    world.pass(Duration::from_millis(1));
    assert_eq!(status(&world, &consumer).await, Err(ErrorKind::ResourceNotFound));
}

#[tokio::test]
async fn a_consumer_is_named_by_its_arn_or_its_stream_and_name() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    let consumer = register(&world, &stream, "billing").await.unwrap();
    let named: [ConsumerIdentifier; 2] = [(&consumer.consumer_arn).into(), (stream.arn(), "billing").into()];
    for named in named {
        let response = world.client.describe_stream_consumer(named).await.unwrap();
        let description = response.consumer_description;
        assert_eq!(description.consumer_arn, consumer.consumer_arn);
        assert_eq!(description.consumer_name, "billing");
        assert_eq!(description.stream_arn, stream.arn());
        assert_eq!(description.consumer_creation_timestamp, consumer.consumer_creation_timestamp);
    }
    let arn = consumer.consumer_arn.as_str();
    for (unknown, kind) in [
        (ConsumerIdentifier::from((stream.arn(), "other")), ErrorKind::ResourceNotFound),
        (arn.replace("billing", "other").into(), ErrorKind::ResourceNotFound),
        (arn.replace("1700000000", "1700000001").into(), ErrorKind::ResourceNotFound),
        (arn.replace("orders", "others").into(), ErrorKind::ResourceNotFound),
        (arn.replace("us-east-1", "us-east-2").into(), ErrorKind::ResourceNotFound),
        (stream.arn().as_str().into(), ErrorKind::Validation),
    ] {
        let error = world.client.describe_stream_consumer(&unknown).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{unknown:?}: {error}");
        let error = world.client.deregister_stream_consumer(&unknown).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{unknown:?}: {error}");
    }
}

#[tokio::test]
async fn a_consumer_that_is_registered_again_has_another_arn() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    let first = register(&world, &stream, "billing").await.unwrap();
    assert_eq!(register(&world, &stream, "billing").await.unwrap_err().kind(), ErrorKind::ResourceInUse);
    world.client.deregister_stream_consumer((stream.arn(), "billing")).await.unwrap();
    let second = register(&world, &stream, "billing").await.unwrap();
    assert_ne!(first.consumer_arn, second.consumer_arn);
    assert_eq!(status(&world, &first).await, Err(ErrorKind::ResourceNotFound));
    assert_eq!(status(&world, &second).await, Ok(ConsumerStatus::Active));
}

#[tokio::test]
async fn a_stream_has_at_most_twenty_consumers_and_five_are_made_at_a_time() {
    let world = slow();
    let (one, other) = (world.mock.create_stream("one", 1), world.mock.create_stream("other", 1));
    for number in 0..5 {
        register(&world, &one, &format!("c{number}")).await.unwrap();
    }
    assert_eq!(register(&world, &other, "c").await.unwrap_err().kind(), ErrorKind::LimitExceeded);
    for number in 5..20 {
        world.pass(TRANSITION);
        register(&world, &one, &format!("c{number}")).await.unwrap();
    }
    world.pass(TRANSITION);
    let error = register(&world, &one, "c20").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded);
    world.client.deregister_stream_consumer((one.arn(), "c7")).await.unwrap();
    assert_eq!(register(&world, &one, "c20").await.unwrap_err().kind(), ErrorKind::LimitExceeded);
    world.pass(TRANSITION);
    register(&world, &one, "c20").await.unwrap();
}

#[tokio::test]
async fn consumers_are_listed_page_by_page() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    for number in 0..7 {
        register(&world, &stream, &format!("c{number}")).await.unwrap();
    }
    let mut names = Vec::new();
    let mut page = world.client.list_stream_consumers(stream.arn()).max_results(3).await.unwrap();
    let first_token = page.next_token.clone().unwrap();
    loop {
        names.extend(page.consumers.iter().map(|consumer| consumer.consumer_name.to_string()));
        let Some(token) = page.next_token else { break };
        page =
            world.client.list_stream_consumers(stream.arn()).max_results(3).next_token(token).await.unwrap();
    }
    assert_eq!(names, (0..7).map(|number| format!("c{number}")).collect::<Vec<_>>());

    let other = world.mock.create_stream("other", 1);
    let go_on = |arn: StreamArn, token: String| world.client.list_stream_consumers(arn).next_token(token);
    for (arn, token) in [
        (other.arn(), first_token.clone()),
        (stream.arn(), "AAAA".to_owned()),
        (stream.arn(), "?".to_owned()),
    ] {
        assert_eq!(go_on(arn, token).await.unwrap_err().kind(), ErrorKind::InvalidArgument);
    }
    world.pass(Duration::from_secs(300));
    assert_eq!(go_on(stream.arn(), first_token.clone()).await.unwrap().consumers.len(), 4);
    world.pass(Duration::from_millis(1));
    let error = go_on(stream.arn(), first_token).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ExpiredNextToken);
}

#[tokio::test]
async fn what_can_t_be_is_refused() {
    let world = World::new();
    let stream = world.mock.create_stream("orders", 1);
    let missing = StreamArn::from(stream.arn().as_str().replace("orders", "none"));
    let error = world.client.register_stream_consumer(missing, "c").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
    for name in ["", "a b", &"a".repeat(129)] {
        let error = world.client.register_stream_consumer(stream.arn(), name).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{name:?}");
    }
    let tagged = (0..51).fold(world.client.register_stream_consumer(stream.arn(), "c"), |call, number| {
        call.tag(format!("key-{number}"), "value")
    });
    assert_eq!(tagged.await.unwrap_err().kind(), ErrorKind::InvalidArgument);
    let made_at = void_core::Timestamp::from_secs(1_600_000_000);
    let call = world.client.list_stream_consumers(stream.arn()).stream_creation_timestamp(made_at);
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::ResourceNotFound);
}
