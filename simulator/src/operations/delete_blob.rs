//! Delete Blob: the base blob, its snapshots, or one snapshot.

use http::StatusCode;

use super::guard;
use crate::conditions::Conditions;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::blob::Entry;
use crate::state::{Container, State};

/// Deletes what the request names: at once, or after the days that the account retains deleted blobs.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let days = state.account(&call.address.account)?.settings.retention_days;
    let container = state.container_of(&call.address)?;
    reject_full_directory(call, container)?;
    let entry = container.entry(&call.address)?;
    match (call.filled_query("snapshot"), call.filled_query("versionid")) {
        (Some(time), _) => delete_snapshot(call, entry, time, days)?,
        (None, Some(id)) => delete_version(call, entry, id)?,
        (None, None) => delete_base(call, entry, days)?,
    }
    if entry.is_empty()
        && let Some(name) = &call.address.blob
    {
        container.entries.remove(name);
    }
    let mut response = ServiceResponse::new(StatusCode::ACCEPTED);
    response.constant(names::DELETE_TYPE_PERMANENT, if days.is_some() { "false" } else { "true" });
    Ok(response)
}

/// A directory of a hierarchical namespace must be empty.
fn reject_full_directory(call: &Call, container: &Container) -> Result<()> {
    let Some(name) = &call.address.blob else { return Ok(()) };
    let is_directory =
        container.entries.get(name).is_some_and(|entry| entry.base.as_ref().is_some_and(|blob| blob.directory));
    if is_directory && container.has_children(name) {
        return Err(Failure::new(
            409,
            "DirectoryIsNotEmpty",
            "This operation is not permitted on a non-empty directory.",
        ));
    }
    Ok(())
}

/// Deletes an earlier version permanently. The current one is deleted without an id.
fn delete_version(call: &Call, entry: &mut Entry, id: &str) -> Result<()> {
    let blob = entry.version(Some(id))?;
    Conditions::of_resource(&call.headers)?.check_write(Some(blob.stamp))?;
    blob.protection.check(call.now)?;
    if entry.versions_or_new().remove(id).is_none() {
        return Err(Failure::new(
            403,
            "OperationNotAllowedOnRootBlob",
            "This operation is not permitted on the root blob.",
        ));
    }
    Ok(())
}

fn delete_snapshot(call: &Call, entry: &mut Entry, time: &str, days: Option<u64>) -> Result<()> {
    if call.headers.contains_key(names::DELETE_SNAPSHOTS) {
        return Err(Failure::new(400, "InvalidOperation", "Invalid operation against a blob snapshot."));
    }
    let snapshot = entry.version(Some(time))?;
    Conditions::of_resource(&call.headers)?.check_write(Some(snapshot.stamp))?;
    guard::check_tags(call, &snapshot.tags, &names::IF_TAGS)?;
    snapshot.protection.check(call.now)?;
    entry.delete_snapshot(time, days, call.now);
    Ok(())
}

/// A name with only uncommitted blocks: they are deleted. For conditions, it does not exist.
fn delete_base(call: &Call, entry: &mut Entry, days: Option<u64>) -> Result<()> {
    if entry.base.is_none() && !entry.staged.is_empty() {
        Conditions::of_resource(&call.headers)?.check_write(None)?;
        entry.staged.clear();
        return Ok(());
    }
    let blob = entry.version(None)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(blob.stamp))?;
    guard::check_tags(call, &blob.tags, &names::IF_TAGS)?;
    let only = match call.header(&names::DELETE_SNAPSHOTS) {
        Some("only") => true,
        Some("include") => false,
        Some(_) => return Err(Failure::invalid_header()),
        None if entry.snapshots.is_empty() => false,
        None => {
            let message = "This operation is not permitted because the blob has snapshots.";
            return Err(Failure::new(409, "SnapshotsPresent", message));
        }
    };
    for snapshot in entry.snapshots.values() {
        snapshot.protection.check(call.now)?;
    }
    if only {
        entry.delete_snapshots(days, call.now);
        return Ok(());
    }
    blob.protection.check(call.now)?;
    guard::use_lease(call, &mut entry.lease)?;
    guard::reject_pending(entry)?;
    entry.delete_all(days, call.now);
    Ok(())
}
