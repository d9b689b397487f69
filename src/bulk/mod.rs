//! Many blobs: lists a container, and copies each blob that a filter lets through. It never builds a request by hand, and copies each blob
//! by [`crate::copy`].
//!
//! | | |
//! |---|---|
//! | `job` | begins, runs and ends; `container_copy` is its handle |
//! | `options` | what the caller wants, checked once |
//! | `listing` | pages of blobs, from a container, an account or the caller |
//! | `copying` | one blob: `worker` |
//! | `mirror` | both sides, merged in the service's order |
//! | `requests` | policies of the job's pipelines |
//! | `report` | events, the summary, what was not kept |
//! | `files`, `journal` | what is written beside the job, and survives the process |
//! | `resuming` | the position, and the saved state |
//! | `naming`, `decisions` | pure code under all of them |
//!
//! Memory does not grow with the number of blobs: what is held is a page that is read, one that waits, and what is being copied.

mod copying;
mod decisions;
mod files;
mod job;
mod journal;
mod listing;
mod mirror;
mod naming;
pub mod options;
pub mod report;
pub mod requests;
mod resuming;

pub use job::begin::ContainerCopyRequest;
pub use job::container_copy::ContainerCopy;
pub use job::ending::End;
pub use listing::entries::{EntryFeed, GivenEntry};
