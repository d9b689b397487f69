//! What a test has said of things that take time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::copy_script::CopyScript;

/// How long it takes a blob to leave the archive, unless a test says otherwise; in the real service it takes hours.
const DEFAULT_REHYDRATION: Duration = Duration::from_secs(60 * 60);

/// What becomes of copies and of archived blobs.
#[derive(Debug)]
pub struct Scripts {
    copies: Mutex<CopyScript>,
    rehydration: Mutex<Duration>,
}

impl Default for Scripts {
    fn default() -> Self {
        Self { copies: Mutex::default(), rehydration: Mutex::new(DEFAULT_REHYDRATION) }
    }
}

impl Scripts {
    /// What becomes of a copy to a blob that starts now.
    pub fn copy(&self, blob: &str) -> CopyScript {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).for_blob(blob)
    }

    /// Sets what becomes of copies that start from now on.
    pub fn set_copies(&self, script: CopyScript) {
        *self.copies.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    /// How long it takes a blob to leave the archive.
    pub fn rehydration(&self) -> Duration {
        *self.rehydration.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets how long it takes a blob to leave the archive from now on.
    pub fn set_rehydration(&self, takes: Duration) {
        *self.rehydration.lock().unwrap_or_else(PoisonError::into_inner) = takes;
    }
}
