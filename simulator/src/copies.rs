//! How long asynchronous copies take and how they end, as a test scripts it; and what their destinations go through.

use std::sync::Arc;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::failure::{Failure, Result};
use crate::state::State;
use crate::state::blob::{Blob, Copy, CopyStatus, Entry};

/// What becomes of the copies that start from now on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CopyScript {
    /// How long they stay pending; not at all when absent.
    pub pending: Option<PendingFor>,
    /// How they end.
    pub end: CopyEnd,
    /// The part of the bytes (0 to 1) that each poll in turn sees copied; the last one goes for all polls after it.
    /// Without any, polls see an even advance, or none when nobody knows how many polls there will be.
    pub progress: Vec<f64>,
}

/// How long a copy stays pending. A poll is a Get Blob Properties of the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PendingFor {
    /// This many polls see it pending, and the next one sees its end.
    Polls(u32),
    /// Until a test releases it (`true`); `false` is the same as not pending at all.
    UntilReleased(bool),
}

/// How a copy ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CopyEnd {
    /// The destination gets the source's content.
    #[default]
    Success,
    /// The service gives up.
    Failed,
    /// Somebody else aborts it.
    Aborted,
}

impl CopyScript {
    /// Whether the script is one that copies can follow.
    pub fn is_valid(&self) -> bool {
        self.progress.iter().all(|part| (0.0..=1.0).contains(part))
    }

    fn is_pending(&self, polls: u32) -> bool {
        match self.pending {
            Some(PendingFor::Polls(count)) => polls < count,
            Some(PendingFor::UntilReleased(held)) => held,
            None => false,
        }
    }

    /// How much of `total` the poll after `polls` others sees copied.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of it"
    )]
    fn copied(&self, polls: u32, total: u64) -> u64 {
        let last = self.progress.len().saturating_sub(1);
        match (self.progress.get(last.min(polls as usize)), self.pending) {
            (Some(part), _) => ((total as f64 * part).floor() as u64).min(total),
            (None, Some(PendingFor::Polls(count))) if count > 0 => {
                total / u64::from(count) * u64::from(polls.min(count))
            }
            _ => 0,
        }
    }
}

/// A copy that has not ended.
#[derive(Debug, Clone)]
pub struct Pending {
    /// What it follows.
    pub script: CopyScript,
    /// How many polls have seen it.
    pub polls: u32,
    /// What the destination becomes when it succeeds.
    pub result: Blob,
    /// Where its source is.
    pub source: Address,
    /// The source's snapshot.
    pub snapshot: Option<String>,
    /// The source's `ETag` when it started: a change of the source fails the copy.
    pub source_etag: u64,
}

/// Puts a copy's result, or its pending start, under the destination's name. `result` carries the copy as succeeded.
pub fn start(entry: &mut Entry, mut pending: Pending, now: SystemTime) {
    entry.staged.clear();
    if pending.script.is_pending(0) {
        let mut empty = pending.result.clone();
        empty.content = empty.content.emptied();
        set(&mut empty, CopyStatus::Pending, None, 0, None);
        entry.base = Some(Arc::new(empty));
        entry.pending = Some(Box::new(pending));
    } else {
        let end = pending.script.end;
        finish(&mut pending.result, end, now);
        entry.base = Some(Arc::new(pending.result));
    }
}

/// A poll looks at a destination: its copy advances, or ends when its script says so.
pub fn poll(state: &mut State, address: &Address, now: SystemTime) -> Result<()> {
    let container = state.container_of(address)?;
    if container.look(address)?.pending.is_none() {
        return Ok(());
    }
    let entry = container.entry(address)?;
    let Some(pending) = entry.pending.as_mut() else { return Ok(()) };
    let polls = pending.polls;
    pending.polls += 1;
    if !pending.script.is_pending(polls) {
        return end(state, address, now);
    }
    let copied = pending.script.copied(polls, pending.result.content.length());
    if let Some(blob) = entry.base.as_mut() {
        set(Arc::make_mut(blob), CopyStatus::Pending, None, copied, None);
    }
    Ok(())
}

/// Ends a pending copy the way that its script says.
fn end(state: &mut State, address: &Address, now: SystemTime) -> Result<()> {
    let entry = state.container_of(address)?.entry(address)?;
    let Some(mut pending) = entry.pending.take() else { return Ok(()) };
    let source = state.blob(&pending.source, pending.snapshot.as_deref());
    let same_blob = pending.source == *address && pending.snapshot.is_none();
    let unchanged = same_blob || source.is_ok_and(|source| source.stamp.etag == pending.source_etag);
    let mut blob = pending.result;
    blob.touch(now);
    if unchanged {
        finish(&mut blob, pending.script.end, now);
    } else {
        pending.script.end = CopyEnd::Failed;
        let why = "412 ConditionNotMet \"The condition specified using HTTP conditional header(s) is not met.\"";
        blob.content = blob.content.emptied();
        set(&mut blob, CopyStatus::Failed, Some(why), 0, Some(now));
    }
    state.container_of(address)?.entry(address)?.base = Some(Arc::new(blob));
    Ok(())
}

/// Ends every pending copy, and says how many there were.
pub fn release(state: &mut State, now: SystemTime) -> usize {
    let mut pending = Vec::new();
    for (account, held) in &state.accounts {
        for (container, held) in &held.containers {
            for (name, _) in held.entries.stored().filter(|(_, entry)| entry.pending.is_some()) {
                let (account, container, blob) = (account.clone(), Some(container.clone()), Some(name.clone()));
                pending.push(Address { account, container, blob });
            }
        }
    }
    pending.iter().filter(|address| end(state, address, now).is_ok()).count()
}

/// Aborts a pending copy: an empty blob with the new metadata is left.
pub fn abort(entry: &mut Entry, id: &str, now: SystemTime) -> Result<()> {
    let blob = entry.base.as_mut().ok_or_else(Failure::blob_not_found)?;
    let none = Failure::new(409, "NoPendingCopyOperation", "There is currently no pending copy operation.");
    let Some(copy) = blob.copy.as_ref().filter(|_| blob.is_pending()) else { return Err(none) };
    if copy.id != id {
        let message = "The specified copy ID did not match the copy ID for the pending copy operation.";
        return Err(Failure::new(409, "CopyIdMismatch", message));
    }
    let copied = copy.copied;
    entry.pending = None;
    let blob = Arc::make_mut(blob);
    blob.touch(now);
    set(blob, CopyStatus::Aborted, None, copied, Some(now));
    Ok(())
}

fn finish(blob: &mut Blob, end: CopyEnd, now: SystemTime) {
    let total = blob.content.length();
    if end != CopyEnd::Success {
        blob.content = blob.content.emptied();
    }
    match end {
        CopyEnd::Success => set(blob, CopyStatus::Success, None, total, Some(now)),
        CopyEnd::Failed => {
            let why = "500 OperationCancelled \"Copy failed.\"";
            set(blob, CopyStatus::Failed, Some(why), 0, Some(now));
        }
        CopyEnd::Aborted => set(blob, CopyStatus::Aborted, None, 0, Some(now)),
    }
}

fn set(blob: &mut Blob, status: CopyStatus, why: Option<&str>, copied: u64, completed: Option<SystemTime>) {
    if let Some(copy) = blob.copy.as_mut() {
        let description = why.map(str::to_owned);
        *copy = Arc::new(Copy { status, description, copied, completed, ..Copy::clone(copy) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_reads_like_its_documentation() {
        let script: CopyScript =
            serde_json::from_str(r#"{"pending": {"polls": 3}, "end": "failed", "progress": [0.25, 1]}"#).unwrap();
        assert_eq!(script.pending, Some(PendingFor::Polls(3)));
        assert_eq!(script.end, CopyEnd::Failed);
        let script: CopyScript = serde_json::from_str(r#"{"pending": {"untilReleased": true}}"#).unwrap();
        assert!(script.is_pending(1_000_000));
        assert_eq!(serde_json::from_str::<CopyScript>(r#"{"pending": null}"#).unwrap(), CopyScript::default());
        assert!(serde_json::from_str::<CopyScript>(r#"{"pendign": null}"#).is_err());
    }

    #[test]
    fn progress_follows_the_steps_and_then_stays() {
        let script =
            CopyScript { pending: Some(PendingFor::Polls(4)), progress: vec![0.0, 0.5, 0.9], ..CopyScript::default() };
        let seen: Vec<_> = (0..4).map(|poll| script.copied(poll, 1000)).collect();
        assert_eq!(seen, [0, 500, 900, 900]);
        let even = CopyScript { progress: vec![], ..script };
        assert_eq!((0..4).map(|poll| even.copied(poll, 1000)).collect::<Vec<_>>(), [0, 250, 500, 750]);
    }
}
