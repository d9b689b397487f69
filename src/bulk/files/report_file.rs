//! A file with one line for each blob: the manifest, and the failed ones.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::file_failure::file_error;

/// A file that lines are appended to.
#[derive(Debug)]
pub struct ReportFile {
    option: &'static str,
    path: PathBuf,
    file: File,
    length: u64,
}

/// What happens to an existing file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced. Readers of the old one are not affected.
    Replace,
    /// This number of bytes is kept; the rest is truncated.
    Keep(u64),
    /// It is kept.
    KeepAll,
}

impl ReportFile {
    /// The length of the file of this name; a missing file counts as empty. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn length_of(path: &Path) -> Result<u64> {
        match fs::metadata(path) {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(file_error(error, "stat", Some(path))),
        }
    }

    /// Opens the file of an option. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn open(option: &'static str, path: &Path, existing: Existing) -> Result<Self> {
        let opened = (|| {
            if let Ok(metadata) = fs::symlink_metadata(path) {
                let target = fs::metadata(path)?;
                if !target.is_file() {
                    return Err(if target.is_dir() {
                        io::ErrorKind::IsADirectory
                    } else {
                        io::ErrorKind::InvalidInput
                    }
                    .into());
                }
                if existing == Existing::Replace && metadata.is_file() {
                    fs::remove_file(path)?;
                }
            }
            let truncate = existing == Existing::Replace;
            let mut file = OpenOptions::new().write(true).create(true).truncate(truncate).open(path)?;
            if let Existing::Keep(length) = existing {
                file.set_len(length)?;
            }
            let length = file.seek(SeekFrom::End(0))?;
            Ok((file, length))
        })();
        match opened {
            Ok((file, length)) => Ok(Self { option, path: path.to_owned(), file, length }),
            Err(error) => {
                let error = file_error(error, "open", None);
                let message = format!(
                    "The file {:?} of the option \"{option}\" cannot be opened. Nothing was copied: {}",
                    path.display().to_string(),
                    error.message()
                );
                Err(explained(&error, message))
            }
        }
    }

    /// Appends lines. This blocks.
    ///
    /// # Errors
    /// The system's error. Then the file is unchanged, as far as the system allows.
    pub fn append(&mut self, lines: &[u8]) -> Result<()> {
        if let Err(error) = self.file.write_all(lines) {
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::Start(self.length));
            return Err(self.unwritable(error, "write"));
        }
        self.length += lines.len() as u64;
        Ok(())
    }

    /// Its length in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Waits until everything written is on the disk. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn sync(&self) -> Result<()> {
        self.file.sync_data().map_err(|error| self.unwritable(error, "fdatasync"))
    }

    fn unwritable(&self, error: io::Error, call: &'static str) -> Error {
        let error = file_error(error, call, None);
        let message = format!(
            "The file {:?} of the option \"{}\" cannot be written. The job stopped, and what was copied stays: {}",
            self.path.display().to_string(),
            self.option,
            error.message()
        );
        explained(&error, message)
    }
}

/// An error of the system with our message, and the system's code.
fn explained(error: &Error, message: String) -> Error {
    Error::new(ErrorKind::Copy, message).with_code(error.code().unwrap_or("EIO"))
}
