//! Opens the file of a journal exclusively. The system releases the lock when the process ends, for any reason.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::file_failure::file_error;

/// The code of the error for a journal that cannot be read, locked or written.
pub const UNUSABLE: &str = "JournalUnusable";

/// How often a file is opened again if it was replaced in the meantime.
const ROUNDS: usize = 10;

/// Opens and locks the file of this name. A process that replaces or removes a journal holds its lock, so the name is checked again
/// once the lock is ours.
pub fn locked(path: &Path) -> Result<(File, bool)> {
    let failed = |call| move |error| unusable(path, &file_error(error, call, Some(path)));
    for _ in 0..ROUNDS {
        let is_new = !path.try_exists().map_err(failed("stat"))?;
        if !is_new {
            let metadata = fs::metadata(path).map_err(failed("stat"))?;
            if !metadata.is_file() {
                let kind = if metadata.is_dir() { io::ErrorKind::IsADirectory } else { io::ErrorKind::InvalidInput };
                return Err(failed("open")(kind.into()));
            }
        }
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = file.map_err(failed("open"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(path)),
            Err(TryLockError::Error(error)) => {
                let message = format!(
                    "The journal {:?} cannot be locked, and two jobs must not write it. Nothing was copied. Put it on a local file \
                     system: {}",
                    path.display().to_string(),
                    file_error(error, "flock", Some(path)).message()
                );
                return Err(Error::new(ErrorKind::Copy, message).with_code(UNUSABLE));
            }
        }
        let own = file.metadata().map_err(failed("fstat"))?;
        if fs::metadata(path).is_ok_and(|named| is_same(&own, &named)) {
            return Ok((file, is_new && own.len() == 0));
        }
    }
    Err(in_use(path))
}

fn in_use(path: &Path) -> Error {
    let message = format!(
        "The journal {:?} is in use by another job, in this process or another one. Nothing was copied. Wait for its end, or pass \
         another journal.",
        path.display().to_string()
    );
    Error::new(ErrorKind::Copy, message).with_code("JournalInUse")
}

/// The error for a journal that cannot be opened.
pub fn unusable(path: &Path, error: &Error) -> Error {
    let message = format!(
        "The journal {:?} cannot be opened. Nothing was copied: {}",
        path.display().to_string(),
        error.message()
    );
    Error::new(ErrorKind::Copy, message).with_code(UNUSABLE)
}

/// Whether a path leads to this open file, and not to one that has taken its place; `None` if there is nothing.
///
/// # Errors
/// The system's error.
pub fn leads_to(path: &Path, file: &File) -> io::Result<Option<bool>> {
    match fs::metadata(path) {
        Ok(named) => Ok(Some(is_same(&file.metadata()?, &named))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Removes this open file, unless its path leads to another one by now, or to none.
///
/// # Errors
/// The system's error.
pub fn remove_own(path: &Path, file: &File) -> io::Result<()> {
    if leads_to(path, file)? == Some(true) { fs::remove_file(path) } else { Ok(()) }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// On other systems, an open file cannot be replaced.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}
