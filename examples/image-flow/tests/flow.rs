//! The whole flow: an upload, a thumbnail, a reference.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use make_thumbnail::{Image, MakeThumbnail, ThumbnailMade};
use void_local::LocalCloud;

const MANIFEST: &str = include_str!("../void.yaml");

async fn cloud() -> LocalCloud {
    let cloud = LocalCloud::builder().seed(1).build();
    let make = |env: &_| MakeThumbnail::from_function_env(env).map(MakeThumbnail::into_handler);
    cloud.deploy(MANIFEST, make).await.unwrap();
    cloud
}

#[tokio::test]
async fn an_upload_becomes_a_thumbnail_and_a_reference_to_it() {
    let cloud = cloud().await;
    let storage = cloud.storage().client();
    let image = Image::draw(256, 128, |x, _| u8::try_from(x).unwrap());
    storage.put_object("photos", "uploads/the cat.pgm", image.write()).await.unwrap();
    cloud.settle().await;

    let messages = cloud.queue("image-events-queue").messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].attribute("EventType"), Some("ThumbnailMade"));
    let event: ThumbnailMade = serde_json::from_str(messages[0].body()).unwrap();
    assert_eq!(event.original.key, "uploads/the cat.pgm");
    assert_eq!(event.thumbnail.key, "thumbnails/the cat.pgm");
    let found = storage.get_ref(&event.thumbnail).await.unwrap();
    let thumbnail = Image::read(&found.body.bytes(1 << 20).await.unwrap()).unwrap();
    assert_eq!(thumbnail.size(), (64, 32));
    assert_eq!(cloud.bucket("photos").keys(), ["thumbnails/the cat.pgm", "uploads/the cat.pgm"]);
}

#[tokio::test]
async fn what_is_no_image_goes_to_the_dead_letter_queue_at_once() {
    let cloud = cloud().await;
    let storage = cloud.storage().client();
    storage.put_object("photos", "uploads/text.pgm", "no image").await.unwrap();
    cloud.advance(Duration::from_secs(1)).await;
    let dead = cloud.queue("make-thumbnail-dlq").messages();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].attribute("ErrorMessage"), Some("not a binary PGM image of 8 bits a pixel"));
    assert!(cloud.queue("image-events-queue").messages().is_empty());
}
