//! Copies of many blobs: lists a container, and copies each blob that passes the filter. It never builds a request by hand, and copies each blob
//! with [`crate::copy`].
//!
//! | | |
//! |---|---|
//! | `job` | how a job begins, runs and ends; `container_copy` is its handle |
//! | `options` | the caller's options, checked once |
//! | `listing` | pages of blobs, from a container, an account or the caller |
//! | `copying` | the copy of one blob, by a `worker` |
//! | `mirror` | both sides, merged in the service's order |
//! | `requests` | policies of the job's pipelines |
//! | `report` | events, the summary, what was not kept |
//! | `files`, `journal` | the files of a job, which survive the process |
//! | `resuming` | the position, and the saved state |
//! | `naming`, `decisions` | pure code that all of them use |
//!
//! Memory does not grow with the number of blobs: it holds the page that is being read, the page that is being copied, and the blobs in flight.

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
