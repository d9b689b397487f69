//! The uncommitted blocks of a blob. Hardly any blob has some, so that having none takes one word of memory.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;

use super::data::Data;

/// Blocks by their ids, in the order in which they were first staged.
pub type Blocks = IndexMap<Arc<str>, Data>;

static NONE: LazyLock<Blocks> = LazyLock::new(Blocks::default);

/// The uncommitted blocks of a blob; used like [`Blocks`].
#[derive(Debug, Clone, Default)]
pub struct Staged(Option<Box<Blocks>>);

impl Staged {
    /// Removes all blocks, and releases their memory.
    pub fn clear(&mut self) {
        self.0 = None;
    }
}

impl Deref for Staged {
    type Target = Blocks;

    fn deref(&self) -> &Blocks {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Staged {
    fn deref_mut(&mut self) -> &mut Blocks {
        self.0.get_or_insert_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::blob::Entry;

    #[test]
    fn an_entry_without_blocks_takes_little_memory() {
        assert_eq!(size_of::<Staged>(), size_of::<usize>());
        // Containers hold millions of these: rare parts must be boxed.
        assert!(size_of::<Entry>() <= 64, "{}", size_of::<Entry>());
    }

    #[test]
    fn blocks_are_staged_and_discarded() {
        let mut staged = Staged::default();
        assert!(staged.is_empty() && staged.0.is_none());
        staged.insert("YQ==".into(), Data::Zeros(3));
        assert_eq!(staged.get("YQ==").map(Data::length), Some(3));
        staged.clear();
        assert!(staged.is_empty() && staged.0.is_none());
    }
}
