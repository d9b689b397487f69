//! The locks of [`super::call_queue`]. The crate in `tests/interleavings` replaces them by those of loom.

pub use std::sync::{Mutex, MutexGuard, PoisonError};
