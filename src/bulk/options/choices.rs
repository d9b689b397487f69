//! Options that name one of a few ways to handle something.

use crate::base::error::{Error, Result};

/// What to do about a source that changes after it was listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Changed {
    /// Copy its new state.
    #[default]
    Retry,
    /// Skip it, and count it.
    Skip,
    /// Count it as failed.
    Fail,
}

impl Changed {
    /// Reads the option.
    ///
    /// # Errors
    /// An argument error that names it.
    pub fn new(given: Option<&str>) -> Result<Self> {
        match given {
            None | Some("retry") => Ok(Self::Retry),
            Some("skip") => Ok(Self::Skip),
            Some("fail") => Ok(Self::Fail),
            Some(other) => {
                let message = format!("The option \"changed\" must be \"retry\", \"skip\" or \"fail\", not {other:?}.");
                Err(Error::argument_range("options.changed", message))
            }
        }
    }
}

/// What to do about a pending copy of the same source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Leftovers {
    /// Wait for it.
    #[default]
    Adopt,
    /// Abort it.
    Abort,
}

impl Leftovers {
    /// Reads the option.
    ///
    /// # Errors
    /// An argument error that names it.
    pub fn new(given: Option<&str>) -> Result<Self> {
        match given {
            None | Some("adopt") => Ok(Self::Adopt),
            Some("abort") => Ok(Self::Abort),
            Some(other) => {
                let message = format!("The option \"leftovers\" must be \"adopt\" or \"abort\", not {other:?}.");
                Err(Error::argument_range("options.leftovers", message))
            }
        }
    }
}

/// What to do about empty blobs that represent directories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Markers {
    /// Copy them.
    #[default]
    Copy,
    /// Skip them, and count them.
    Skip,
}

impl Markers {
    /// Reads the option.
    ///
    /// # Errors
    /// An argument error that names it.
    pub fn new(given: Option<&str>) -> Result<Self> {
        match given {
            None | Some("copy") => Ok(Self::Copy),
            Some("skip") => Ok(Self::Skip),
            Some(other) => {
                let message = format!("The option \"markers\" must be \"copy\" or \"skip\", not {other:?}.");
                Err(Error::argument_range("options.markers", message))
            }
        }
    }
}
