//! What a job is about to delete, recorded before it does so. A later run of a killed job must not take its deletes for those of others, nor the blobs
//! of others for its copies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::bulk::files::recorder::{Recorder, WeakRecorder};
use crate::bulk::resuming::saved::Checkpoint;

/// What a job is about to delete, and what earlier runs of it were.
#[derive(Debug, Default)]
pub struct Intents {
    recorder: Option<WeakRecorder>,
    /// The names that earlier runs left.
    left: BTreeSet<String>,
    /// Whether they copied others.
    copied_others: bool,
    /// The `ETag`s of copies whose sources earlier runs may have deleted.
    earlier: BTreeMap<String, String>,
    /// Those of copies whose sources this run deletes now.
    now: Mutex<BTreeMap<String, String>>,
}

impl Intents {
    /// Those of a job that continues from what an earlier run left.
    pub fn resumed(Checkpoint { remaining, counts, .. }: &Checkpoint) -> Self {
        let left = remaining.open.iter().cloned().collect();
        Self { left, copied_others: counts.copied > 0, earlier: remaining.copied.clone(), ..Self::default() }
    }

    /// Records them in the files of the job.
    pub fn record_in(&mut self, recorder: Option<&Recorder>) {
        self.recorder = recorder.filter(|recorder| recorder.has_journal()).map(Recorder::weak);
    }

    /// What records them; `None` without a journal.
    fn recorder(&self) -> Result<Option<Recorder>> {
        self.recorder.as_ref().map(|weak| weak.recorder().ok_or_else(Error::aborted)).transpose()
    }

    /// The source of this copy is about to be deleted. Returns when that is recorded.
    ///
    /// # Errors
    /// It could not be written. Then nothing may be deleted.
    pub async fn source_goes(&self, key: &str, copy: Option<&str>) -> Result<()> {
        let Some(copy) = copy else { return Ok(()) };
        lock(&self.now).insert(key.to_owned(), copy.to_owned());
        match self.recorder()? {
            Some(recorder) => recorder.foretell_moved(key, copy).await,
            None => Ok(()),
        }
    }

    /// The destination of this name is about to be deleted, to be written again. Returns when that is recorded.
    ///
    /// # Errors
    /// It could not be written. Then nothing may be deleted.
    pub async fn destination_goes(&self, destination: &str) -> Result<()> {
        match self.recorder()? {
            Some(recorder) => recorder.foretell_replaced(destination).await,
            None => Ok(()),
        }
    }

    /// The destination of this name is about to be deleted, because the source has no such blob. Returns when that is recorded.
    ///
    /// # Errors
    /// It could not be written. Then nothing may be deleted.
    pub async fn copy_goes(&self, destination: &str) -> Result<()> {
        match self.recorder()? {
            Some(recorder) => recorder.foretell_deleted(destination).await,
            None => Ok(()),
        }
    }

    /// The result for a name is counted.
    pub fn end(&self, key: &str) {
        lock(&self.now).remove(key);
    }

    /// Whether an earlier run copied a blob to the destination in this state, and then deleted its source.
    pub fn has_moved(&self, key: &str, there: Option<&str>) -> bool {
        let copy = self.earlier.get(key).map(|etag| etag.trim_matches('"'));
        copy.is_some() && copy == there.map(|etag| etag.trim_matches('"'))
    }

    /// Whether an earlier run left a name: it may have deleted the destination itself.
    pub fn is_left(&self, key: &str) -> bool {
        self.left.contains(key)
    }

    /// Whether an earlier run left a name, and copied others: what it is rejected for may concern it alone.
    pub fn is_left_alone(&self, key: &str) -> bool {
        self.copied_others && self.is_left(key)
    }

    /// The `ETag`s of copies whose sources are being deleted.
    pub fn of_moves(&self) -> BTreeMap<String, String> {
        lock(&self.now).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::resuming::position::Remaining;

    #[test]
    fn m4_only_the_recorded_state_is_a_moved_copy() {
        let copied = BTreeMap::from([("x".to_owned(), "\"0x1\"".to_owned())]);
        let remaining = Remaining { copied, ..Remaining::default() };
        let intents = Intents::resumed(&Checkpoint { remaining, ..Checkpoint::default() });
        assert!(intents.has_moved("x", Some("0x1")));
        assert!(!intents.has_moved("x", Some("\"0x2\"")));
        assert!(!intents.has_moved("x", None));
        assert!(!intents.has_moved("y", None), "nothing is known of it");
    }
}
