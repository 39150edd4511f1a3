//! DeleteObjects on the engine.

use super::Serve;
use crate::{
    mock::{
        engine::{Code, Deleted, Problem, WriteConditions},
        protocol::Exchange,
    },
    operations::{DeleteError, DeleteObjectsRequest, DeleteObjectsResponse, DeletedObject, ObjectIdentifier},
};

/// How many objects a request deletes at most.
const LIMIT: usize = 1000;

impl Serve for DeleteObjectsRequest {
    async fn serve(self, exchange: &mut Exchange<'_>) -> Result<DeleteObjectsResponse, Problem> {
        let (bucket, delete) = (self.bucket.as_str(), self.delete);
        let is_valid = (1..=LIMIT).contains(&delete.objects.len())
            && delete.objects.iter().all(|object| !object.key.is_empty());
        if !is_valid {
            return Err(Problem::of(Code::MalformedXml));
        }
        let is_quiet = delete.quiet.unwrap_or_default();
        exchange.run(|state| {
            state.engine.check_bucket(bucket)?;
            let mut response = DeleteObjectsResponse::default();
            for object in delete.objects {
                if object.size.is_some() || object.last_modified_time.is_some() {
                    response.errors.push(failed(object, &Problem::of(Code::NotImplemented)));
                    continue;
                }
                let conditions =
                    WriteConditions { if_match: object.e_tag.clone().map(Into::into), if_none_match: None };
                let (key, id) = (object.key.as_str(), object.version_id.as_ref());
                if let Err(problem) = exchange.may_delete(bucket, key, id.is_some()) {
                    response.errors.push(failed(object, &problem));
                    continue;
                }
                match state.engine.delete_object(state.now, bucket, key, id, &conditions) {
                    Err(problem) => response.errors.push(failed(object, &problem)),
                    Ok(_) if is_quiet => {}
                    Ok(deleted) => response.deleted.push(done(object, deleted)),
                }
            }
            Ok(response)
        })
    }
}

fn done(object: ObjectIdentifier, deleted: Deleted) -> DeletedObject {
    DeletedObject {
        key: object.key.into(),
        version_id: object.version_id,
        delete_marker: deleted.delete_marker.then_some(true),
        delete_marker_version_id: deleted.version_id.filter(|_| deleted.delete_marker),
    }
}

fn failed(object: ObjectIdentifier, problem: &Problem) -> DeleteError {
    DeleteError {
        key: object.key.into(),
        version_id: object.version_id,
        code: problem.code().as_str().to_owned(),
        message: Some(problem.message().to_owned()),
    }
}
