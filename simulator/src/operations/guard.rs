//! What every operation on a blob asks before it does anything: do the conditions hold, is no copy pending.

use std::sync::Arc;

use crate::conditions::Conditions;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::state::blob::{Blob, Entry};

/// Whether the request may replace what is under its name, or put something there.
pub fn create(call: &Call, entry: Option<&Entry>) -> Result<()> {
    let stamp = entry.and_then(Entry::stamp);
    Conditions::of_resource(&call.headers)?.check_create(stamp)?;
    entry.map_or(Ok(()), refuse_pending)?;
    entry.map_or(Ok(()), refuse_incremental)
}

/// Whether an incremental copy may write to what is under its name, or put something there.
pub fn create_incremental(call: &Call, entry: Option<&Entry>) -> Result<()> {
    Conditions::of_resource(&call.headers)?.check_create(entry.and_then(Entry::stamp))?;
    entry.map_or(Ok(()), refuse_pending)
}

/// The base blob, if there is one and the request may change it.
pub fn write<'a>(call: &Call, entry: &'a mut Entry) -> Result<&'a mut Arc<Blob>> {
    let stamp = entry.stamp().ok_or_else(Failure::blob_not_found)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(stamp))?;
    refuse_pending(entry)?;
    refuse_incremental(entry)?;
    entry.base.as_mut().ok_or_else(Failure::blob_not_found)
}

/// Whether the request may read a blob.
pub fn read(call: &Call, blob: &Blob) -> Result<()> {
    Conditions::of_resource(&call.headers)?.check_read(blob.stamp)
}

/// Whether the request may read the content of a blob: not that of the base of incremental copies, but its snapshots'.
pub fn read_content(call: &Call, blob: &Blob) -> Result<()> {
    read(call, blob)?;
    if blob.incremental.is_some() && call.filled_query("snapshot").is_none() {
        Err(Failure::incremental_blob())
    } else {
        Ok(())
    }
}

/// Whether a copy may read its source.
pub fn source(call: &Call, blob: &Blob) -> Result<()> {
    Conditions::of_source(&call.headers)?.check_source(blob.stamp)
}

/// Refuses to write to a blob while a copy to it has not ended.
pub fn refuse_pending(entry: &Entry) -> Result<()> {
    if entry.base.as_ref().is_some_and(|blob| blob.is_pending()) { Err(Failure::pending_copy()) } else { Ok(()) }
}

/// Refuses to write to a blob that only incremental copies write to.
fn refuse_incremental(entry: &Entry) -> Result<()> {
    if entry.base.as_ref().is_some_and(|blob| blob.incremental.is_some()) {
        Err(Failure::incremental_blob())
    } else {
        Ok(())
    }
}
