//! The ids of a copy's blocks: the same source, cut the same way, always gives the same ids, so that a copy which was
//! interrupted recognises its own blocks among those that wait at the destination.
//!
//! An id is 24 bytes: 16 of a hash over what is copied, and the block's number in 8. That is well below the 64 bytes that
//! the service allows, and makes base64 without padding. They are computed when needed: 50,000 of them are never kept.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use url::Url;

use crate::rest::url::parameter;

/// How many bytes of the hash are used: two sources with the same are not to be expected in the life of the universe.
const PREFIX: usize = 16;

/// The ids of the blocks of one copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockIds {
    prefix: [u8; PREFIX],
}

impl BlockIds {
    /// The ids for a source as it is now, cut into blocks of this size. A signature in the URL makes no difference.
    pub fn new(source: &Url, etag: &str, length: u64, block_size: u64) -> Self {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        add(source.scheme());
        add(source.authority());
        add(source.path());
        for name in ["snapshot", "versionid", "sharesnapshot"] {
            add(&parameter(source, name).unwrap_or_default());
        }
        add(etag);
        hash.update(length.to_be_bytes());
        hash.update(block_size.to_be_bytes());
        let mut prefix = [0; PREFIX];
        prefix.copy_from_slice(&hash.finalize()[..PREFIX]);
        Self { prefix }
    }

    /// The id of a block, counted from 0, as base64.
    pub fn id(&self, number: u64) -> String {
        let mut bytes = [0; PREFIX + 8];
        bytes[..PREFIX].copy_from_slice(&self.prefix);
        bytes[PREFIX..].copy_from_slice(&number.to_be_bytes());
        STANDARD.encode(bytes)
    }

    /// The number of the block with this id; `None` when it is no id of this copy.
    pub fn number(&self, id: &str) -> Option<u64> {
        let bytes = STANDARD.decode(id).ok()?;
        let (prefix, number) = bytes.split_at_checked(PREFIX)?;
        let number = u64::from_be_bytes(number.try_into().ok()?);
        (prefix == self.prefix).then_some(number)
    }

    /// What all ids have in common, as text: to be saved and compared.
    pub fn prefix(&self) -> String {
        STANDARD.encode(self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn a_signature_makes_no_difference_and_all_else_does() {
        let ids = |source: &str, etag: &str, length, size| BlockIds::new(&url(source), etag, length, size);
        let first = ids("https://a/c/b?sv=1&sig=x", "\"1\"", 10, 5);
        assert_eq!(first, ids("https://a/c/b?sv=2&sig=y", "\"1\"", 10, 5));
        for other in [
            ids("https://a/c/b2", "\"1\"", 10, 5),
            ids("https://a2/c/b", "\"1\"", 10, 5),
            ids("https://a/c/b?snapshot=2026", "\"1\"", 10, 5),
            ids("https://a/c/b?versionid=2026", "\"1\"", 10, 5),
            ids("https://a/c/b", "\"2\"", 10, 5),
            ids("https://a/c/b", "\"1\"", 11, 5),
            ids("https://a/c/b", "\"1\"", 10, 6),
        ] {
            assert_ne!(first.prefix(), other.prefix());
        }
    }

    proptest! {
        #[test]
        fn an_id_tells_its_number_and_fits(number: u64, other: u64, etag in ".{0,40}") {
            let ids = BlockIds::new(&url("https://a/c/b"), &etag, 10, 5);
            let id = ids.id(number);
            prop_assert_eq!(id.len(), 32, "equal length, and no padding");
            prop_assert_eq!(ids.number(&id), Some(number));
            prop_assert_eq!(id == ids.id(other), number == other);
            let stranger = BlockIds::new(&url("https://a/c/b2"), &etag, 10, 5);
            prop_assert_eq!(stranger.number(&id), None);
        }

        #[test]
        fn any_text_is_taken(text in ".{0,60}") {
            let _ = BlockIds::new(&url("https://a/c/b"), "e", 10, 5).number(&text);
        }
    }
}
