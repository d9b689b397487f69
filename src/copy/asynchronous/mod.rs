//! Asynchronous copies, which the service makes by Copy Blob in its own time, and which nevertheless appear completely or not at all.
//!
//! | file | what it has |
//! |---|---|
//! | `start`, `settle`, `resume` | how a copy is started, what a failed start leaves, how a saved copy is resumed |
//! | `backup` | what is at the destination before, and the snapshot that backs it up |
//! | `backup_mark` | how a snapshot is recognized |
//! | `earlier_backups` | the snapshots of killed processes |
//! | `async_copy` | one copy: its state, and the phase that it is in |
//! | `poll` | one step of it |
//! | `observe` | what the properties of the destination mean for its phase |
//! | `finish` | what follows the service's success: verification, properties, tier |
//! | `rollback`, `rollback_step`, `rollback_outcome` | what follows everything else: the destination is restored; the decisions, which are pure; the result |
//! | `end` | how the end, good or bad, becomes its state |
//! | `cancel` | how its owner cancels it |
//!
//! The owner sees one copy: it has ended when all of that is done. Every poll does what is due. A failure that may pass is reported
//! to the caller and leaves the copy as it is; the next poll continues from there.

mod async_copy;
mod backup;
mod backup_mark;
mod cancel;
mod earlier_backups;
mod end;
mod finish;
mod observe;
mod poll;
mod resume;
mod rollback;
mod rollback_outcome;
mod rollback_step;
mod settle;
mod start;

pub use async_copy::AsyncCopy;
pub use earlier_backups::delete_earlier;
pub use resume::resume_async;
pub use start::start_async;
