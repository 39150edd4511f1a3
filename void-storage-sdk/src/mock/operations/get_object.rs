//! GetObject on the engine.

use super::{Serve, reading};
use crate::{
    mock::{engine::Problem, protocol::Exchange},
    operations::{GetObjectRequest, GetObjectResponse},
};

impl Serve for GetObjectRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<GetObjectResponse, Problem> {
        reading::read(self, exchange)
    }
}
