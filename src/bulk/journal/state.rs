//! The state in a journal: a pure function of its frames.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::bulk::naming::order::PossibleOrders;
use crate::bulk::report::counts::Counts;
use crate::bulk::resuming::position::{Changes, Position};
use crate::bulk::resuming::saved::Checkpoint;
use crate::rest::values::Timestamp;

/// The position of a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JournalState {
    position: Position,
    progress: JournalProgress,
    /// When the job began, in milliseconds since 1970 by the destination's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    began: Option<i64>,
}

/// The part that each entry repeats.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalProgress {
    /// The orders that the listing may have.
    #[serde(rename = "o")]
    pub orders: PossibleOrders,
    /// What was done.
    #[serde(rename = "c")]
    pub counts: Counts,
    /// The marker of the page that has the last name.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// The length of the manifest, if there is one.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<u64>,
}

/// What happened since the last entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// To the names.
    #[serde(rename = "p")]
    pub changes: Changes,
    /// And to everything else; `None` if it is unknown.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<JournalProgress>,
}

impl JournalState {
    /// That of a job that continues from a checkpoint.
    pub fn new(checkpoint: Checkpoint, manifest: Option<u64>) -> Self {
        let Checkpoint { remaining, orders, counts, marker, began } = checkpoint;
        let progress = JournalProgress { orders, counts, marker, manifest };
        Self { position: Position::resumed(remaining), progress, began: began.map(|time| time.0) }
    }

    /// Applies an entry.
    pub fn apply(&mut self, entry: JournalEntry) {
        self.position.apply(&entry.changes);
        if let Some(progress) = entry.progress {
            self.progress = progress;
        }
    }

    /// The length of the manifest.
    pub fn manifest(&self) -> Option<u64> {
        self.progress.manifest
    }

    /// What a later run must know.
    pub fn checkpoint(self) -> Checkpoint {
        let JournalProgress { orders, mut counts, marker, .. } = self.progress;
        // They are listed again when the job is resumed.
        counts.listed = counts.listed.saturating_sub(self.position.open() as u64);
        let began = self.began.map(Timestamp);
        Checkpoint { remaining: self.position.remaining(), orders, counts, marker, began }
    }
}

/// The state after the frames that follow the first one, and how many bytes of them are valid; `None` without a first state.
///
/// An entry with a longer manifest than the file has does not count, nor does anything after it: after a failure of the system, the
/// journal may have more than the manifest. Then those blobs are copied again.
pub fn replay<'a>(
    frames: impl Iterator<Item = (&'a [u8], usize)>,
    manifest: Option<u64>,
) -> Option<(JournalState, usize)> {
    let fits = |progress: &JournalProgress| match (progress.manifest, manifest) {
        (Some(recorded), Some(there)) => recorded <= there,
        _ => true,
    };
    let mut frames = frames;
    let (first, mut end) = frames.next()?;
    let mut state: JournalState = from_json(first)?;
    if !fits(&state.progress) {
        return None;
    }
    for (payload, next) in frames {
        let Some(entry) = from_json::<JournalEntry>(payload) else { break };
        if !entry.progress.as_ref().is_none_or(fits) {
            break;
        }
        state.apply(entry);
        end = next;
    }
    Some((state, end))
}

/// Reads JSON as text: as bytes, its types would be compiled once more.
pub fn from_json<T: DeserializeOwned>(payload: &[u8]) -> Option<T> {
    serde_json::from_str(str::from_utf8(payload).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::resuming::position::Remaining;

    fn entry(position: &mut Position, listed: u64, manifest: u64) -> Vec<u8> {
        let counts = Counts { listed, ..Counts::default() };
        let progress = JournalProgress { counts, manifest: Some(manifest), ..JournalProgress::default() };
        serde_json::to_vec(&JournalEntry { changes: position.take_changes(), progress: Some(progress) }).expect("JSON")
    }

    fn replayed(payloads: &[Vec<u8>], manifest: Option<u64>) -> Option<Checkpoint> {
        let frames = payloads.iter().enumerate().map(|(at, payload)| (payload.as_slice(), at + 1));
        replay(frames, manifest).map(|(state, _)| state.checkpoint())
    }

    #[test]
    fn each_prefix_of_the_entries_is_a_valid_state() {
        let mut position = Position::default();
        position.keep_changes();
        let start = serde_json::to_vec(&JournalState::new(Checkpoint::default(), Some(0))).expect("JSON");
        position.pass("a");
        let [b, c] = ["b", "c"].map(|name| position.start(name));
        let first = entry(&mut position, 3, 0);
        position.done(c);
        position.start("d");
        let second = entry(&mut position, 4, 10);
        position.done(b);
        position.pass("e");
        let third = entry(&mut position, 5, 20);
        let all = [start, first, second, third];
        let expected: [(Option<&str>, &[&str], u64); 4] =
            [(None, &[], 0), (Some("c"), &["b", "c"], 1), (Some("d"), &["b", "d"], 2), (Some("e"), &["d"], 4)];
        for (count, (last, open, listed)) in expected.into_iter().enumerate() {
            let checkpoint = replayed(&all[..=count], None).expect("a state");
            let open = open.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(checkpoint.remaining, Remaining { last: last.map(str::to_owned), open, ..Remaining::default() });
            assert_eq!(checkpoint.counts.listed, listed);
        }
        // The manifest has the lines of the second entry, but not those of the third one.
        assert_eq!(replayed(&all, Some(15)), replayed(&all[..3], None));
        assert_eq!(replayed(&all, Some(20)), replayed(&all, None));
        assert_eq!(replayed(&[], None), None);
    }

    #[test]
    fn a_manifest_shorter_than_its_start_is_reported() {
        let start = serde_json::to_vec(&JournalState::new(Checkpoint::default(), Some(7))).expect("JSON");
        assert_eq!(replayed(std::slice::from_ref(&start), Some(6)), None);
        assert!(replayed(&[start], Some(7)).is_some());
    }
}
