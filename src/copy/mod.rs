//! Copying one blob: start a copy, poll it, cancel it, save and resume it.
//!
//! [`state`] is the state machine and [`timer`] the waiting times, both pure: they see answers and durations, never a
//! connection or a clock. [`poller`] does the I/O between them. [`transfer`] copies from a source of any kind and size by
//! whatever [`plan`] fits. Nothing here builds a request by hand; that is [`crate::rest`].

mod download;
pub mod limits;
mod pace;
pub mod plan;
pub mod poller;
mod running;
mod saved;
mod saved_options;
pub mod state;
pub mod stop;
pub mod timer;
pub mod transfer;
mod version;

pub use download::BlobReader;
pub use poller::CopyPoller;
pub use running::RunningCopy;
pub use saved::save;
pub use state::CopyState;
