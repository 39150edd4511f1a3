//! `void storage`.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};

use crate::cloud::{Cloud, folder, keys};

/// A cloud with a bucket in it, and a folder of the test's own.
async fn with_bucket(name: &str) -> (Cloud, std::path::PathBuf) {
    let cloud = Cloud::start().await;
    cloud.text("storage mb invoices");
    (cloud, folder(name))
}

/// The keys of a bucket with their sizes.
fn content(cloud: &Cloud, bucket: &str) -> BTreeMap<String, u64> {
    let listed = cloud.json(&format!("storage ls {bucket} --recursive"));
    let objects = listed["objects"].as_array().unwrap().iter();
    objects
        .map(|object| (object["key"].as_str().unwrap().to_owned(), object["size_bytes"].as_u64().unwrap()))
        .collect()
}

fn shown(path: &Path) -> std::path::Display<'_> {
    path.display()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_bucket_is_made_listed_and_deleted() {
    let cloud = Cloud::start().await;
    assert_eq!(cloud.json("storage ls"), json!([]));
    assert_eq!(cloud.text("storage mb invoices"), "created bucket invoices\n");
    assert_eq!(
        cloud.json("storage mb s3://other"),
        json!({"action": "created", "kind": "bucket", "name": "other"})
    );
    let listed = cloud.json("storage ls");
    assert_eq!((keys(&listed[0]), &listed[0]["name"]), (vec!["created_at", "name"], &json!("invoices")));
    assert!(cloud.text("storage ls").starts_with("NAME      CREATED\ninvoices  20"));

    assert_eq!(cloud.run_with_input("storage cp - invoices/a", b"a").code, 0);
    assert_eq!(cloud.error("storage rm invoices --bucket")["code"], "BucketNotEmpty");
    assert_eq!(cloud.run("storage rm invoices").code, 2, "a bucket is deleted with --bucket only");
    assert_eq!(cloud.run("storage rm invoices/a --bucket").code, 2);
    let removed = json!({"location": "s3://invoices", "objects": 1, "bucket": true});
    assert_eq!(cloud.json("storage rm invoices --recursive --bucket"), removed);
    assert_eq!(cloud.text("storage rm other --bucket"), "deleted bucket s3://other\n");
    assert_eq!(cloud.text("storage ls"), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_file_goes_to_a_bucket_and_comes_back() {
    let (cloud, folder) = with_bucket("both-ways").await;
    let (there, back) = (folder.join("order.json"), folder.join("back.json"));
    fs::write(&there, "{\"total\":49}").unwrap();
    let copied =
        cloud.text(&format!("storage cp {} invoices/2026/ --content-type application/json", shown(&there)));
    assert_eq!(copied, format!("copied {} to s3://invoices/2026/ (12 B)\n", shown(&there)));
    let copied = cloud.json(&format!("storage cp s3://invoices/2026/order.json {}", shown(&back)));
    let expected = json!({
        "from": "s3://invoices/2026/order.json", "to": back.to_str().unwrap(), "objects": 1, "bytes": 12,
    });
    assert_eq!(copied, expected);
    assert_eq!(fs::read_to_string(&back).unwrap(), "{\"total\":49}");
    cloud.text(&format!("storage cp invoices/2026/order.json {}/", shown(&folder.join("new"))));
    assert_eq!(fs::read_to_string(folder.join("new/order.json")).unwrap(), "{\"total\":49}");
    let head = cloud.storage.client().head_object("invoices", "2026/order.json").await.unwrap();
    assert_eq!(head.headers.content_type.as_deref(), Some("application/json"));

    assert_eq!(cloud.text("storage cat invoices/2026/order.json"), "{\"total\":49}");
    assert_eq!(cloud.text("storage cp s3://invoices/2026/order.json -"), "{\"total\":49}");
    cloud.text("storage cp s3://invoices/2026/order.json s3://invoices/copy.json");
    assert_eq!(content(&cloud, "invoices").into_keys().collect::<Vec<_>>(), ["2026/order.json", "copy.json"]);

    let listed = cloud.json("storage ls invoices");
    assert_eq!(listed["prefixes"], json!(["2026/"]));
    assert_eq!(keys(&listed["objects"][0]), ["e_tag", "key", "last_modified_at", "size_bytes"]);
    let text = cloud.text("storage ls s3://invoices");
    assert!(text.contains("-     2026/\n") && text.ends_with("  12 B  copy.json\n"), "{text}");
    assert_eq!(cloud.text("storage rm invoices/copy.json"), "deleted s3://invoices/copy.json\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_large_file_goes_in_parts() {
    let (cloud, folder) = with_bucket("large").await;
    let (there, back) = (folder.join("there"), folder.join("back"));
    let bytes: Vec<u8> = (0..20 * 1024 * 1024_u32).map(|index| (index % 251) as u8).collect();
    fs::write(&there, &bytes).unwrap();
    cloud.text(&format!("storage cp {} invoices/large", shown(&there)));
    let e_tag = cloud.json("storage ls invoices")["objects"][0]["e_tag"].clone();
    assert!(e_tag.as_str().unwrap().contains("-3"), "three parts: {e_tag}");
    cloud.text(&format!("storage cp invoices/large {}", shown(&back)));
    assert!(fs::read(&back).unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_folder_goes_and_comes_back_with_all_that_is_in_it() {
    let (cloud, folder) = with_bucket("folders").await;
    let site = folder.join("site");
    fs::create_dir_all(site.join("css")).unwrap();
    for (name, size) in [("index.html", 3), ("css/a.css", 5), ("css/empty", 0)] {
        fs::write(site.join(name), vec![b'x'; size]).unwrap();
    }
    assert_eq!(
        cloud.run(&format!("storage cp {} invoices", shown(&site))).code,
        2,
        "a folder needs --recursive"
    );
    let copied = cloud.json(&format!("storage cp {} invoices/www --recursive", shown(&site)));
    assert_eq!((&copied["objects"], &copied["bytes"]), (&json!(3), &json!(8)));
    let expected = BTreeMap::from([("www/css/a.css", 5), ("www/css/empty", 0), ("www/index.html", 3)]);
    assert_eq!(
        content(&cloud, "invoices"),
        expected.into_iter().map(|(key, size)| (key.to_owned(), size)).collect()
    );

    // What begins alike without being below is another folder, and what stands for a folder is no file.
    for key in ["www2/other", "www/"] {
        cloud.storage.client().put_object("invoices", key, "").await.unwrap();
    }
    let back = folder.join("back");
    let copied = cloud.json(&format!("storage cp s3://invoices/www {} --recursive", shown(&back)));
    assert_eq!(copied["objects"], 3);
    assert_eq!(fs::read(back.join("css/a.css")).unwrap(), b"xxxxx");
    assert!(back.join("css/empty").exists() && !back.join("other").exists());

    cloud.text("storage mb copies");
    cloud.text("storage cp s3://invoices/www s3://copies --recursive");
    assert_eq!(content(&cloud, "copies").len(), 3);
    assert_eq!(cloud.text("storage rm copies/css/ --recursive"), "deleted 2 objects of s3://copies/css/\n");
    assert_eq!(cloud.error("storage cp s3://copies/none s3://copies/x --recursive")["exit_code"], 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_key_that_leads_out_of_the_folder_is_not_written() {
    let (cloud, folder) = with_bucket("escape").await;
    for key in ["a/good", "a/../../bad"] {
        cloud.storage.client().put_object("invoices", key, "x").await.unwrap();
    }
    let inside = folder.join("inside/further");
    let ran = cloud.run(&format!("storage cp s3://invoices/a {} --recursive", shown(&inside)));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("would lead out of the folder"), "{}", ran.err);
    assert!(!inside.exists(), "nothing is copied then");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_url_can_be_used_without_credentials() {
    let (cloud, _) = with_bucket("presign").await;
    cloud.storage.client().put_object("invoices", "a", "49 EUR").await.unwrap();
    let signed = cloud.json("storage presign invoices/a --expires 300");
    assert_eq!(keys(&signed), ["expires_in_seconds", "method", "url"]);
    assert_eq!((&signed["method"], &signed["expires_in_seconds"]), (&json!("GET"), &json!(300)));
    let url = signed["url"].as_str().unwrap();
    assert!(url.contains("X-Amz-Expires=300") && !url.contains("secret"), "{url}");
    let request = http::Request::get(url).body(void_core::Body::empty()).unwrap();
    let answer = void_core::Transport::send(&void_core::HttpTransport::new(), request).await.unwrap();
    assert_eq!(answer.into_body().into_bytes(100).await.unwrap(), "49 EUR");
    assert_eq!(cloud.json("storage presign invoices/b --put")["method"], "PUT");
    assert_eq!(cloud.run("storage presign invoices/a --expires 700000").code, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_mistyped_bucket_answers_with_the_nearest_one() {
    let (cloud, folder) = with_bucket("mistyped").await;
    let file = folder.join("file");
    fs::write(&file, "x").unwrap();
    let (upload, download) =
        (format!("cp {} s3://invoces/a", shown(&file)), format!("cp s3://invoces/a {}", shown(&file)));
    let upload_and_more = [
        upload.as_str(),
        &download,
        "ls invoces",
        "cat invoces/a",
        "rm invoces/a",
        "rm invoces/ -r",
        "rm invoces --bucket",
    ];
    for command in upload_and_more {
        let error = cloud.error(&format!("storage {command}"));
        assert_eq!(error["exit_code"], 3, "{command}: {error}");
        assert_eq!(
            error["message"],
            format!("there is no bucket invoces at {}", cloud.server.url()),
            "{command}"
        );
        assert_eq!(error["hint"], "did you mean invoices?", "{command}");
    }
    for command in ["cat invoices/none", "cp s3://invoices/none ./none"] {
        let error = cloud.error(&format!("storage {command}"));
        assert_eq!(error["message"], "there is no object s3://invoices/none", "{command}");
        assert_eq!((&error["exit_code"], &error["hint"]), (&json!(3), &Value::Null));
    }
}
