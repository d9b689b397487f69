//! The progress of a copy.

use std::fmt;

use serde::{Serialize, Serializer};

/// The progress of a copy, in bytes. Only outside the engine, it is text: `bytes/total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyProgress {
    /// Bytes that are copied.
    pub copied: u64,
    /// All bytes.
    pub total: u64,
}

impl CopyProgress {
    /// Reads `bytes/total`, as the service writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let (copied, total) = text.split_once('/')?;
        Some(Self { copied: copied.trim().parse().ok()?, total: total.trim().parse().ok()? })
    }
}

impl fmt::Display for CopyProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.copied, self.total)
    }
}

impl Serialize for CopyProgress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_parsed_and_formatted_as_by_the_service() {
        let progress = CopyProgress::parse("5/10");
        assert_eq!(progress, Some(CopyProgress { copied: 5, total: 10 }));
        assert_eq!(progress.map(|progress| progress.to_string()).as_deref(), Some("5/10"));
        for text in ["", "5", "5/", "/10", "a/b", "-1/10", "5/10/15"] {
            assert_eq!(CopyProgress::parse(text), None, "{text}");
        }
    }
}
