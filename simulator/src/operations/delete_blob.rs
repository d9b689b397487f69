//! Delete Blob: the base blob, its snapshots, or one snapshot.

use http::StatusCode;

use super::guard;
use crate::answer::Answer;
use crate::conditions::Conditions;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::state::State;
use crate::state::blob::Entry;

/// Deletes what the request names, at once.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    let container = state.container_of(&call.address)?;
    let entry = container.entry(&call.address)?;
    let option = call.header(&names::DELETE_SNAPSHOTS);
    let conditions = Conditions::of_resource(&call.headers)?;
    if let Some(time) = call.filled_query("snapshot") {
        delete_snapshot(entry, time, option, &conditions)?;
    } else {
        let stamp = entry.stamp().ok_or_else(Failure::blob_not_found)?;
        conditions.check_write(Some(stamp))?;
        if option != Some("only") {
            guard::use_lease(call, &mut entry.lease)?;
        }
        delete_base(entry, option)?;
    }
    if entry.is_empty()
        && let Some(name) = &call.address.blob
    {
        container.entries.remove(name);
    }
    let mut answer = Answer::new(StatusCode::ACCEPTED);
    answer.constant(names::DELETE_TYPE_PERMANENT, "true");
    Ok(answer)
}

fn delete_snapshot(entry: &mut Entry, time: &str, option: Option<&str>, conditions: &Conditions<'_>) -> Result<()> {
    if option.is_some() {
        return Err(Failure::new(400, "InvalidOperation", "Invalid operation against a blob snapshot."));
    }
    let snapshot = entry.snapshots.get(time).ok_or_else(Failure::blob_not_found)?;
    conditions.check_write(Some(snapshot.stamp))?;
    entry.snapshots.remove(time);
    Ok(())
}

fn delete_base(entry: &mut Entry, option: Option<&str>) -> Result<()> {
    match option {
        Some("only") => {
            entry.snapshots.clear();
            return Ok(());
        }
        Some("include") => {}
        Some(_) => return Err(Failure::invalid_header()),
        None if entry.snapshots.is_empty() => {}
        None => {
            let message = "This operation is not permitted because the blob has snapshots.";
            return Err(Failure::new(409, "SnapshotsPresent", message));
        }
    }
    guard::refuse_pending(entry)?;
    *entry = Entry::default();
    Ok(())
}
