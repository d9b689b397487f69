//! The saved state of a copy: the text of a poller's `toString()`. It is the JSON of `@azure/storage-blob`, so that a poller which
//! one library saved resumes in the other. Additional data of blobferry is in two members that the reference ignores: `transfer` and
//! `safeguard`. A copy uses no other JSON.

mod backup_record;
mod local_record;
mod options;
mod read;
mod write;

pub use backup_record::{BackupRecord, BackupSnapshot, PreviousBlob, SourceRecord};
pub use local_record::LocalRecord;
pub use options::SavedOptions;
pub use read::{SavedCopy, SavedLocalCopy, SavedServiceCopy, read, read_service};
pub use write::{CopyRecord, write, write_ended};
