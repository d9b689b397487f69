//! A file that content is written to.
//!
//! It is written under a temporary name in the same folder, and renamed when it is complete. So a download that fails leaves only what
//! was there before. Two kinds of files cannot be replaced, and are written in place: those that have several names, and
//! those in whose folder no file with the same owner can be created.

use std::convert::Infallible;
use std::fs::{self, File, Metadata, OpenOptions};
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use crate::base::error::Result;
use crate::base::file_failure::file_error;
use crate::http::byte_threads::on_blocking_thread;
use crate::transfer::destination::Destination;

/// The number of names that are tried.
const NAMES: usize = 16;

/// The kind of file that a path leads to.
pub enum DownloadTarget {
    /// A file that can be written at any position, or can be created.
    File(FileTarget),
    /// A pipe or a device, which can only be written from start to end.
    Stream,
}

/// A file that is being written. If it is dropped before it is complete, it is removed.
pub struct FileTarget {
    file: Arc<File>,
    /// The temporary name, and the final name.
    names: Option<(PathBuf, PathBuf)>,
}

impl FileTarget {
    /// Opens the file for a path. This blocks.
    ///
    /// # Errors
    /// The error of opening the file for writing.
    pub fn open(path: &Path) -> Result<DownloadTarget> {
        let failed = |error: io::Error| file_error(error, "open", Some(path));
        match fs::metadata(path) {
            Ok(old) if old.is_file() => {
                let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
                let replaced = fs::canonicalize(path).and_then(|path| replacement(&path, &old)).ok();
                let target = match replaced {
                    Some(target) => target,
                    None => file.set_len(0).map(|()| Self { file: Arc::new(file), names: None }).map_err(failed)?,
                };
                Ok(DownloadTarget::File(target))
            }
            Ok(other) if !other.is_dir() => Ok(DownloadTarget::Stream),
            // The name of a file that does not exist yet. The path may be a link to it.
            Err(error) if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
                Ok(DownloadTarget::File(new_in_folder_of(path).map_err(failed)?))
            }
            _ => {
                let file = OpenOptions::new().write(true).create(true).truncate(true).open(path).map_err(failed)?;
                Ok(DownloadTarget::File(Self { file: Arc::new(file), names: None }))
            }
        }
    }

    /// The writer, and a future that resolves once it is dropped and none of its writes is in flight.
    pub fn writer(&self) -> (Arc<dyn Destination>, impl Future<Output = ()> + Send + use<>) {
        let (writing, mut settled) = mpsc::channel::<Infallible>(1);
        let writer = Writer { file: Arc::clone(&self.file), writing };
        (Arc::new(writer), async move {
            settled.recv().await;
        })
    }

    /// It is complete: renames it to its final name. This blocks.
    ///
    /// # Errors
    /// The system rejects.
    pub fn finish(mut self) -> Result<()> {
        if let Some((from, to)) = &self.names {
            fs::rename(from, to).map_err(|error| file_error(error, "rename", Some(to)))?;
        }
        self.names = None;
        Ok(())
    }
}

impl Drop for FileTarget {
    fn drop(&mut self) {
        if let Some((unfinished, _)) = &self.names {
            // Nothing more can be done about one that cannot be removed.
            let _ = fs::remove_file(unfinished);
        }
    }
}

/// A new file in the folder of the path.
fn new_in_folder_of(path: &Path) -> io::Result<FileTarget> {
    let mut error = io::Error::from(ErrorKind::AlreadyExists);
    for _ in 0..NAMES {
        let name = format!(".blobferry-{:016x}.part", RandomState::new().hash_one(path));
        let unfinished = path.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&unfinished) {
            Ok(file) => return Ok(FileTarget { file: Arc::new(file), names: Some((unfinished, path.to_owned())) }),
            Err(taken) if taken.kind() == ErrorKind::AlreadyExists => error = taken,
            Err(other) => return Err(other),
        }
    }
    Err(error)
}

/// A new file in the folder of a file, with its permissions and its owner.
fn replacement(path: &Path, old: &Metadata) -> io::Result<FileTarget> {
    let target = new_in_folder_of(path)?;
    take_owner(&target.file, old)?;
    target.file.set_permissions(old.permissions())?;
    Ok(target)
}

#[cfg(unix)]
fn take_owner(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    if old.nlink() > 1 {
        return Err(ErrorKind::Unsupported.into());
    }
    let new = file.metadata()?;
    if (new.uid(), new.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(file, Some(old.uid()), Some(old.gid()))
}

#[cfg(not(unix))]
fn take_owner(_file: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}

struct Writer {
    file: Arc<File>,
    /// A clone of it for each write.
    writing: mpsc::Sender<Infallible>,
}

impl Destination for Writer {
    fn write(&self, place: u64, pieces: Vec<Bytes>) -> BoxFuture<'_, Result<()>> {
        let (file, writing) = (Arc::clone(&self.file), self.writing.clone());
        Box::pin(async move {
            let write = move || {
                let _writing = writing;
                let mut place = place;
                for piece in pieces {
                    write_at(&file, &piece, place)?;
                    place += piece.len() as u64;
                }
                Ok(())
            };
            let written: io::Result<()> = on_blocking_thread(usize::MAX, write).await?;
            written.map_err(|error| file_error(error, "write", None))
        })
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, place)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut place: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, place)?;
        if written == 0 {
            return Err(ErrorKind::WriteZero.into());
        }
        bytes = &bytes[written..];
        place += written as u64;
    }
    Ok(())
}

#[cfg(all(test, unix))]
#[path = "file_target_tests.rs"]
mod tests;
