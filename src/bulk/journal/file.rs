//! The file of a journal: opened and locked, read, appended to, and replaced by a shorter one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::file_failure::file_error;
use crate::bulk::journal::frame::{frame, frames};
use crate::bulk::journal::lock::{UNUSABLE, leads_to, locked, remove_own, unusable};
use crate::bulk::journal::state::{JournalEntry, JournalState, from_json, replay};
use crate::bulk::resuming::saved::Identity;

/// The start of the file, before the version.
const NAME: &str = "blobferry journal ";

/// The version of the format.
const VERSION: &str = "2";

/// The number of bytes that are reserved for the file that replaces it.
const RESERVED: usize = 16 * 1024;

/// The number of bytes of entries after which the file is replaced by a short one.
const COMPACTED_AT: u64 = 2 * 1024 * 1024;

/// A journal that only this job writes.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    identity: Identity,
    state: JournalState,
    /// The number of valid bytes.
    length: u64,
    /// The number of bytes after which the file is replaced.
    compacted_at: u64,
    /// Whether this job created the file, and has not written to it yet.
    is_new: bool,
}

/// A journal as it was found.
#[derive(Debug)]
pub struct OpenedJournal {
    /// The journal.
    pub journal: Journal,
    /// The position of the job; `None` for a new one.
    pub state: Option<JournalState>,
}

impl Journal {
    /// Opens the journal of a job, or creates one, and locks it. An existing file is not changed. `manifest` is the length of the manifest
    /// if there is one. This blocks.
    ///
    /// # Errors
    /// The system's error; an argument error if it belongs to another job, another version, or a running job.
    pub fn open(path: &Path, identity: &Identity, manifest: Option<u64>) -> Result<OpenedJournal> {
        let (file, is_new) = locked(path)?;
        let journal = Self {
            path: path.to_owned(),
            file,
            identity: identity.clone(),
            state: JournalState::default(),
            length: 0,
            compacted_at: COMPACTED_AT,
            is_new,
        };
        journal.read(manifest)
    }

    fn read(mut self, manifest: Option<u64>) -> Result<OpenedJournal> {
        let failed = |error| unusable(&self.path, &file_error(error, "read", Some(&self.path)));
        let mut first = Vec::new();
        (&self.file).take(64).read_to_end(&mut first).map_err(failed)?;
        // A process may have ended between the two steps that create the file.
        if first.is_empty() {
            return Ok(OpenedJournal { journal: self, state: None });
        }
        let head = self.read_head(&first)?;
        (&self.file).seek(SeekFrom::Start(head as u64)).map_err(failed)?;
        let mut rest = Vec::new();
        (&self.file).read_to_end(&mut rest).map_err(failed)?;
        let mut frames = frames(&rest);
        let Some(saved) = frames.next().and_then(|(payload, _)| from_json::<Identity>(payload)) else {
            return Err(self.wrong(
                "is damaged at its beginning, so it is unknown which job it belongs to. Remove it to start over",
            ));
        };
        self.identity.require_same(&saved, "journal")?;
        match replay(frames, manifest) {
            Some((state, end)) => {
                self.length = (head + end) as u64;
                self.compacted_at = self.length + COMPACTED_AT;
                self.state = state.clone();
                Ok(OpenedJournal { journal: self, state: Some(state) })
            }
            None if replay(self::frames(&rest).skip(1), None).is_some() => Err(self.wrong(
                "refers to more lines than the file of the option \"manifest\" has. Pass the manifest that was written with it, or \
                 remove both to start over",
            )),
            None => Err(self.wrong("is damaged, so it is unknown how far the job had got. Remove it to start over")),
        }
    }

    /// Reads the first line, and returns its length.
    fn read_head(&self, first: &[u8]) -> Result<usize> {
        let end = first.iter().position(|byte| *byte == b'\n');
        let line = end.and_then(|end| std::str::from_utf8(&first[..end]).ok());
        match (end, line.and_then(|line| line.strip_prefix(NAME))) {
            (Some(end), Some(VERSION)) => Ok(end + 1),
            (_, Some(version)) => Err(self.wrong(&format!(
                "was written by another version of blobferry (its format is {version:?}, and this one reads {VERSION:?}). Resume the \
                 job with that version, or remove the file to start over"
            ))),
            (_, None) => Err(self.wrong("is not a journal of blobferry, and was not changed. Choose another name")),
        }
    }

    fn wrong(&self, what: &str) -> Error {
        let message = format!("The option \"journal\": {:?} {what}.", self.path.display().to_string());
        Error::argument_range("options.journal", message)
    }

    /// Starts a run with this state in the file. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn begin(&mut self, state: JournalState) -> Result<()> {
        self.state = state;
        self.put_anew().map_err(|error| {
            let message = format!(
                "The journal {:?} cannot be written. The job was not started, and nothing was copied: {}",
                self.path.display().to_string(),
                error.message()
            );
            Error::new(ErrorKind::Copy, message).with_code(UNUSABLE)
        })
    }

    /// Writes what happened. It survives the end of the process, and with [`Journal::sync`] also that of the system. This blocks.
    ///
    /// # Errors
    /// The system's error. Then the file is unchanged, as far as the system allows.
    pub fn append(&mut self, entry: JournalEntry) -> Result<()> {
        let bytes = serde_json::to_vec(&entry).ok().and_then(|json| frame(&json)).ok_or_else(|| self.too_large())?;
        let mut written = self.write(&bytes);
        if written.as_ref().is_err_and(is_full) {
            // The added bytes are free again then.
            self.replace()?;
            written = self.write(&bytes);
        }
        written.map_err(|error| self.unwritable(&file_error(error, "write", Some(&self.path))))?;
        self.state.apply(entry);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(bytes) {
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
            return Err(error);
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Whether the file has grown so much that it should be replaced.
    pub fn has_grown(&self) -> bool {
        self.length >= self.compacted_at
    }

    /// Waits until everything written is on the disk. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn sync(&self) -> Result<()> {
        self.file.sync_data().map_err(|error| self.unwritable(&file_error(error, "fdatasync", Some(&self.path))))
    }

    /// Replaces the file by a short one with the same state. This blocks.
    ///
    /// # Errors
    /// The system's error. Then the file is unchanged.
    pub fn replace(&mut self) -> Result<()> {
        self.put_anew().map_err(|error| self.unwritable(&error))
    }

    fn put_anew(&mut self) -> Result<()> {
        let too_large = || file_error(io::ErrorKind::FileTooLarge.into(), "write", Some(&self.path));
        let bytes = self.contents().ok_or_else(too_large)?;
        let replacement_path = replacement_path(&self.path);
        let replaced = (|| {
            if leads_to(&self.path, &self.file)? == Some(false) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            let mut file =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&replacement_path)?;
            // Locked before it is renamed, so that another job can never lock it.
            file.try_lock().map_err(|error| match error {
                TryLockError::Error(error) => error,
                TryLockError::WouldBlock => io::ErrorKind::ResourceBusy.into(),
            })?;
            file.write_all(&bytes)?;
            file.set_len(bytes.len() as u64)?;
            file.sync_all()?;
            fs::rename(&replacement_path, &self.path)?;
            sync_folder(&self.path)?;
            Ok(file)
        })();
        match replaced {
            Ok(file) => {
                self.file = file;
                self.length = bytes.len() as u64;
                // Failed names are written again each time, so many of them make replacements rarer.
                self.compacted_at = self.length * 2 + COMPACTED_AT;
                self.is_new = false;
                reserve(&replacement_path);
                Ok(())
            }
            Err(error) => {
                let _ = fs::remove_file(&replacement_path);
                Err(file_error(error, "write", Some(&self.path)))
            }
        }
    }

    /// Removes the file: the job is done. A file that another program has put in its place stays. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn remove(&mut self) -> Result<()> {
        let _ = fs::remove_file(replacement_path(&self.path));
        remove_own(&self.path, &self.file).map_err(|error| file_error(error, "unlink", Some(&self.path)))
    }

    fn contents(&self) -> Option<Vec<u8>> {
        let mut bytes = format!("{NAME}{VERSION}\n").into_bytes();
        bytes.extend(frame(&serde_json::to_vec(&self.identity).ok()?)?);
        bytes.extend(frame(&serde_json::to_vec(&self.state).ok()?)?);
        Some(bytes)
    }

    fn too_large(&self) -> Error {
        self.unwritable(&file_error(io::ErrorKind::FileTooLarge.into(), "write", Some(&self.path)))
    }

    fn unwritable(&self, error: &Error) -> Error {
        let message = format!(
            "The journal {:?} cannot be written. The job stopped, and what was copied stays. Run it again with the same journal once that \
             is mended: {}",
            self.path.display().to_string(),
            error.message()
        );
        Error::new(ErrorKind::Copy, message).with_code(UNUSABLE)
    }
}

impl Drop for Journal {
    /// A job that did not start leaves no empty file.
    fn drop(&mut self) {
        if self.is_new {
            let _ = remove_own(&self.path, &self.file);
        }
    }
}

/// Reserves space for the next replacement, if there is any: a full disk must not prevent a journal from becoming shorter.
fn reserve(replacement_path: &Path) {
    let taken = File::create_new(replacement_path).and_then(|mut file| file.write_all(&[0; RESERVED]));
    if taken.is_err() {
        let _ = fs::remove_file(replacement_path);
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// The name of the file that replaces a journal.
pub fn replacement_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

/// The name of a file is stored in its folder.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
