//! Texts of scripts that responses contain.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A text that lives as long as the program. Each is kept once; tests use only a few.
pub fn intern(text: &str) -> &'static str {
    static INTERNED: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut all = INTERNED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.get(text) {
        return known;
    }
    let text: &'static str = Box::leak(text.into());
    all.insert(text);
    text
}
