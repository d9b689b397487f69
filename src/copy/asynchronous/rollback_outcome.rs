//! The state of the destination after a rollback, and the sentence about it in the error of a copy.

use std::fmt;

use crate::copy::asynchronous::backup_mark::MARK;

/// The state of the destination after a rollback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollbackOutcome {
    /// The previous blob is restored. With its snapshot, if that could not be deleted.
    Restored(Option<String>),
    /// The previous blob is restored, but the mark of its snapshot could not be removed, and why.
    Marked(String),
    /// There is no blob, as before.
    NothingLeft,
    /// The previous blob is still in a snapshot, and why.
    InSnapshot(String, String),
    /// There was no blob. The empty one that the copy left could not be deleted, and why.
    EmptyLeft(String),
    /// Another client has written the destination. The previous blob, if any, is in the snapshot.
    OfOthers(Option<String>),
    /// Another client has deleted the destination.
    Deleted,
    /// It is not known what was there before.
    Unknown,
}

impl RollbackOutcome {
    /// Whether everything is as before the copy.
    pub fn is_clean(&self) -> bool {
        matches!(self, Self::Restored(_) | Self::NothingLeft | Self::Unknown)
    }
}

impl fmt::Display for RollbackOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Restored(None) => f.write_str("The blob that was at the destination is back."),
            Self::Restored(Some(snapshot)) => write!(
                f,
                "The blob that was at the destination is back. Its snapshot {snapshot} is not needed any more, and could \
                 not be deleted."
            ),
            Self::Marked(why) => write!(
                f,
                "The blob that was at the destination is back, with the entry {MARK:?} among its metadata, which it did not have \
                 and which could not be taken away ({why})"
            ),
            Self::NothingLeft => f.write_str("Nothing was left at the destination."),
            Self::InSnapshot(snapshot, why) => write!(
                f,
                "The blob that was at the destination could not be brought back: its content is in the snapshot {snapshot}; \
                 copy that over the destination ({why})"
            ),
            Self::EmptyLeft(why) => {
                write!(f, "An empty blob was left at the destination, and could not be deleted: delete it ({why})")
            }
            Self::OfOthers(None) => {
                f.write_str("Another client has written the destination in the meantime, so nothing was done to it.")
            }
            Self::OfOthers(Some(snapshot)) => write!(
                f,
                "Another client has written the destination in the meantime, so nothing was done to it; what was there before \
                 the copy is in the snapshot {snapshot}."
            ),
            Self::Deleted => f.write_str("Another client has deleted the destination in the meantime."),
            Self::Unknown => Ok(()),
        }
    }
}
