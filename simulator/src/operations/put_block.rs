//! Put Block.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;

use super::guard;
use super::put_blob::{answer_crc64, check_md5, require_block_blob};
use crate::answer::Answer;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::state::State;
use crate::state::blob::Entry;

/// Stages a block; one of the same id that waits already is replaced.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    let id = call.query("blockid").ok_or_else(Failure::invalid_query)?;
    let length = BASE64_STANDARD.decode(id).map_err(|_| Failure::invalid_query())?.len();
    if length == 0 {
        return Err(Failure::invalid_query());
    }
    if length > names::MAX_BLOCK_ID {
        return Err(Failure::new(400, "OutOfRangeInput", "One of the request inputs is out of range."));
    }
    if call.body.is_empty() {
        return Err(Failure::invalid_header());
    }
    let md5 = check_md5(call)?;
    let container = state.container_of(&call.address)?;
    guard::stage(call, container.entry(&call.address).ok())?;
    if let Ok(entry) = container.entry(&call.address) {
        check(entry, id)?;
    }
    let entry = container.entry_or_new(&call.address)?;
    entry.staged.insert(id.into(), call.body.clone().into());
    let mut answer = Answer::new(StatusCode::CREATED);
    if call.headers.contains_key(names::CONTENT_MD5) {
        answer.set(names::CONTENT_MD5, &md5);
    } else {
        answer_crc64(call, &mut answer);
    }
    answer.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    Ok(answer)
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
