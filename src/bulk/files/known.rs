//! What earlier runs copied, to find whether a blob that is missing at the destination was deleted there: a fingerprint of each name that it has
//! there, in a file next to the journal that remains when the journal is removed.
//!
//! Losing the end of the file is safe: at worst, a blob is copied again. What the job deletes to write it again is on the disk before.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::file_failure::file_error;
use crate::base::lock::lock;
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::files::report_file::{ExistingFile, PreparedFile, ReportFile};
use crate::bulk::listing::origin::AccountContainer;
use crate::bulk::naming::mapping::Mapping;
use crate::bulk::options::file_options::KnownOptions;
use crate::bulk::report::container_event::Event;
use crate::bulk::report::event::BlobEvent;
use crate::bulk::resuming::saved::Identity;

/// The start of the file, by which it is recognized.
const HEADER: &[u8] = b"blobferry known blobs 2\n";

/// That of the first version, which had names of the source: it does not say where they were copied to, and counts as empty.
const FIRST_HEADER: &[u8] = b"blobferry known blobs 1\n";

/// The length of a fingerprint: enough to exclude collisions in a container.
const FINGERPRINT: usize = 16;

/// A record is the state of the name, followed by a fingerprint.
const RECORD: usize = 1 + FINGERPRINT;

/// The destination has the name.
const ADDED: u8 = b'+';

/// The job itself deleted it there.
const REMOVED: u8 = b'-';

/// The file is rewritten when it has more outdated records than names, and at least this many.
const SPARE: usize = 1024;

type Fingerprint = [u8; FINGERPRINT];

/// The names that earlier runs copied.
#[derive(Debug)]
pub struct Known {
    path: PathBuf,
    /// Whether these names must not be copied again.
    skips: bool,
    mapping: Mapping,
    /// The hash of both containers. Names of other jobs have other fingerprints.
    containers: [u8; 32],
    names: Vec<Fingerprint>,
    /// Those of them that this run has recorded as removed.
    removed: Mutex<HashSet<Fingerprint>>,
    existing: ExistingFile,
}

impl Known {
    /// Reads the file. This blocks.
    ///
    /// # Errors
    /// The system's error; a file of something else.
    pub fn read(options: &KnownOptions, mapping: &Mapping, identity: &Identity) -> Result<Self> {
        let path = options.path.clone();
        let content = match fs::read(&path) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(unusable(&path, &file_error(error, "open", Some(&path)).message())),
        };
        let records = match content.strip_prefix(HEADER) {
            Some(records) => records,
            None if HEADER.starts_with(&content) => &[],
            None if content.starts_with(FIRST_HEADER) => &[],
            None => return Err(unusable(&path, &"It is no file of known blobs, or of another version.")),
        };
        let (names, count) = replay(records);
        let existing = if !content.starts_with(HEADER) || count > 2 * names.len() + SPARE {
            ExistingFile::Replace
        } else {
            ExistingFile::Keep((HEADER.len() + count * RECORD) as u64)
        };
        let (mapping, containers) = (mapping.clone(), identity.containers());
        Ok(Self { path, skips: options.skips, mapping, containers, names, removed: Mutex::default(), existing })
    }

    /// Opens the file, and changes nothing in it. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn prepare(&self) -> Result<PreparedFile> {
        ReportFile::prepare("journal", &self.path, self.existing)
    }

    /// Begins the file with what is known. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn begin(&self, prepared: PreparedFile) -> Result<ReportFile> {
        let mut file = prepared.take()?;
        if self.existing == ExistingFile::Replace {
            let records = self.names.iter().flat_map(|name| [ADDED].into_iter().chain(*name));
            file.append(&HEADER.iter().copied().chain(records).collect::<Vec<_>>())?;
        }
        Ok(file)
    }

    /// Whether nothing must be copied to a name again if the destination does not have it.
    pub fn stays_deleted(&self, destination: &str) -> bool {
        self.skips && self.has(self.fingerprint(destination))
    }

    /// Records the result for a blob.
    pub fn note(&self, event: &Event, records: &mut Vec<u8>) {
        let Event::Blob { event, container, .. } = event else { return };
        let fingerprint_of = |destination: &String| match container {
            Some(container) => self.fingerprint(&AccountContainer::shown(container, destination)),
            None => self.fingerprint(destination),
        };
        let (kind, fingerprint) = match event {
            BlobEvent::Copied { destination, dry_run: false, .. } => (ADDED, fingerprint_of(destination)),
            BlobEvent::Skipped { source, reason: SkipReason::Same | SkipReason::Exists } => {
                let Ok(destination) = self.mapping.destination(source) else { return };
                (ADDED, fingerprint_of(&destination))
            }
            BlobEvent::Deleted { destination, dry_run: false, .. } => (REMOVED, fingerprint_of(destination)),
            _ => return,
        };
        self.add(kind, fingerprint, records);
    }

    /// Records that the job is about to delete a name at the destination.
    pub fn note_removed(&self, destination: &str, records: &mut Vec<u8>) {
        self.add(REMOVED, self.fingerprint(destination), records);
    }

    fn add(&self, kind: u8, fingerprint: Fingerprint, records: &mut Vec<u8>) {
        let mut removed = lock(&self.removed);
        let is_known = self.has(fingerprint) && !removed.contains(&fingerprint);
        if is_known == (kind == ADDED) {
            return;
        }
        if kind == REMOVED {
            removed.insert(fingerprint);
        } else {
            removed.remove(&fingerprint);
        }
        records.push(kind);
        records.extend(fingerprint);
    }

    fn has(&self, fingerprint: Fingerprint) -> bool {
        self.names.binary_search(&fingerprint).is_ok()
    }

    fn fingerprint(&self, name: &str) -> Fingerprint {
        let hash: [u8; 32] = Sha256::new().chain_update(self.containers).chain_update(name).finalize().into();
        let mut fingerprint = Fingerprint::default();
        fingerprint.copy_from_slice(&hash[..FINGERPRINT]);
        fingerprint
    }
}

/// The names that are known after these records, in order, and the number of complete records. An incomplete one at the end is ignored.
fn replay(records: &[u8]) -> (Vec<Fingerprint>, usize) {
    let (records, _) = records.as_chunks::<RECORD>();
    let mut last: Vec<(Fingerprint, usize)> = Vec::with_capacity(records.len());
    for (at, [_, fingerprint @ ..]) in records.iter().enumerate() {
        last.push((*fingerprint, at));
    }
    last.sort_unstable();
    let mut names = Vec::with_capacity(last.len());
    for (at, (fingerprint, record)) in last.iter().enumerate() {
        // The last record of a name counts.
        let is_last = last.get(at + 1).is_none_or(|(next, _)| next != fingerprint);
        if is_last && records[*record][0] == ADDED {
            names.push(*fingerprint);
        }
    }
    (names, records.len())
}

fn unusable(path: &Path, what: &dyn std::fmt::Display) -> Error {
    let message = format!(
        "The file {:?}, which \"onDeletedAtDestination\" keeps next to the journal, cannot be used. Nothing was copied. {what}",
        path.display().to_string()
    );
    Error::new(ErrorKind::Copy, message).with_code("JournalUnusable")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, name: u8) -> Vec<u8> {
        [kind].into_iter().chain([name; FINGERPRINT]).collect()
    }

    #[test]
    fn d20_the_last_record_of_a_name_counts_and_a_torn_record_is_ignored() {
        let records = [(ADDED, 3), (ADDED, 1), (REMOVED, 1), (ADDED, 2), (REMOVED, 2), (ADDED, 2)];
        let mut bytes: Vec<u8> = records.iter().flat_map(|(kind, name)| record(*kind, *name)).collect();
        bytes.extend(&record(REMOVED, 3)[..RECORD - 1]);
        assert_eq!(replay(&bytes), (vec![[2; FINGERPRINT], [3; FINGERPRINT]], 6));
        assert_eq!(replay(&[]), (Vec::new(), 0));
    }
}
