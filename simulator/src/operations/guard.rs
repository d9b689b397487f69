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
    entry.map_or(Ok(()), refuse_pending)
}

/// The base blob, if there is one and the request may change it.
pub fn write<'a>(call: &Call, entry: &'a mut Entry) -> Result<&'a mut Arc<Blob>> {
    let stamp = entry.stamp().ok_or_else(Failure::blob_not_found)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(stamp))?;
    refuse_pending(entry)?;
    entry.base.as_mut().ok_or_else(Failure::blob_not_found)
}

/// Whether the request may read a blob.
pub fn read(call: &Call, blob: &Blob) -> Result<()> {
    Conditions::of_resource(&call.headers)?.check_read(blob.stamp)
}

/// Refuses to write to a blob while a copy to it has not ended.
pub fn refuse_pending(entry: &Entry) -> Result<()> {
    if entry.base.as_ref().is_some_and(|blob| blob.is_pending()) { Err(Failure::pending_copy()) } else { Ok(()) }
}
