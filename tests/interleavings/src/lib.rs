//! The queue between JavaScript's thread and the engine's, under all interleavings of its locks.
//!
//! It is the engine's own file, with loom's locks in the place of the standard library's: loom runs each test again and again, until
//! every order in which the threads can get at the locks has been tried. A wake-up that is missing shows as a thread that waits for
//! ever, which loom reports. It is a crate of its own because loom is of no use to anything else here.

#[path = "../../../src/binding/call_queue.rs"]
pub mod call_queue;

mod sync {
    pub use std::sync::PoisonError;

    pub use loom::sync::{Mutex, MutexGuard};
}

#[cfg(test)]
mod tests;
