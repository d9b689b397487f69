//! Put Block.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;

use super::guard;
use super::put_blob::require_block_blob;
use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::Entry;
use crate::state::data::Data;

/// Stages a block; an uncommitted one of the same id is replaced.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let id = read_id(call)?;
    if call.body.is_empty() {
        return Err(Failure::invalid_header());
    }
    let checksum = Checksum::of_body(call)?;
    stage(call, state, id, call.body.clone())?;
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    checksum.write(&mut response);
    response.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    Ok(response)
}

/// The block's id, in base64.
pub fn read_id(call: &Call) -> Result<&str> {
    let id = call.query("blockid").ok_or_else(Failure::invalid_query)?;
    match BASE64_STANDARD.decode(id).map_err(|_| Failure::invalid_query())?.len() {
        0 => Err(Failure::invalid_query()),
        length if length > names::MAX_BLOCK_ID => {
            Err(Failure::new(400, "OutOfRangeInput", "One of the request inputs is out of range."))
        }
        _ => Ok(id),
    }
}

/// Keeps a block for Put Block List.
pub fn stage(call: &Call, state: &mut State, id: &str, data: Data) -> Result<()> {
    let container = state.container_of(&call.address)?;
    guard::stage(call, container.entry(&call.address).ok())?;
    if let Ok(entry) = container.entry(&call.address) {
        check(entry, id)?;
    }
    container.entry_or_new(&call.address, call.now)?.staged.insert(id.into(), data);
    Ok(())
}

/// All ids of one blob must be of one length.
fn check(entry: &Entry, id: &str) -> Result<()> {
    require_block_blob(entry.base.as_ref())?;
    let staged = entry.staged.keys().next();
    let committed = entry.base.as_ref().and_then(|blob| blob.content.blocks().next()).map(|block| &block.id);
    if staged.or(committed).is_some_and(|other| other.len() != id.len()) {
        return Err(Failure::new(400, "InvalidBlobOrBlock", "The specified blob or block content is invalid."));
    }
    Ok(())
}
