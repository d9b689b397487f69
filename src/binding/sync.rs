//! The locks of [`super::queue`]. The crate in `tests/interleavings` puts those of loom in their place.

pub use std::sync::{Mutex, MutexGuard, PoisonError};
