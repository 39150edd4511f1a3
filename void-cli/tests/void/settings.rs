//! `void function config set`.

use std::fs;

use serde_json::json;

use crate::functions::Project;

/// The lines of the log with `part` in them, so far.
async fn lines(project: &Project, part: &str) -> usize {
    let log = project.text(&["logs", "--function", "echo"]).await;
    log.lines().filter(|line| line.contains(part)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_taken_over_at_once_and_said_by_the_next_plan() {
    let project = Project::start("settings").await;
    project.text(&["deploy"]).await;
    project.text(&["invoke", "echo", "1"]).await;
    assert_eq!(lines(&project, "mode=plain").await, 1);
    let set = ["function", "config", "set", "echo", "--env", "MODE=loud", "--env", "ADDED=a=b"];
    let shown = project.text(&[&set[..], &["--timeout", "1m", "--memory", "256MB"]].concat()).await;
    assert!(shown.starts_with("time-out  60 s\nmemory    256 MB\nADDED=a=b\nMODE=loud\n"), "{shown}");
    project.text(&["invoke", "echo", "2"]).await;
    assert_eq!((lines(&project, "mode=plain").await, lines(&project, "mode=loud").await), (1, 1));

    let config = project.json(&["function", "config", "get", "echo"]).await;
    assert_eq!((&config["timeout_seconds"], &config["memory_mb"]), (&json!(60.0), &json!(256)));
    assert_eq!(config["environment"]["MODE"], "loud");
    let more = project.json(&["function", "config", "set", "echo", "--timeout", "10s"]).await;
    assert_eq!((&more["timeout_seconds"], &more["environment"]["MODE"]), (&json!(10.0), &json!("loud")));
    let less =
        ["function", "config", "set", "echo", "--unset", "MODE", "--unset", "ADDED", "--env", "MODE2=x"];
    let less = project.json(&less).await["environment"].clone();
    assert_eq!((&less["MODE"], &less["ADDED"], &less["MODE2"]), (&json!(null), &json!(null), &json!("x")));
    let plan = project.text(&["deploy", "--dry-run"]).await;
    assert!(plan.starts_with("change    echo"), "the file says otherwise: {plan}");
    project.text(&["deploy"]).await;
    let config = project.json(&["function", "config", "get", "echo"]).await;
    assert_eq!((&config["timeout_seconds"], &config["memory_mb"]), (&json!(30.0), &json!(128)));
    assert_eq!(
        (&config["environment"]["MODE"], &config["environment"]["ADDED"]),
        (&json!("plain"), &json!(null))
    );
    assert!(project.text(&["deploy"]).await.starts_with("unchanged echo"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invocation_that_runs_comes_to_its_end_as_it_was() {
    let project = Project::start("settings-drain").await;
    let path = project.folder().join("functions/echo/run.sh");
    let waiting = "case $event in\n    *wait*) echo waiting; while [ ! -e go ]; do sleep 0.02; done; echo \"then $MODE\" ;;\n    esac\n    case $event in";
    let runtime = fs::read_to_string(&path).unwrap().replacen("case $event in", waiting, 1);
    project.write("functions/echo/run.sh", &runtime);
    project.text(&["deploy"]).await;
    let invoked = project.text(&["invoke", "echo", r#""wait""#]);
    let set = async {
        let follows = project.cloud.cloud().clock();
        while lines(&project, "waiting").await == 0 {
            follows.sleep_until(follows.now() + std::time::Duration::from_millis(10)).await;
        }
        project.text(&["function", "config", "set", "echo", "--env", "MODE=loud"]).await;
        let function = project.json(&["function", "get", "echo"]).await;
        assert_eq!(function["running"], 0, "the new ones");
        project.write("functions/echo/go", "");
    };
    let (answer, ()) = tokio::join!(invoked, set);
    assert_eq!(answer, "\"wait\"\n");
    assert_eq!(lines(&project, "then plain").await, 1);
    project.text(&["invoke", "echo", r#""wait""#]).await;
    assert_eq!(lines(&project, "then loud").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_set_is_said_and_nothing_changes() {
    let project = Project::start("settings-refused").await;
    project.text(&["deploy"]).await;
    for (wrong, code, message) in [
        (&["echo", "--timeout", "1h"][..], 2, "the time-out is 1s to 15m, not 1h"),
        (&["echo", "--memory", "1"], 2, "has no unit"),
        (&["echo", "--env", "1A=x"], 2, "`1A` is not a variable's name"),
        (&["echo", "--env", "A=${VOID_NOTHING}"], 2, "VOID_NOTHING"),
        (&["echo", "--unset", "MODEE"], 2, "did you mean `MODE`?"),
        (&["echo"], 2, "nothing is to be set"),
        (&["ecko", "--env", "A=x"], 3, "did you mean `echo`?"),
    ] {
        let ran = project.run(&[&["function", "config", "set"], wrong].concat()).await;
        assert_eq!(ran.code, code, "{wrong:?}: {ran:?}");
        assert!(ran.err.contains(message), "{wrong:?}: {}", ran.err);
    }
    assert_eq!(project.json(&["function", "get", "echo"]).await["version"], 1);
}
