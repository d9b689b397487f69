//! What a job writes to files while it runs: the journal, the manifest, and the failed blobs.
//!
//! Results are collected, and a thread for disks writes all of them at once, so many results take few writes. The lines
//! are written before the journal's entry for them: what the journal records as done is in the manifest.

use std::mem;
use std::sync::{Arc, Mutex, Weak};

use futures_util::FutureExt;
use tokio::sync::watch;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::bulk::files::known::Known;
use crate::bulk::files::report_file::ReportFile;
use crate::bulk::journal::{Journal, JournalEntry, JournalProgress};
use crate::bulk::report::container_event::Event;
use crate::bulk::resuming::position::Changes;
use crate::http::caller::{current, inherited};
use crate::transfer::on_disk;

/// The files of a job.
#[derive(Debug, Default)]
pub struct Files {
    /// The position of the job.
    pub journal: Option<Journal>,
    /// What is done.
    pub manifest: Option<ReportFile>,
    /// What failed.
    pub failed: Option<ReportFile>,
    /// What a later run will know.
    pub known: Option<(ReportFile, Arc<Known>)>,
}

/// The data that waits to be written.
#[derive(Debug, Default)]
struct PendingWrites {
    changes: Changes,
    progress: Option<JournalProgress>,
    manifest: Vec<u8>,
    failed: Vec<u8>,
    known: Vec<u8>,
    /// Whether it must be synced to the disk.
    sync: bool,
    /// The number of additions.
    sequence: u64,
    /// Whether a write is in progress.
    is_writing: bool,
}

/// The number of additions that are written.
#[derive(Debug, Clone, Default)]
struct WrittenAdditions {
    sequence: u64,
    failure: Option<Error>,
}

/// Writes the files of a job.
#[derive(Debug, Clone)]
pub struct Recorder {
    shared: Arc<RecorderState>,
}

/// Leads to a recorder while its job works. It does not keep the files open.
#[derive(Debug, Clone, Default)]
pub struct WeakRecorder {
    shared: Weak<RecorderState>,
}

impl WeakRecorder {
    /// The recorder; `None` once the job has ended.
    pub fn recorder(&self) -> Option<Recorder> {
        self.shared.upgrade().map(|shared| Recorder { shared })
    }
}

#[derive(Debug)]
struct RecorderState {
    has_journal: bool,
    has_manifest: bool,
    has_failed: bool,
    known: Option<Arc<Known>>,
    files: Mutex<Files>,
    pending: Mutex<PendingWrites>,
    written: watch::Sender<WrittenAdditions>,
}

impl Recorder {
    /// Writes these files; `None` when there are none.
    pub fn new(files: Files) -> Option<Self> {
        let (has_journal, has_manifest, has_failed) =
            (files.journal.is_some(), files.manifest.is_some(), files.failed.is_some());
        let shared = RecorderState {
            has_journal,
            has_manifest,
            has_failed,
            known: files.known.as_ref().map(|(_, known)| Arc::clone(known)),
            files: Mutex::new(files),
            pending: Mutex::default(),
            written: watch::Sender::default(),
        };
        (has_journal || has_manifest || has_failed).then(|| Self { shared: Arc::new(shared) })
    }

    /// Leads to it while the job works.
    pub fn weak(&self) -> WeakRecorder {
        WeakRecorder { shared: Arc::downgrade(&self.shared) }
    }

    /// Whether it has a journal, which needs every change of the position.
    pub fn has_journal(&self) -> bool {
        self.shared.has_journal
    }

    /// Writes the line for the result of a blob, together with the next entry.
    pub fn add_line(&self, event: &Event) {
        if let Some(known) = &self.shared.known {
            known.note(event, &mut lock(&self.shared.pending).known);
        }
        let is_done = event.is_done();
        let is_wanted = match event {
            // The lines of a manifest are blobs, one for each.
            Event::Container(_) if is_done => false,
            _ if is_done => self.shared.has_manifest,
            _ => self.shared.has_failed,
        };
        if !is_wanted {
            return;
        }
        let Ok(line) = serde_json::to_string(event) else { return };
        let mut pending = lock(&self.shared.pending);
        let lines = if is_done { &mut pending.manifest } else { &mut pending.failed };
        lines.extend_from_slice(line.as_bytes());
        lines.push(b'\n');
    }

    /// Writes what happened, and returns the number that [`Recorder::written`] reaches when it is written. With `sync`, it is on the disk then.
    pub fn add(&self, changes: Changes, progress: JournalProgress, sync: bool) -> u64 {
        self.push(|pending| {
            pending.changes.extend(changes);
            pending.progress = Some(progress);
            pending.sync |= sync;
        })
    }

    /// Writes that the source of a copy is about to be deleted, and waits until that is written.
    ///
    /// # Errors
    /// Why nothing is written any more.
    pub async fn foretell_moved(&self, name: &str, copy: &str) -> Result<()> {
        let sequence = self.push(|pending| pending.changes.add_copied(name, copy));
        self.writes_more_than(sequence - 1).await;
        self.written().map(drop)
    }

    /// Writes that a blob of the destination is about to be deleted and written again, and waits until that is on the disk.
    ///
    /// # Errors
    /// Why nothing is written any more.
    pub async fn foretell_replaced(&self, destination: &str) -> Result<()> {
        let known = self.shared.known.as_ref();
        let sequence = self.push(|pending| {
            pending.changes.add_replaced(destination);
            if let Some(known) = known {
                known.note_removed(destination, &mut pending.known);
            }
            pending.sync = true;
        });
        self.writes_more_than(sequence - 1).await;
        self.written().map(drop)
    }

    /// Writes that a copy at the destination is about to be deleted because the source has no such blob, if copies are remembered, and waits
    /// for it.
    ///
    /// # Errors
    /// Why nothing is written any more.
    pub async fn foretell_deleted(&self, destination: &str) -> Result<()> {
        let Some(known) = self.shared.known.as_ref() else { return Ok(()) };
        let sequence = self.push(|pending| known.note_removed(destination, &mut pending.known));
        self.writes_more_than(sequence - 1).await;
        self.written().map(drop)
    }

    fn push(&self, add: impl FnOnce(&mut PendingWrites)) -> u64 {
        let (sequence, starts) = {
            let mut pending = lock(&self.shared.pending);
            add(&mut pending);
            pending.sequence += 1;
            (pending.sequence, !mem::replace(&mut pending.is_writing, true))
        };
        if starts {
            let shared = Arc::clone(&self.shared);
            tokio::spawn(inherited(current(), async move { shared.write_all().await }).boxed());
        }
        sequence
    }

    /// The number of additions that are written.
    ///
    /// # Errors
    /// Why nothing is written any more.
    pub fn written(&self) -> Result<u64> {
        let written = self.shared.written.borrow();
        written.failure.clone().map_or(Ok(written.sequence), Err)
    }

    /// Waits until more than `sequence` additions are written, or none can be.
    pub async fn writes_more_than(&self, sequence: u64) {
        let mut written = self.shared.written.subscribe();
        // The sender lives as long as this recorder.
        let _ = written.wait_for(|written| written.sequence > sequence || written.failure.is_some()).await;
    }

    /// Waits until everything is written, and ends the files. A finished job does not need its journal any more.
    ///
    /// # Errors
    /// The system's error.
    pub async fn close(&self, last: u64, all_done: bool) -> Result<()> {
        self.writes_more_than(last.saturating_sub(1)).await;
        self.written()?;
        let shared = Arc::clone(&self.shared);
        on_disk(move || {
            let files = mem::take(&mut *lock(&shared.files));
            match files.journal {
                Some(mut journal) if all_done => journal.remove(),
                _ => Ok(()),
            }
        })
        .await?
    }
}

impl RecorderState {
    async fn write_all(self: Arc<Self>) {
        loop {
            let next = {
                let mut pending = lock(&self.pending);
                let (written, failed) = {
                    let written = self.written.borrow();
                    (written.sequence, written.failure.is_some())
                };
                if pending.sequence <= written || failed {
                    pending.is_writing = false;
                    return;
                }
                let rest = PendingWrites { sequence: pending.sequence, is_writing: true, ..PendingWrites::default() };
                mem::replace(&mut *pending, rest)
            };
            let sequence = next.sequence;
            let shared = Arc::clone(&self);
            let result = on_disk(move || lock(&shared.files).write(next)).await.flatten();
            self.written.send_modify(|written| match result {
                Ok(()) => written.sequence = sequence,
                Err(error) => written.failure = Some(error),
            });
        }
    }
}

impl Files {
    fn write(&mut self, pending: PendingWrites) -> Result<()> {
        let PendingWrites { changes, progress, manifest, failed, known, sync, .. } = pending;
        let known_file = self.known.as_mut().map(|(file, _)| file);
        let files = [(self.manifest.as_mut(), &manifest), (self.failed.as_mut(), &failed), (known_file, &known)];
        for (file, lines) in files {
            if let Some(file) = file
                && !lines.is_empty()
            {
                file.append(lines)?;
            }
        }
        let grown = match &mut self.journal {
            Some(journal) => {
                let manifest = self.manifest.as_ref().map(ReportFile::length);
                let progress = progress.map(|progress| JournalProgress { manifest, ..progress });
                journal.append(JournalEntry { changes, progress })?;
                journal.has_grown()
            }
            None => false,
        };
        if sync || grown {
            let known = self.known.as_ref().map(|(file, _)| file);
            for file in [self.manifest.as_ref(), self.failed.as_ref(), known].into_iter().flatten() {
                file.sync()?;
            }
        }
        match &mut self.journal {
            Some(journal) if grown => journal.replace(),
            Some(journal) if sync => journal.sync(),
            _ => Ok(()),
        }
    }
}
