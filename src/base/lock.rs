//! Locks.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also what a panic left.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
