//! A file with one line for each blob: the manifest, and the failed ones.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::file_failure::file_error;

/// How many names are tried for the file that replaces another: jobs of this process that begin at the same time.
const MOST_BESIDE: u32 = 1000;

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
pub enum ExistingFile {
    /// It is replaced. Readers of the old one are not affected.
    Replace,
    /// This number of bytes is kept; the rest is truncated.
    Keep(u64),
    /// It is kept.
    KeepAll,
}

/// A file that is open, and as it was. Dropping it leaves what was there.
#[derive(Debug)]
pub struct PreparedFile {
    report: ReportFile,
    provisional: Option<ProvisionalFile>,
}

/// A file that was created, and is removed unless the job begins.
#[derive(Debug)]
struct ProvisionalFile {
    path: PathBuf,
    /// Whether it has the name of the option, which was free. Otherwise it will get it.
    has_name: bool,
    /// Whether it stays.
    stays: bool,
}

impl Drop for ProvisionalFile {
    fn drop(&mut self) {
        if !self.stays {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl PreparedFile {
    /// Its length once it is taken.
    pub fn length(&self) -> u64 {
        self.report.length
    }

    /// Replaces the existing file with it. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn take(self) -> Result<ReportFile> {
        let Self { mut report, provisional } = self;
        let taken = (|| {
            if let Some(mut provisional) = provisional {
                if !provisional.has_name {
                    fs::rename(&provisional.path, &report.path)?;
                }
                provisional.stays = true;
            }
            report.file.set_len(report.length)?;
            report.file.seek(SeekFrom::End(0))
        })();
        match taken {
            Ok(_) => Ok(report),
            Err(error) => Err(unopened(report.option, &report.path, error)),
        }
    }
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

    /// Opens the file of an option, and changes nothing in it before [`PreparedFile::take`]. This blocks.
    ///
    /// # Errors
    /// The system's error.
    pub fn prepare(option: &'static str, path: &Path, existing: ExistingFile) -> Result<PreparedFile> {
        let opened = open_beside(path, existing).and_then(|(mut file, provisional)| {
            let length = match existing {
                ExistingFile::Replace => 0,
                ExistingFile::Keep(length) => length,
                ExistingFile::KeepAll => file.seek(SeekFrom::End(0))?,
            };
            Ok((file, provisional, length))
        });
        let (file, provisional, length) = opened.map_err(|error| unopened(option, path, error))?;
        Ok(PreparedFile { report: Self { option, path: path.to_owned(), file, length }, provisional })
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
            "The file {:?} of the option \"{}\" cannot be written. The job stopped, and what was copied stays. Run it again once that is \
             mended, with the same journal if it has one: {}",
            self.path.display().to_string(),
            self.option,
            error.message()
        );
        explained(&error, message)
    }
}

/// Opens a file as it is; or, if it is to be replaced, a new one next to it, so that readers of the old one are not affected.
fn open_beside(path: &Path, existing: ExistingFile) -> io::Result<(File, Option<ProvisionalFile>)> {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        let file = File::create_new(path)?;
        return Ok((file, Some(ProvisionalFile { path: path.to_owned(), has_name: true, stays: false })));
    };
    match fs::metadata(path) {
        Ok(target) if target.is_file() => {}
        Ok(target) if target.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(_) => return Err(io::ErrorKind::InvalidInput.into()),
        // A link may lead to a file that is not there yet.
        Err(error) if error.kind() == io::ErrorKind::NotFound && metadata.is_symlink() => {}
        Err(error) => return Err(error),
    }
    if existing != ExistingFile::Replace || !metadata.is_file() {
        return Ok((OpenOptions::new().write(true).create(true).truncate(false).open(path)?, None));
    }
    let mut number = 0_u32;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}-{number}.new", process::id()));
        match File::create_new(&name) {
            Ok(file) => return Ok((file, Some(ProvisionalFile { path: name.into(), has_name: false, stays: false }))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_BESIDE => number += 1,
            Err(error) => return Err(error),
        }
    }
}

fn unopened(option: &str, path: &Path, error: io::Error) -> Error {
    let error = file_error(error, "open", None);
    let message = format!(
        "The file {:?} of the option \"{option}\" cannot be opened. Nothing was copied: {}",
        path.display().to_string(),
        error.message()
    );
    explained(&error, message)
}

/// An error of the system with our message, and the system's code.
fn explained(error: &Error, message: String) -> Error {
    Error::new(ErrorKind::Copy, message).with_code(error.code().unwrap_or("EIO"))
}
