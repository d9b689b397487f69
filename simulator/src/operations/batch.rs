//! Blob Batch: many deletions, or many changes of tier, in one request. Each is authorized separately, and has its own response.

use std::fmt::Write;
use std::time::Duration;

use http::{Request, StatusCode, header};

use super::{delete_blob, set_blob_tier};
use crate::access::Access;
use crate::admission;
use crate::body::Body;
use crate::failure::{Failure, Result};
use crate::names;
use crate::operation::Operation;
use crate::received::Received;
use crate::request::Call;
use crate::response::{Ids, ServiceResponse};
use crate::state::State;
use crate::store::Store;
use crate::{ids, multipart};

/// Runs the parts, one after the other.
pub fn run(call: &Call, store: &Store, access: &Access, rehydration: Duration) -> Result<ServiceResponse> {
    let boundary =
        call.header(&header::CONTENT_TYPE).and_then(multipart::boundary).ok_or_else(Failure::invalid_header)?;
    if call.body.length() > names::MAX_BATCH_BODY {
        let message = "The request body is too large and exceeds the maximum permissible limit.";
        return Err(Failure::new(413, "RequestBodyTooLarge", message));
    }
    let body = call.body.make();
    let body = std::str::from_utf8(&body).map_err(|_| invalid_input())?;
    let parts = multipart::read(body, boundary).ok_or_else(invalid_input)?;
    if parts.is_empty() {
        return Err(invalid_input());
    }
    if parts.len() > names::MAX_BATCH {
        return Ok(too_many(call));
    }
    let calls: Vec<_> = parts.iter().map(|part| read(call, part)).collect::<Result<_>>()?;
    // A batch has one kind of operation.
    let first = calls.first().map(|(_, operation)| *operation);
    if calls.iter().any(|(_, operation)| Some(*operation) != first) {
        return Err(invalid_input());
    }
    let boundary = format!("batchresponse_{}", ids::next_id().hyphenated());
    let mut text = String::new();
    for (part, (inner, operation)) in parts.iter().zip(&calls) {
        let ids = Ids::new(&call.headers);
        let response = admission::admit(inner, *operation, store, access)
            .and_then(|_| respond(inner, *operation, &mut store.state(), rehydration));
        let response = response.unwrap_or_else(|failure| ServiceResponse::of_failure(&failure, &ids.id, call.now));
        multipart::write(&mut text, &boundary, part.content_id, response.finish(&ids, &inner.method));
    }
    let _ = write!(text, "--{boundary}--\r\n");
    Ok(accepted(&boundary, text))
}

/// The service accepts a batch that has too many parts, runs none of them, and reports that in the only part of its response.
fn too_many(call: &Call) -> ServiceResponse {
    let boundary = format!("batchresponse_{}", ids::next_id().hyphenated());
    let message = "The number of subrequests exceeds the maximum permissible limit.";
    let failure = Failure::new(400, "ExceedsMaxBatchRequestCount", message);
    let ids = Ids::new(&call.headers);
    let part = ServiceResponse::of_failure(&failure, &ids.id, call.now).finish(&ids, &call.method);
    let mut text = String::new();
    multipart::write(&mut text, &boundary, None, part);
    let _ = write!(text, "--{boundary}--\r\n");
    accepted(&boundary, text)
}

fn accepted(boundary: &str, text: String) -> ServiceResponse {
    let mut response = ServiceResponse::new(StatusCode::ACCEPTED);
    response.set(header::CONTENT_TYPE, &format!("multipart/mixed; boundary={boundary}"));
    response.body = Body::from(text);
    response
}

fn respond(call: &Call, operation: Operation, state: &mut State, rehydration: Duration) -> Result<ServiceResponse> {
    match operation {
        Operation::SetBlobTier => set_blob_tier::run(call, state, rehydration),
        _ => delete_blob::run(call, state),
    }
}

/// The request in a part, as if it had been sent alone to the same host.
fn read(batch: &Call, part: &multipart::Part<'_>) -> Result<(Call, Operation)> {
    let mut request = Request::builder().method(part.method).uri(part.target);
    for (name, value) in &part.headers {
        request = request.header(*name, *value);
    }
    let (mut parts, ()) = request.body(()).map_err(|_| invalid_input())?.into_parts();
    // A part has no host. It has no version either, also not in its signature.
    if let Some(host) = batch.headers.get(header::HOST) {
        parts.headers.insert(header::HOST, host.clone());
    }
    let (spellings, connection) = (batch.spellings.clone(), batch.connection);
    let received = Received { spellings, connection, ..Received::internal(parts, bytes::Bytes::new()) };
    let call = Call::new(received, batch.now)?;
    let here = call.address.account == batch.address.account
        && batch.address.container.as_ref().is_none_or(|name| call.address.container.as_ref() == Some(name));
    match Operation::of(&call) {
        Ok(operation @ (Operation::DeleteBlob | Operation::SetBlobTier)) if here => Ok((call, operation)),
        _ => Err(invalid_input()),
    }
}

fn invalid_input() -> Failure {
    Failure::new(400, "InvalidInput", "One of the request inputs is not valid.")
}
