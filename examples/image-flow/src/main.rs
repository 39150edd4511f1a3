//! Runs [`MakeThumbnail`] on the Runtime API.

use make_thumbnail::MakeThumbnail;
use void_function_sdk::RuntimeError;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    void_function_sdk::run_with(|env| MakeThumbnail::from_function_env(env).map(MakeThumbnail::into_handler))
        .await
}
