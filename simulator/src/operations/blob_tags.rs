//! Get Blob Tags and Set Blob Tags. They change neither the `ETag` nor the time of the blob.

use std::sync::Arc;

use http::{Method, StatusCode};

use super::guard;
use crate::checksums::Checksum;
use crate::failure::Result;
use crate::request::Call;
use crate::response::{ServiceResponse, document};
use crate::state::State;
use crate::tags;

/// Reads or replaces the tags, depending on the request's method.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    if call.method == Method::PUT {
        Checksum::of_body(call)?;
        let tags = tags::read(&call.body.make())?;
        let entry = state.container_of(&call.address)?.entry(&call.address)?;
        Arc::make_mut(guard::annotate(call, entry)?).tags = tags.into();
        return Ok(ServiceResponse::new(StatusCode::NO_CONTENT));
    }
    let readable = guard::read(call, state)?;
    Ok(document(&tags::element(readable.blob.tags.iter())))
}
