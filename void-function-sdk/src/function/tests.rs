use std::time::Duration;

use super::*;
use crate::{
    BatchResponse, HandlerError, Json, VoidHttpRequest, VoidHttpResponse, VoidQueueEvent, env::FunctionEnv,
    http::StatusCode,
};

struct Shop {
    name: &'static str,
}

impl Handler<VoidHttpRequest> for Shop {
    type Output = VoidHttpResponse;

    async fn handle(
        &self,
        request: VoidHttpRequest,
        context: VoidContext,
    ) -> Result<VoidHttpResponse, HandlerError> {
        let body: serde_json::Value = request.json()?;
        Ok(VoidHttpResponse::text(StatusCode::OK, format!("{} {} {}", self.name, body, context.request_id())))
    }
}

impl Shop {
    fn from_function_env(env: &FunctionEnv) -> Result<Self, HandlerError> {
        env.require("NAME")?;
        Ok(Self { name: "made" })
    }
}

async fn count(event: VoidQueueEvent, _context: VoidContext) -> Result<BatchResponse, HandlerError> {
    Ok(BatchResponse::all_done().failed(event.records[0].message_id.clone()))
}

fn function<M>(of: impl IntoFunction<M>) -> Result<BoxFunction, HandlerError> {
    of.into_function()
}

fn json<T, R>(f: impl Handler<Json<T>, Output = Json<R>>) -> BoxFunction
where
    T: serde::de::DeserializeOwned + Send + 'static,
    R: serde::Serialize + Send + 'static,
{
    BoxFunction::new(f)
}

#[tokio::test]
async fn types_functions_closures_and_results_become_functions() {
    let suffix = "!".to_owned();
    let closure = move |Json(text): Json<String>, _context: VoidContext| {
        let suffix = suffix.clone();
        async move { Ok(Json(text + &suffix)) }
    };
    let env = FunctionEnv::builder().var("NAME", "x").build();
    let functions = [
        function(Shop { name: "plain" }).unwrap(),
        function(Shop::from_function_env(&env)).unwrap(),
        function(count).unwrap(),
        function(closure).unwrap(),
        function(BoxFunction::new(count)).unwrap(),
        function(async |event: VoidQueueEvent, _context: VoidContext| {
            drop(event);
            Ok(())
        })
        .unwrap(),
    ];
    let names: Vec<_> = functions.iter().map(BoxFunction::event_name).collect();
    assert_eq!(names[..3], ["an HTTP request", "an HTTP request", "a queue event"]);

    let request = VoidHttpRequest::post("/").json(&1).to_payload();
    let answer = functions[1].invoke(request, VoidContext::for_test()).await.unwrap();
    let response = VoidHttpResponse::from_payload(&answer, crate::PayloadVersion::V2).unwrap();
    assert_eq!(response.text_body().unwrap(), "made 1 00000000-0000-4000-8000-000000000000");

    let batch = VoidQueueEvent::builder().body("a").build().to_payload();
    let answer = functions[2].invoke(batch.clone(), VoidContext::for_test()).await.unwrap();
    assert_eq!(answer, r#"{"batchItemFailures":[{"itemIdentifier":"message-1"}]}"#);
    assert_eq!(functions[3].invoke("\"hi\"".into(), VoidContext::for_test()).await.unwrap(), "\"hi!\"");
    let all_done = functions[5].invoke(batch, VoidContext::for_test()).await.unwrap();
    assert_eq!(BatchResponse::from_payload(&all_done).unwrap(), BatchResponse::all_done());
}

#[test]
fn the_error_of_making_a_handler_comes_out() {
    let error = function(Shop::from_function_env(&FunctionEnv::builder().build())).unwrap_err();
    assert_eq!(error.to_string(), "the environment variable NAME is not set");
}

#[tokio::test]
async fn what_a_handler_reports_is_told_apart() {
    let failing = json(|Json(terminal): Json<bool>, _context| async move {
        let error = HandlerError::from("no");
        Err::<Json<()>, _>(if terminal { error.into_terminal() } else { error })
    });
    for (payload, kind) in [
        ("false", InvocationErrorKind::Failed),
        ("true", InvocationErrorKind::Terminal),
        ("7", InvocationErrorKind::InvalidEvent),
    ] {
        let error = failing.invoke(payload.into(), VoidContext::for_test()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{payload}");
    }
}

#[tokio::test]
async fn a_panic_is_caught_and_the_function_goes_on() {
    let fragile = json(|Json(number): Json<u32>, _context| async move { Ok(Json(10 / number)) });
    let error = fragile.invoke("0".into(), VoidContext::for_test()).await.unwrap_err();
    assert_eq!(error.kind(), InvocationErrorKind::Panicked);
    assert!(error.message().starts_with("attempt to divide by zero (at "), "{error}");
    assert!(error.report().stack_trace[0].contains("tests.rs:"), "{error:?}");
    assert_eq!(fragile.invoke("5".into(), VoidContext::for_test()).await.unwrap(), "2");
}

#[tokio::test(start_paused = true)]
async fn a_handler_ends_at_its_deadline_and_hears_of_it_before() {
    let stuck = json(|Json(polite): Json<bool>, context: VoidContext| async move {
        if polite {
            context.cancelled().await;
        } else {
            std::future::pending::<()>().await;
        }
        Ok(Json(context.remaining_time().as_millis()))
    });
    let context = || VoidContext::builder().timeout(Duration::from_secs(2)).build();
    assert_eq!(stuck.invoke("true".into(), context()).await.unwrap(), "200");
    let error = stuck.invoke("false".into(), context()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.message(), "the handler was not done after 2.00 s");
}

#[tokio::test]
async fn a_reply_that_cannot_be_written_is_reported() {
    let map = json(|Json(()): Json<()>, _context| async move {
        Ok(Json(std::collections::HashMap::from([((1, 2), 3)])))
    });
    let error = map.invoke("null".into(), VoidContext::for_test()).await.unwrap_err();
    assert_eq!(error.kind(), InvocationErrorKind::InvalidReply);
}

#[tokio::test]
async fn the_trace_is_the_current_one_inside_the_handler() {
    let trace = |Json(()): Json<()>, context: VoidContext| async move {
        let current = void_core::TraceContext::current().map(|trace| trace.root);
        Ok(Json(current.as_deref() == Some(context.correlation_id())))
    };
    let answer = json(trace).invoke("null".into(), VoidContext::for_test()).await.unwrap();
    assert_eq!(answer, "true");
}
