//! The scripts of operations that take time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::copy_script::CopyScript;

/// The duration of a rehydration, unless a test says otherwise; in the real service it takes hours.
const DEFAULT_REHYDRATION: Duration = Duration::from_secs(60 * 60);

/// The scripts of copies and of rehydrations.
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
    /// The script of a copy to a blob that starts now.
    pub fn copy(&self, blob: &str) -> CopyScript {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).for_blob(blob)
    }

    /// Sets the script of copies that start from now on.
    pub fn set_copies(&self, script: CopyScript) {
        *self.copies.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    /// The duration of a rehydration.
    pub fn rehydration(&self) -> Duration {
        *self.rehydration.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the duration of rehydrations from now on.
    pub fn set_rehydration(&self, takes: Duration) {
        *self.rehydration.lock().unwrap_or_else(PoisonError::into_inner) = takes;
    }
}
