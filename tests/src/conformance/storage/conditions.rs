//! Reads and writes on conditions.

use void_storage_sdk::ErrorKind;

use super::{CaseResult, Target, target::refused};

/// A read where the tag matches, and where it does not.
pub async fn a_read_where_the_tag_matches(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let tag = target.client().put_object(bucket.as_str(), "k", "1").await?.e_tag;
    let get = || target.client().get_object(bucket.as_str(), "k");
    assert_eq!(get().if_match(&tag).await?.body.bytes(10).await?, "1");
    refused(get().if_match("0123").await, &[ErrorKind::PreconditionFailed]);
    assert_eq!(get().if_none_match("0123").await?.content_length, 1);
    refused(get().if_none_match(&tag).await, &[ErrorKind::NotModified]);
    refused(
        target.client().head_object(bucket.as_str(), "k").if_none_match(&tag).await,
        &[ErrorKind::NotModified],
    );
    Ok(())
}

/// A read of what changed since a time, and of what did not.
pub async fn a_read_of_what_changed(target: Target) -> CaseResult {
    let bucket = target.bucket_of(&["k"]).await?;
    let get = || target.client().get_object(bucket.as_str(), "k");
    let written = get().await?.last_modified.expect("a time of writing");
    let before = written - std::time::Duration::from_secs(60);
    get().if_modified_since(before).await?;
    refused(get().if_modified_since(written).await, &[ErrorKind::NotModified]);
    get().if_unmodified_since(written).await?;
    refused(get().if_unmodified_since(before).await, &[ErrorKind::PreconditionFailed]);
    Ok(())
}

/// A write where nothing is yet.
pub async fn a_write_where_nothing_is(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let put = |text: &'static str| target.client().put_object(bucket.as_str(), "k", text).if_none_match();
    put("1").await?;
    refused(put("2").await, &[ErrorKind::PreconditionFailed]);
    assert_eq!(target.read(&bucket, "k").await?, "1");
    Ok(())
}

/// A write in the place of what was read.
pub async fn a_write_where_the_tag_matches(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let tag = target.client().put_object(bucket.as_str(), "k", "1").await?.e_tag;
    let put = |text: &'static str| target.client().put_object(bucket.as_str(), "k", text).if_match(&tag);
    put("2").await?;
    refused(put("3").await, &[ErrorKind::PreconditionFailed]);
    assert_eq!(target.read(&bucket, "k").await?, "2");
    let nothing = target.client().put_object(bucket.as_str(), "nothing", "1").if_match(&tag).await;
    refused(nothing, &[ErrorKind::NoSuchKey]);
    Ok(())
}

/// Of many that write where nothing is, one does.
pub async fn of_many_writers_one_wins(target: Target) -> CaseResult {
    let bucket = target.bucket().await?;
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (client, bucket) = (target.client().clone(), bucket.clone());
        writers.spawn(async move {
            client.put_object(bucket, "k", number.to_string()).if_none_match().await.map(|_| number)
        });
    }
    let mut won = Vec::new();
    for written in writers.join_all().await {
        match written {
            Ok(number) => won.push(number.to_string()),
            Err(error) => assert!(
                matches!(error.kind(), ErrorKind::PreconditionFailed | ErrorKind::ConditionalRequestConflict),
                "{error}"
            ),
        }
    }
    assert_eq!(won.len(), 1);
    assert_eq!(target.read(&bucket, "k").await?, won[0]);
    Ok(())
}
