//! A file on this machine, read at any position, that must not change while it is read.

use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::file_failure::file_error;
use crate::http::pieces::lent_memory::LentMemory;
use crate::transfer::disk::on_disk;

/// The code of the error for a file that changed while it was read.
pub const FILE_CHANGED: &str = "FileChanged";

/// The code of the error for a file that cannot be read at any position.
const NOT_A_FILE: &str = "NotAFile";

/// The number of bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// Identifies one state of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileState {
    length: u64,
    modified: Option<SystemTime>,
}

impl FileState {
    fn of(metadata: &Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// A file that is read.
pub struct LocalFile {
    file: File,
    path: PathBuf,
    state: FileState,
    /// Identifies the file independently of its name.
    identity: Option<FileIdentity>,
    memory: Arc<LentMemory>,
}

impl LocalFile {
    /// Opens a file. Its path is in the system's encoding, or UTF-8 if paths are not bytes there.
    ///
    /// # Errors
    /// The system's error, or the path is not that of a file.
    pub async fn open(path: Vec<u8>) -> Result<Arc<Self>> {
        on_disk(move || {
            let path = path_of(path)?;
            Self::open_now(&path).map(Arc::new)
        })
        .await?
    }

    fn open_now(path: &Path) -> Result<Self> {
        let failed = |system_call| move |error| file_error(error, system_call, Some(path));
        // Checked before opening, because opening a pipe waits for the process that writes to it.
        let metadata = std::fs::metadata(path).map_err(failed("stat"))?;
        if !metadata.is_file() {
            return Err(not_a_file(path, &metadata));
        }
        let file = File::open(path).map_err(failed("open"))?;
        let metadata = file.metadata().map_err(failed("fstat"))?;
        Ok(Self {
            identity: identity(&metadata),
            state: FileState::of(&metadata),
            file,
            path: path.to_owned(),
            memory: LentMemory::new(PIECE.min(usize::try_from(metadata.len()).unwrap_or(PIECE))),
        })
    }

    /// Its length when it was opened.
    pub fn length(&self) -> u64 {
        self.state.length
    }

    /// Reads bytes at a position: `most` of them, or as many as are read at once. This blocks.
    ///
    /// # Errors
    /// The system's error, or the file has become shorter.
    pub fn read(&self, offset: u64, most: u64) -> Result<Bytes> {
        let length = usize::try_from(most).unwrap_or(usize::MAX).min(self.memory.length());
        let mut piece =
            self.memory.take().ok_or_else(|| file_error(io::ErrorKind::OutOfMemory.into(), "read", None))?;
        let mut read = 0;
        while read < length {
            match read_at(&self.file, &mut piece.memory()[read..length], offset + read as u64) {
                Ok(0) => {
                    let now = self.file.metadata().map_err(|error| file_error(error, "fstat", None))?.len();
                    return Err(self.changed(FileChange::Length(now)));
                }
                Ok(count) => read += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(file_error(error, "read", None)),
            }
        }
        Ok(piece.into_bytes(length))
    }

    /// Whether it is still the file that was opened, and unchanged. This blocks.
    ///
    /// # Errors
    /// It has changed; the error says how.
    pub fn require_unchanged(&self) -> Result<()> {
        let now = FileState::of(&self.file.metadata().map_err(|error| file_error(error, "fstat", None))?);
        // Some files have a length of 0, but have content.
        let has_more = read_at(&self.file, &mut [0], self.state.length).is_ok_and(|count| count > 0);
        let named = std::fs::metadata(&self.path).ok().as_ref().and_then(identity);
        change(self.state, now, has_more, self.identity.as_ref(), named.as_ref())
            .map_or(Ok(()), |change| Err(self.changed(change)))
    }

    fn changed(&self, change: FileChange) -> Error {
        let was = self.state.length;
        let what = match change {
            FileChange::Length(now) if now > was => format!("it grew from {was} to {now} bytes"),
            FileChange::Length(now) if now < was => format!("it shrank from {was} to {now} bytes"),
            FileChange::Length(_) => format!("it is larger than the {was} bytes that the system reported"),
            FileChange::Content => "it was written to".to_owned(),
            FileChange::Replaced => "another file was put in its place".to_owned(),
        };
        let message = format!(
            "The file \"{}\" changed while it was uploaded: {what}. Nothing was stored. Upload it when nobody writes to it, or pass \
             what has been read of it to uploadStream.",
            self.path.display()
        );
        Error::new(ErrorKind::File, message).with_code(FILE_CHANGED)
    }
}

/// How a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileChange {
    /// It has this many bytes now.
    Length(u64),
    /// It was written to.
    Content,
    /// Its name is that of another file now.
    Replaced,
}

/// How a file has changed, according to the system. A name that no longer exists is not a change: the content was read
/// from the file itself.
fn change<Id: PartialEq>(
    was: FileState,
    now: FileState,
    has_more: bool,
    opened: Option<&Id>,
    named: Option<&Id>,
) -> Option<FileChange> {
    if now.length != was.length || has_more {
        return Some(FileChange::Length(now.length));
    }
    if opened.is_some() && named.is_some() && opened != named {
        return Some(FileChange::Replaced);
    }
    (now != was).then_some(FileChange::Content)
}

fn not_a_file(path: &Path, metadata: &Metadata) -> Error {
    if metadata.is_dir() {
        return file_error(io::ErrorKind::IsADirectory.into(), "read", None);
    }
    let message = format!(
        "\"{}\" is not a file of a known size, but a device, a pipe or a socket. Pass a stream of it to uploadStream.",
        path.display()
    );
    Error::new(ErrorKind::File, message).with_code(NOT_A_FILE)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have paths that are text")]
fn path_of(bytes: Vec<u8>) -> Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt;

    Ok(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> Result<PathBuf> {
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::argument_type("filePath", "filePath is not UTF-8, which paths must be on this system"))?;
    Ok(text.into())
}

/// Device and number of a file: two names with the same belong to one file.
#[cfg(unix)]
type FileIdentity = (u64, u64);
#[cfg(not(unix))]
type FileIdentity = Option<SystemTime>;

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not report it")]
fn identity(metadata: &Metadata) -> Option<FileIdentity> {
    use std::os::unix::fs::MetadataExt;

    Some((metadata.dev(), metadata.ino()))
}

/// Without numbers, the standard library offers only this: a file that replaced another one is younger.
#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> Option<FileIdentity> {
    Some(metadata.created().ok())
}

#[cfg(unix)]
fn read_at(file: &File, memory: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, memory, offset)
}

#[cfg(windows)]
fn read_at(file: &File, memory: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, memory, offset)
}

#[cfg(test)]
#[path = "local_file_tests.rs"]
mod tests;
