//! Snapshot Blob.

use std::sync::Arc;

use http::StatusCode;

use super::guard;
use crate::failure::Result;
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;

/// Stores the current base blob under a time. Two snapshots never have the same time.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let metadata = call.metadata()?;
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    let mut snapshot = Arc::clone(guard::snapshot(call, entry)?);
    if !metadata.is_empty() {
        let changed = Arc::make_mut(&mut snapshot);
        changed.metadata = metadata;
        changed.touch(call.now);
    }
    let time = entry.free_snapshot_time(call.now);
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    response.set_stamp(snapshot.stamp);
    response.set(names::SNAPSHOT, &time);
    response.constant(names::REQUEST_SERVER_ENCRYPTED, "false");
    entry.snapshots.insert(time, snapshot);
    Ok(response)
}
