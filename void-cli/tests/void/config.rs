//! `void config`, `completions`, and what holds for all commands.

use serde_json::{Value, json};

use crate::cloud::{Cloud, Ran, command, folder, keys, unread};

const FILE: &str = "[profile dev]\nregion = eu-north-1\nendpoint_url = http://10.0.0.9:1\n\
                    aws_access_key_id = DEVKEY\naws_secret_access_key = devsecret\n";

fn settings(arguments: &str, variables: &[(&str, &str)]) -> Value {
    let file = folder("config").join("config");
    std::fs::write(&file, FILE).unwrap();
    let mut command = command(&format!("config --output json {arguments}"));
    let ran = Ran::of(command.env("AWS_CONFIG_FILE", file).envs(variables.iter().copied()).output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.out.contains("secret") && !ran.out.contains("DEVKEY"), "{}", ran.out);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn without_any_setting_it_is_the_local_cloud() {
    let shown = settings("", &[]);
    assert_eq!(keys(&shown), ["credentials", "messaging", "profile", "region", "storage", "streams"]);
    let local = json!({"value": "http://127.0.0.1:4566", "from": "the local cloud"});
    assert_eq!([&shown["messaging"], &shown["streams"], &shown["storage"]], [&local, &local, &local]);
    assert_eq!(shown["region"], json!({"value": "us-east-1", "from": "the local cloud"}));
    assert_eq!(shown["credentials"], json!({"value": null, "from": "the local cloud"}));
    assert_eq!(shown["profile"], json!({"value": "default", "from": "the default"}));
}

#[test]
fn what_is_typed_comes_before_the_environment_and_that_before_the_profile() {
    let environment = [
        ("AWS_ENDPOINT_URL", "http://10.0.0.1:1"),
        ("AWS_ENDPOINT_URL_S3", "http://10.0.0.2:1"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "A"),
        ("AWS_SECRET_ACCESS_KEY", "B"),
    ];
    let shown = settings("--endpoint http://10.0.0.3:1 --region eu-central-1", &environment);
    assert_eq!(shown["storage"], json!({"value": "http://10.0.0.3:1", "from": "--endpoint"}));
    assert_eq!(shown["region"], json!({"value": "eu-central-1", "from": "--region"}));
    assert_eq!(shown["credentials"]["from"], "AWS_ACCESS_KEY_ID");

    let shown = settings("--profile dev", &environment);
    assert_eq!(shown["storage"], json!({"value": "http://10.0.0.2:1", "from": "AWS_ENDPOINT_URL_S3"}));
    assert_eq!(shown["messaging"]["from"], "AWS_ENDPOINT_URL");
    assert_eq!(shown["credentials"]["from"], "`aws_access_key_id` in the profile \"dev\"");

    let shown = settings("", &[("AWS_PROFILE", "dev")]);
    let endpoint = json!({"value": "http://10.0.0.9:1", "from": "`endpoint_url` in the profile \"dev\""});
    assert_eq!(shown["streams"], endpoint);
    assert_eq!(shown["profile"], json!({"value": "dev", "from": "AWS_PROFILE"}));

    let shown = settings("--endpoint aws", &environment);
    assert_eq!(shown["messaging"], json!({"value": null, "from": "--endpoint aws"}));
}

#[test]
fn settings_are_a_table_for_people() {
    let ran = Ran::of(command("config").output().unwrap());
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(lines[0], "SETTING      VALUE                  FROM");
    assert_eq!(lines[1], "messaging    http://127.0.0.1:4566  the local cloud");
    assert_eq!(lines[6], "credentials  (not shown)            the local cloud");
    let unknown = Ran::of(command("config --profile none").output().unwrap());
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.starts_with("error: --profile asks for the profile \"none\""), "{}", unknown.err);
}

#[test]
fn what_a_real_endpoint_needs_is_asked_for() {
    let no_region = Ran::of(command("queue list --endpoint aws").output().unwrap());
    assert_eq!(no_region.code, 2);
    assert!(no_region.err.contains("there is no region"), "{}", no_region.err);
    assert!(
        no_region.err.ends_with("\n  `--region NAME` or `--profile NAME` says which\n"),
        "{}",
        no_region.err
    );
    let no_keys = Ran::of(command("stream list --endpoint aws --region eu-central-1").output().unwrap());
    assert_eq!(no_keys.code, 2);
    assert!(no_keys.err.ends_with("\n  `--profile NAME` takes those of a profile\n"), "{}", no_keys.err);
}

#[test]
fn every_shell_is_completed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = Ran::of(command(&format!("completions {shell}")).output().unwrap());
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("redrive"), "{shell} knows the verbs");
    }
}

#[test]
fn help_ends_with_the_exit_codes_and_has_no_colour_in_a_pipe() {
    let ran = Ran::of(command("--help").output().unwrap());
    assert_eq!(ran.code, 0);
    for code in ["0  done", "3  not found", "5  unreachable"] {
        assert!(ran.out.contains(code), "{}", ran.out);
    }
    assert!(!ran.out.contains('\u{1b}'));
    let colour = Ran::of(command("--help").env("CLICOLOR_FORCE", "1").output().unwrap());
    assert!(colour.out.contains('\u{1b}'));
    let plain = Ran::of(command("--no-color --help").env("CLICOLOR_FORCE", "1").output().unwrap());
    assert!(!plain.out.contains('\u{1b}'));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn colour_can_be_forced_and_is_off_when_it_is_not_wanted() {
    let cloud = Cloud::start().await;
    cloud.messaging.create_queue("orders");
    let run = |variables: &[(&str, &str)], arguments: &str| {
        let mut command = cloud.command(arguments);
        Ran::of(command.env("CLICOLOR_FORCE", "1").envs(variables.iter().copied()).output().unwrap()).out
    };
    assert!(run(&[], "queue list").starts_with("\u{1b}[1mNAME"));
    assert!(run(&[], "queue list --no-color").starts_with("NAME"));
    assert!(!run(&[], "queue list --output json").contains('\u{1b}'));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reader_that_has_enough_ends_it_quietly() {
    let cloud = Cloud::start().await;
    cloud.messaging.create_queue("orders");
    let ran = Ran::of(cloud.command("queue list").stdout(unread()).output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
