//! The states of destinations of asynchronous copies, following a [script](crate::copy_script).

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::address::Address;
pub use crate::copy_script::{CopyEnd, CopyRule, CopyScript, PendingFor};
use crate::failure::{Failure, Result};
use crate::response::precise_time;
use crate::state::State;
use crate::state::blob::{Blob, Copy, CopyStatus, Entry};
pub use crate::state::pending::{Pending, Pinned};

/// Whether the source of a copy is unchanged since the copy started.
fn is_unchanged(pending: &Pending, state: &mut State, destination: &Address) -> bool {
    let Some(source) = &pending.source else { return true };
    let same_blob = source.address == *destination && source.snapshot.is_none();
    let now = state.blob(&source.address, source.snapshot.as_deref());
    same_blob || now.is_ok_and(|now| now.stamp.etag == source.etag)
}

/// Puts a copy's result, or its pending start, under the destination's name, and returns it.
pub fn start(state: &mut State, address: &Address, pending: Pending, now: SystemTime) -> Result<Arc<Blob>> {
    let entry = state.container_of(address)?.entry_or_new(address, now)?;
    entry.staged.clear();
    let at_once = pending.script.duration(pending.total()) == Some(Duration::ZERO);
    if at_once || !pending.script.is_pending(0) {
        entry.begin_version(now);
        return Ok(finish(entry, pending, now));
    }
    let mut start = Blob { content: pending.meanwhile(), ..pending.result.clone() };
    set(&mut start, CopyStatus::Pending, None, 0, None);
    let start = entry.replace(start, now);
    let timed = pending.deadline().map(|deadline| (deadline, pending.id().to_owned()));
    entry.pending = Some(Box::new(pending));
    state.timed.extend(timed.map(|key| (key, address.clone())));
    Ok(start)
}

/// A poll of a destination: its copy advances, or ends as scripted.
pub fn poll(state: &mut State, address: &Address, now: SystemTime) -> Result<()> {
    let Some(entry) = destination(state, address) else { return Ok(()) };
    let Some(pending) = entry.pending.as_ref() else { return Ok(()) };
    if !pending.script.is_pending(pending.polls) {
        return end(state, address, now);
    }
    show_progress(entry, now);
    if let Some(pending) = entry.pending.as_mut() {
        pending.polls += 1;
    }
    Ok(())
}

/// Ends the copies whose time has come.
pub fn settle(state: &mut State, now: SystemTime) {
    while let Some(first) = state.timed.first_entry().filter(|first| first.key().0 <= now) {
        let ((deadline, id), address) = first.remove_entry();
        // It may have been aborted or deleted, and another copy may have started.
        let pending = destination(state, &address).and_then(|entry| entry.pending.as_deref());
        if pending.is_some_and(|pending| pending.id() == id) {
            let _ = end(state, &address, deadline);
        }
    }
}

/// Updates the progress of timed copies, for readers that do not poll.
pub fn advance(state: &mut State, now: SystemTime) {
    for address in state.timed.values().cloned().collect::<Vec<_>>() {
        if let Some(entry) = destination(state, &address) {
            show_progress(entry, now);
        }
    }
}

/// The same for one destination.
pub fn advance_one(state: &mut State, address: &Address, now: SystemTime) {
    if !state.timed.is_empty()
        && let Some(entry) = destination(state, address)
        && entry.pending.as_ref().is_some_and(|pending| pending.deadline().is_some())
    {
        show_progress(entry, now);
    }
}

/// The destination of a pending copy. A read must store nothing, so anything else is not touched.
fn destination<'a>(state: &'a mut State, address: &Address) -> Option<&'a mut Entry> {
    let container = state.container_of(address).ok()?;
    container.peek(address).ok()?.pending.as_ref()?;
    container.entry(address).ok()
}

fn show_progress(entry: &mut Entry, now: SystemTime) {
    if let (Some(pending), Some(blob)) = (&entry.pending, &mut entry.base) {
        set(Arc::make_mut(blob), CopyStatus::Pending, None, pending.copied(now), None);
    }
}

/// Ends a pending copy as scripted.
fn end(state: &mut State, address: &Address, now: SystemTime) -> Result<()> {
    let Some(mut pending) = destination(state, address).and_then(|entry| entry.pending.take()) else { return Ok(()) };
    let unchanged = is_unchanged(&pending, state, address);
    pending.result.touch(now);
    let entry = state.container_of(address)?.entry(address)?;
    if unchanged {
        finish(entry, *pending, now);
    } else {
        let why = "412 ConditionNotMet \"The condition specified using HTTP conditional header(s) is not met.\"";
        fail(entry, *pending, CopyStatus::Failed, Some(why), now);
    }
    Ok(())
}

/// Ends every pending copy, and returns their number.
pub fn release(state: &mut State, now: SystemTime) -> usize {
    let mut pending = Vec::new();
    for (account, held) in &state.accounts {
        for (container, held) in &held.containers {
            for (name, _) in held.entries.stored().filter(|(_, entry)| entry.pending.is_some()) {
                let (account, container, blob) = (account.clone(), Some(container.clone()), Some(name.into_owned()));
                pending.push(Address { account, container, blob });
            }
        }
    }
    pending.iter().filter(|address| end(state, address, now).is_ok()).count()
}

/// Aborts a pending copy: an empty blob with the new metadata is left.
pub fn abort(entry: &mut Entry, id: &str, now: SystemTime) -> Result<()> {
    let blob = entry.base.as_ref().ok_or_else(Failure::blob_not_found)?;
    let none = Failure::new(409, "NoPendingCopyOperation", "There is currently no pending copy operation.");
    let Some(copy) = blob.copy.as_ref().filter(|_| blob.is_pending()) else { return Err(none) };
    if copy.id != id {
        let message = "The specified copy ID did not match the copy ID for the pending copy operation.";
        return Err(Failure::new(409, "CopyIdMismatch", message));
    }
    if let Some(mut pending) = entry.pending.take() {
        pending.result.touch(now);
        fail(entry, *pending, CopyStatus::Aborted, None, now);
    }
    Ok(())
}

fn finish(entry: &mut Entry, pending: Pending, now: SystemTime) -> Arc<Blob> {
    let why = match pending.script.end {
        CopyEnd::Success => return succeed(entry, pending, now),
        CopyEnd::Failed => (CopyStatus::Failed, Some("500 OperationCancelled \"Copy failed.\"")),
        CopyEnd::Aborted => (CopyStatus::Aborted, None),
    };
    fail(entry, pending, why.0, why.1, now)
}

fn succeed(entry: &mut Entry, pending: Pending, now: SystemTime) -> Arc<Blob> {
    let total = pending.total();
    let mut blob = pending.result;
    set(&mut blob, CopyStatus::Success, None, total, Some(now));
    if blob.incremental.is_some() {
        // An incremental copy can be read as the snapshot that it creates.
        let time = entry.free_snapshot_time(now);
        blob.copy = blob
            .copy
            .take()
            .map(|copy| Arc::new(Copy { destination_snapshot: Some(time.clone()), ..Copy::clone(&copy) }));
        entry.snapshots.insert(time, Arc::new(blob.clone()));
    }
    entry.settle(blob, now)
}

fn fail(entry: &mut Entry, pending: Pending, status: CopyStatus, why: Option<&str>, now: SystemTime) -> Arc<Blob> {
    let mut blob = pending.result;
    match pending.before {
        Some(before) => {
            blob.content = before.content.clone();
            blob.incremental.clone_from(&before.incremental);
        }
        None => blob.content = blob.content.emptied(),
    }
    set(&mut blob, status, why, 0, Some(now));
    entry.settle(blob, now)
}

fn set(blob: &mut Blob, status: CopyStatus, why: Option<&str>, copied: u64, completed: Option<SystemTime>) {
    if let Some(copy) = blob.copy.as_mut() {
        let description = why.map(str::to_owned);
        *copy = Arc::new(Copy { status, description, copied, completed, ..Copy::clone(copy) });
    }
}

impl Entry {
    /// The time of a new snapshot: no two have the same.
    pub fn free_snapshot_time(&self, now: SystemTime) -> String {
        let mut time = now;
        let taken = |time: &str| self.version(Some(time)).is_ok();
        while taken(&precise_time(time)) {
            time += Duration::from_nanos(100);
        }
        precise_time(time)
    }
}

#[cfg(test)]
#[path = "copies_tests.rs"]
mod tests;
