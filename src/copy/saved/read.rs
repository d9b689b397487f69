//! Reads saved state, once.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::error::{Error, Result};
use crate::copy::options::BeginCopyFromOptions;
use crate::copy::outcome::CopyResult;
use crate::copy::progress::CopyProgress;
use crate::copy::saved::backup_record::BackupRecord;
use crate::copy::saved::local_record::LocalRecord;
use crate::copy::saved::options::{SavedOptions, number};
use crate::copy::saved_result::SavedResult;
use crate::copy::state::CopyState;

/// A copy that was saved.
#[derive(Debug, Clone)]
pub enum SavedCopy {
    /// The service makes it.
    Service(Box<SavedServiceCopy>),
    /// A process made it.
    Local(Box<SavedLocalCopy>),
}

/// A saved copy that the service makes.
#[derive(Debug, Clone)]
pub struct SavedServiceCopy {
    /// Its state.
    pub state: CopyState,
    /// The options of `beginCopyFrom`; none if another poller started the copy.
    pub options: BeginCopyFromOptions,
    /// How its destination is backed up; `None` if another poller started the copy.
    pub backup: Option<BackupRecord>,
}

/// A saved copy that a process made.
#[derive(Debug, Clone)]
pub struct SavedLocalCopy {
    /// The data that is needed to resume it.
    pub record: LocalRecord,
    /// The options that it was started with.
    pub options: BeginCopyFromOptions,
    /// Its progress.
    pub progress: Option<CopyProgress>,
    /// The result, if it had succeeded.
    pub ended: Option<SavedResult>,
}

impl SavedCopy {
    /// The progress of the copy when it was saved.
    pub fn progress(&self) -> Option<CopyProgress> {
        match self {
            Self::Service(saved) => saved.state.copy_progress,
            Self::Local(saved) => saved.progress,
        }
    }
}

impl SavedLocalCopy {
    /// The options of the resumed copy. How the blob is copied stays as it was, so that its blocks are found.
    pub fn options_with(&self, given: BeginCopyFromOptions) -> BeginCopyFromOptions {
        let mut options = given.or(self.options.clone());
        options.strategy = Some(self.record.strategy.clone());
        options.block_size = self.record.block_size.map(number).or(options.block_size);
        options
    }
}

#[derive(Deserialize)]
struct SavedText {
    state: SavedState,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedState {
    is_started: Option<bool>,
    copy_id: Option<String>,
    copy_progress: Option<String>,
    result: Option<Map<String, Value>>,
    is_completed: Option<bool>,
    is_cancelled: Option<bool>,
    #[serde(rename = "startCopyFromURLOptions")]
    options: Option<Value>,
    transfer: Option<Value>,
    safeguard: Option<Value>,
}

/// Reads what `beginCopyFrom` resumes: its own copy, or one that another poller started.
///
/// # Errors
/// An argument error if the text is neither.
pub fn read(text: &str) -> Result<SavedCopy> {
    let mut saved = parse(text)?;
    let (options, transfer, safeguard) = (saved.options.take(), saved.transfer.take(), saved.safeguard.take());
    let Some(transfer) = transfer else {
        if saved.is_started != Some(true) {
            return Err(no_saved_copy("the copy had not started"));
        }
        let backup: Option<BackupRecord> = safeguard.as_ref().map(member).transpose()?;
        // The options of another poller are not those of this one.
        let options = if backup.is_some() { given(options.as_ref())? } else { BeginCopyFromOptions::default() };
        return Ok(SavedCopy::Service(Box::new(SavedServiceCopy { state: saved.state(), options, backup })));
    };
    let record: LocalRecord = member(&transfer)?;
    let options = given(options.as_ref())?;
    let progress = saved.progress();
    let ended = saved.result.filter(|_| saved.is_completed == Some(true)).map(SavedResult::from_saved);
    Ok(SavedCopy::Local(Box::new(SavedLocalCopy { record, options, progress, ended })))
}

/// Reads what `beginCopyFromURL` resumes. Where the copy reads from and how it was started come from the new call, as in the
/// reference.
///
/// # Errors
/// An argument error if the text is not a saved poller, or that of a copy by a process: nothing is pending at the service
/// then.
pub fn read_service(text: &str) -> Result<CopyState> {
    let saved = parse(text)?;
    if saved.transfer.is_some() {
        let message = "The option \"resumeFrom\" is of a copy that beginCopyFrom() made: resume it there.";
        return Err(Error::argument_range("options.resumeFrom", message));
    }
    Ok(saved.state())
}

impl SavedState {
    fn progress(&self) -> Option<CopyProgress> {
        self.copy_progress.as_deref().and_then(CopyProgress::parse)
    }

    fn state(self) -> CopyState {
        CopyState {
            is_started: self.is_started,
            copy_progress: self.progress(),
            copy_id: self.copy_id,
            result: self.result.map(|result| CopyResult::Saved(SavedResult::from_saved(result))),
            is_completed: self.is_completed,
            is_cancelled: self.is_cancelled,
            ..Default::default()
        }
    }
}

fn parse(text: &str) -> Result<SavedState> {
    serde_json::from_str(text).map(|SavedText { state }| state).map_err(|error| no_saved_copy(&error.to_string()))
}

fn member<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T> {
    // From text, like everything else: reading from a value would compile its types once more.
    serde_json::from_str(&value.to_string()).map_err(|error| no_saved_copy(&error.to_string()))
}

fn given(options: Option<&Value>) -> Result<BeginCopyFromOptions> {
    let options: Option<SavedOptions> = options.map(member).transpose()?;
    Ok(options.unwrap_or_default().into_options())
}

fn no_saved_copy(why: &str) -> Error {
    let message = format!(
        "options.resumeFrom is not the saved state of a copy: pass what the poller's toString() returned, whole ({why})."
    );
    Error::argument_type("options.resumeFrom", message)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
