//! Buckets: which there are, and what is set for them.

use void_storage_sdk::{
    ErrorKind,
    mock::MockStorage,
    types::{CorsRule, Tag, VersioningStatus},
};

#[tokio::test]
async fn buckets_are_made_listed_and_deleted() {
    let storage = MockStorage::builder().region("eu-west-1").build();
    let client = storage.client();
    for name in ["photos", "invoices", "photos-2"] {
        client.create_bucket(name).await.unwrap();
    }
    let error = client.create_bucket("photos").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BucketAlreadyOwnedByYou);
    let names = |page: void_storage_sdk::operations::ListBucketsResponse| {
        page.buckets.into_iter().map(|bucket| bucket.name).collect::<Vec<_>>()
    };
    assert_eq!(names(client.list_buckets().await.unwrap()), ["invoices", "photos", "photos-2"]);
    let page = client.list_buckets().prefix("ph").max_buckets(1).await.unwrap();
    let token = page.continuation_token.clone().unwrap();
    assert_eq!(page.buckets[0].bucket_region.as_deref(), Some("eu-west-1"));
    assert_eq!(names(page), ["photos"]);
    let page = client.list_buckets().prefix("ph").max_buckets(1).continuation_token(token).await.unwrap();
    assert!(page.continuation_token.is_none());
    assert_eq!(names(page), ["photos-2"]);
    let error = client.list_buckets().continuation_token("photos").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "a token is not a name");
    assert_eq!(client.list_buckets().max_buckets(0).await.unwrap_err().kind(), ErrorKind::InvalidArgument);

    let head = client.head_bucket("photos").await.unwrap();
    assert_eq!(head.bucket_region.as_deref(), Some("eu-west-1"));
    assert_eq!(client.get_bucket_location("photos").await.unwrap().region(), "eu-west-1");
    client.put_object("photos", "a", "x").await.unwrap();
    assert_eq!(client.delete_bucket("photos").await.unwrap_err().kind(), ErrorKind::BucketNotEmpty);
    client.delete_object("photos", "a").await.unwrap();
    client.delete_bucket("photos").await.unwrap();
    assert_eq!(client.head_bucket("photos").await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(client.delete_bucket("photos").await.unwrap_err().kind(), ErrorKind::NoSuchBucket);
}

#[tokio::test]
async fn every_bucket_is_on_one_page_whatever_the_size_of_pages() {
    let storage = MockStorage::new();
    for name in ["a.b", "a-b", "abc", "abc-d", "abd", "zoo"] {
        storage.create_bucket(name);
    }
    let client = storage.client();
    for (prefix, expected) in [
        ("", vec!["a-b", "a.b", "abc", "abc-d", "abd", "zoo"]),
        ("ab", vec!["abc", "abc-d", "abd"]),
        ("abc-", vec!["abc-d"]),
        ("b", vec![]),
    ] {
        for size in 1..=7 {
            let listed =
                client.list_buckets().prefix(prefix).max_buckets(size).items().collect().await.unwrap();
            let names: Vec<_> = listed.into_iter().map(|bucket| bucket.name).collect();
            assert_eq!(names, expected, "{prefix} by {size}");
        }
    }
    let elsewhere = client.list_buckets().bucket_region("eu-west-1").await.unwrap();
    assert!(elsewhere.buckets.is_empty() && elsewhere.continuation_token.is_none());
}

#[tokio::test]
async fn an_upload_that_is_not_completed_goes_with_its_bucket() {
    let storage = MockStorage::new();
    let client = storage.client();
    client.create_bucket("photos").await.unwrap();
    let upload = client.create_multipart_upload("photos", "a").await.unwrap();
    client.upload_part("photos", "a", upload.upload_id().clone(), 1, "x").await.unwrap();
    client.delete_bucket("photos").await.unwrap();
    client.create_bucket("photos").await.unwrap();
    assert!(client.list_multipart_uploads("photos").await.unwrap().uploads.is_empty());
    let error = client.list_parts("photos", "a", upload.upload_id().clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchUpload);
}

#[tokio::test]
async fn a_second_bucket_of_the_same_name_is_the_first_in_us_east_1_alone() {
    let client = MockStorage::new().client();
    client.create_bucket("photos").await.unwrap();
    client.create_bucket("photos").await.unwrap();
    assert_eq!(client.get_bucket_location("photos").await.unwrap().region(), "us-east-1");
}

#[tokio::test]
async fn names_that_no_bucket_can_have_are_refused() {
    let client = MockStorage::new().client();
    for name in [
        "ab",
        &"a".repeat(64),
        "Photos",
        "a_b",
        "-ab",
        "ab-",
        "a..b",
        "192.168.5.4",
        ".ab",
        "a b",
        "xn--a",
        "a--x-s3",
    ] {
        assert_eq!(
            client.create_bucket(name).await.unwrap_err().kind(),
            ErrorKind::InvalidBucketName,
            "{name}"
        );
    }
    for name in ["abc", &"a".repeat(63), "a.b-c", "123"] {
        client.create_bucket(name).await.unwrap();
    }
}

#[tokio::test]
async fn versioning_is_switched_on_and_suspended_and_never_off() {
    let client = MockStorage::new().client();
    client.create_bucket("photos").await.unwrap();
    assert_eq!(client.get_bucket_versioning("photos").await.unwrap().configuration.status, None);
    for status in [VersioningStatus::Enabled, VersioningStatus::Suspended] {
        client.put_bucket_versioning("photos", status.clone()).await.unwrap();
        assert_eq!(client.get_bucket_versioning("photos").await.unwrap().configuration.status, Some(status));
    }
    let error = client.put_bucket_versioning("photos", VersioningStatus::from("Off")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MalformedXml);
}

#[tokio::test]
async fn a_bucket_has_tags_until_they_are_taken_away() {
    let client = MockStorage::new().client();
    client.create_bucket("photos").await.unwrap();
    let none = client.get_bucket_tagging("photos").await.unwrap_err();
    assert_eq!(none.kind(), ErrorKind::NoSuchConfiguration);
    client.put_bucket_tagging("photos", [("team", "blue"), ("cost", "7")]).await.unwrap();
    let tags = client.get_bucket_tagging("photos").await.unwrap().tagging.tag_set;
    assert_eq!(tags, [Tag::new("team", "blue"), Tag::new("cost", "7")]);
    client.delete_bucket_tagging("photos").await.unwrap();
    client.get_bucket_tagging("photos").await.unwrap_err();
    let many = (0..51).map(|number| (number.to_string(), "x"));
    assert_eq!(client.put_bucket_tagging("photos", many).await.unwrap_err().kind(), ErrorKind::BadRequest);
}

#[tokio::test]
async fn an_objects_tags_come_with_it_and_are_changed_without_it() {
    let storage = MockStorage::new();
    let client = storage.client();
    storage.create_bucket("photos").enable_versioning();
    let first = client.put_object("photos", "a", "x").tags([("k", "v 1"), ("k+2", "ü")]).await.unwrap();
    assert_eq!(client.get_object("photos", "a").await.unwrap().tag_count, Some(2));
    client.put_object("photos", "a", "y").await.unwrap();
    client.put_object_tagging("photos", "a", [("now", "here")]).await.unwrap();
    let id = first.version_id.unwrap();
    let old = client.get_object_tagging("photos", "a").version_id(id.clone()).await.unwrap();
    assert_eq!(old.tagging.tag_set, [Tag::new("k", "v 1"), Tag::new("k+2", "ü")]);
    let now = client.get_object_tagging("photos", "a").await.unwrap();
    assert_eq!(now.tagging.tag_set, [Tag::new("now", "here")]);
    client.delete_object_tagging("photos", "a").version_id(id.clone()).await.unwrap();
    let old = client.get_object_tagging("photos", "a").version_id(id).await.unwrap();
    assert_eq!(old.tagging.tag_set, []);
    assert_eq!(client.get_object_tagging("photos", "b").await.unwrap_err().kind(), ErrorKind::NoSuchKey);
}

#[tokio::test]
async fn tags_that_are_none_are_refused() {
    let storage = MockStorage::new();
    let client = storage.client();
    storage.create_bucket("photos");
    client.put_object("photos", "a", "x").await.unwrap();
    let (long, longer) = ("k".repeat(129), "v".repeat(257));
    for tags in [
        vec![("a", "1"), ("a", "2")],
        vec![("", "1")],
        vec![(&*long, "1")],
        vec![("a", &*longer)],
        vec![("aws:a", "1")],
        vec![("a|b", "1")],
        (0..11).map(|_| ("a", "1")).collect(),
    ] {
        let error = client.put_object_tagging("photos", "a", tags.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest, "{tags:?}");
    }
    assert_eq!(client.get_object_tagging("photos", "a").await.unwrap().tagging.tag_set, []);
}

#[tokio::test]
async fn a_policy_is_kept_as_it_was_given_where_it_is_one() {
    let client = MockStorage::new().client();
    client.create_bucket("photos").await.unwrap();
    assert_eq!(client.get_bucket_policy("photos").await.unwrap_err().kind(), ErrorKind::NoSuchConfiguration);
    let policy = r#"{"Version":"2012-10-17", "Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
        "Resource":"arn:aws:s3:::photos/*"}]}"#;
    client.put_bucket_policy("photos", policy).await.unwrap();
    for bad in
        ["", "x", "[]", "{}", r#"{"Statement":[{"Effect":"Maybe"}]}"#, &policy.replace("Principal", "Nobody")]
    {
        client.put_bucket_policy("photos", bad).await.unwrap_err();
    }
    assert_eq!(client.get_bucket_policy("photos").await.unwrap().policy, policy);
    client.delete_bucket_policy("photos").await.unwrap();
    client.get_bucket_policy("photos").await.unwrap_err();
}

#[tokio::test]
async fn cors_rules_are_kept_where_they_are_some() {
    let client = MockStorage::new().client();
    client.create_bucket("photos").await.unwrap();
    assert_eq!(client.get_bucket_cors("photos").await.unwrap_err().kind(), ErrorKind::NoSuchConfiguration);
    let rule = CorsRule::new(["https://*.example.com"], ["GET", "PUT"]).allow_header("*").max_age_seconds(60);
    client.put_bucket_cors("photos", [rule.clone()]).await.unwrap();
    assert_eq!(client.get_bucket_cors("photos").await.unwrap().configuration.rules, [rule]);
    for bad in [
        CorsRule::new(["*"], ["PATCH"]),
        CorsRule::new(["*.*"], ["GET"]),
        CorsRule::new(["*"], [""; 0]),
        CorsRule::new(["*"], ["GET"]).allow_header("*-*"),
    ] {
        client.put_bucket_cors("photos", [bad]).await.unwrap_err();
    }
    client.delete_bucket_cors("photos").await.unwrap();
    client.get_bucket_cors("photos").await.unwrap_err();
}
