//! Append Block.

use std::sync::Arc;

use http::StatusCode;

use super::{guard, page_properties};
use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::BlobType;
use crate::state::data::Data;

/// Adds the body at the end of a blob.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let data = call.body.clone();
    check_length(call, &data)?;
    let checksum = Checksum::of_body(call)?;
    append(call, state, data, &checksum)
}

/// The maximum length depends on the version.
pub fn check_length(call: &Call, data: &Data) -> Result<()> {
    let limit = limit(call);
    match data.length() {
        0 => Err(Failure::invalid_header()),
        length if length > limit => Err(Failure::too_large(limit)),
        _ => Ok(()),
    }
}

/// The maximum length of an append.
pub fn limit(call: &Call) -> u64 {
    let large = call.version() >= names::VERSION_OF_LARGE_APPENDS;
    if large { names::MAX_APPEND } else { names::MAX_APPEND_BEFORE }
}

/// Adds a block, if the blob allows it.
pub fn append(call: &Call, state: &mut State, data: Data, checksum: &Checksum) -> Result<ServiceResponse> {
    let position = page_properties::number(call, &names::APPEND_POSITION)?;
    let max_size = page_properties::number(call, &names::APPEND_MAX_SIZE)?;
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    let blob = guard::write(call, entry)?;
    let offset = blob.content.length();
    if blob.kind != BlobType::Append {
        return Err(Failure::invalid_blob_type());
    }
    if blob.sealed {
        return Err(Failure::sealed());
    }
    if position.is_some_and(|position| position != offset) {
        return Err(Failure::append_position());
    }
    if max_size.is_some_and(|size| offset + data.length() > size) {
        return Err(Failure::max_size());
    }
    if blob.content.count() >= names::MAX_COMMITTED_BLOCKS {
        return Err(Failure::too_many_blocks());
    }
    let blob = Arc::make_mut(blob);
    blob.content.append(data);
    blob.touch(call.now);
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    response.set_stamp(blob.stamp);
    response.headers.insert(names::APPEND_OFFSET, offset.into());
    response.headers.insert(names::COMMITTED_BLOCK_COUNT, blob.content.count().into());
    response.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    checksum.write(&mut response);
    Ok(response)
}
