//! Put Block From URL. It supports no conditions on its own blob; Put Block List has those.

use http::StatusCode;

use super::put_block::{read_id, stage};
use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::sources::{Limit, Sources};
use crate::store::Store;

/// Stages a part of a source as a block.
pub async fn run(call: &Call, store: &Store, sources: &Sources<'_>) -> Result<ServiceResponse> {
    let id = read_id(call)?;
    if !call.body.is_empty() {
        return Err(Failure::invalid_header());
    }
    let large = call.version() >= names::VERSION_OF_LARGE_BLOCKS;
    let bytes = if large { names::MAX_BLOCK_FROM_URL } else { names::MAX_BLOCK_FROM_URL_BEFORE };
    let data = sources.read_range(call, Limit { bytes, failure: Failure::too_large }).await?;
    if data.length() == 0 {
        return Err(Failure::invalid_header());
    }
    let checksum = Checksum::of_source(call, &data)?;
    stage(call, &mut store.state(), id, data)?;
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    response.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    checksum.write(&mut response);
    Ok(response)
}
