//! A container that keeps only the blobs that were written last, so that any number can be written to it.

use std::collections::VecDeque;

/// Which blobs a container keeps.
#[derive(Debug)]
pub struct Forgetting {
    most: usize,
    /// The keys of their names, in the order in which they were written first.
    keys: VecDeque<String>,
}

impl Forgetting {
    /// Keeps this number of items.
    pub fn beyond(most: usize) -> Self {
        Self { most, keys: VecDeque::new() }
    }

    /// Notes the key of a new blob; returns that of the one to forget, if there is one.
    pub fn write(&mut self, key: &str) -> Option<String> {
        self.keys.push_back(key.to_owned());
        if self.keys.len() > self.most { self.keys.pop_front() } else { None }
    }
}
