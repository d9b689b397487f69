//! The ids of a copy's blocks. The same source, divided the same way, always has the same ids, so that a resumed copy recognizes its
//! own blocks among the uncommitted ones of the destination.
//!
//! An id is 24 bytes: 16 of a hash over what is copied, and the block's number in 8. That is well below the 64 bytes that
//! the service allows, and makes base64 without padding. They are computed when needed: 50,000 of them are never kept.
//!
//! All uncommitted blocks of one name have ids of one length. If there are some of another client, ours take their length: the hash is shortened,
//! the number has 4 bytes, or there are zeros between the two.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use url::Url;

use crate::base::url::parameter;
use crate::copy::source_url::STATE_PARAMETERS;

/// The number of bytes of the hash that are used: enough to exclude collisions.
const PREFIX: usize = 16;

/// The minimum number of bytes of the hash, next to blocks of another client.
const SHORTEST_PREFIX: usize = 8;

/// The number of bytes of an id.
const LENGTH: usize = PREFIX + size_of::<u64>();

/// The shortest id that distinguishes copies, and contains the number of a block.
const SHORTEST: usize = SHORTEST_PREFIX + size_of::<u32>();

/// The longest id.
/// <https://learn.microsoft.com/rest/api/storageservices/put-block>
const LONGEST: usize = 64;

/// The ids of the blocks of one copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockIds {
    prefix: [u8; PREFIX],
    /// The number of bytes of an id.
    length: usize,
}

impl BlockIds {
    /// The ids for the current state of a source, cut into blocks of this size. A signature in the URL makes no difference.
    pub fn new(source: &Url, etag: &str, length: u64, block_size: u64) -> Self {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        add(source.scheme());
        add(source.authority());
        add(source.path());
        for name in STATE_PARAMETERS {
            add(&parameter(source, name).unwrap_or_default());
        }
        add(etag);
        hash.update(length.to_be_bytes());
        hash.update(block_size.to_be_bytes());
        let mut prefix = [0; PREFIX];
        prefix.copy_from_slice(&hash.finalize()[..PREFIX]);
        Self { prefix, length: LENGTH }
    }

    /// The same ids, as long as another one; `None` if that is too short to distinguish copies, or not an id.
    pub fn as_long_as(self, other: &str) -> Option<Self> {
        let length = STANDARD.decode(other).ok()?.len();
        (SHORTEST..=LONGEST).contains(&length).then_some(Self { length, ..self })
    }

    /// The id of a block, counted from 0, as base64.
    pub fn id(&self, number: u64) -> String {
        let mut bytes = [0; LONGEST];
        let bytes = &mut bytes[..self.length];
        let (prefix, digits) = self.parts();
        bytes[..prefix].copy_from_slice(&self.prefix[..prefix]);
        let number = number.to_be_bytes();
        bytes[self.length - digits..].copy_from_slice(&number[number.len() - digits..]);
        STANDARD.encode(bytes)
    }

    /// The number of the block with this id; `None` if it is not an id of this copy.
    pub fn number(&self, id: &str) -> Option<u64> {
        let bytes = STANDARD.decode(id).ok().filter(|bytes| bytes.len() == self.length)?;
        let (_, digits) = self.parts();
        let mut number = [0; size_of::<u64>()];
        let at = number.len() - digits;
        number[at..].copy_from_slice(&bytes[self.length - digits..]);
        let number = u64::from_be_bytes(number);
        (self.id(number) == id).then_some(number)
    }

    /// The numbers of bytes of the hash and of the number in an id.
    fn parts(&self) -> (usize, usize) {
        if self.length < LENGTH {
            ((self.length - size_of::<u32>()).min(PREFIX), size_of::<u32>())
        } else {
            (PREFIX, size_of::<u64>())
        }
    }

    /// The common prefix of all ids as text, to be saved and compared.
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
    fn block_ids_ignore_signatures_and_depend_on_all_else() {
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
        fn a_block_id_contains_its_number_and_fits(number: u64, other: u64, etag in ".{0,40}") {
            let ids = BlockIds::new(&url("https://a/c/b"), &etag, 10, 5);
            let id = ids.id(number);
            prop_assert_eq!(id.len(), 32, "equal length, and no padding");
            prop_assert_eq!(ids.number(&id), Some(number));
            prop_assert_eq!(id == ids.id(other), number == other);
            let stranger = BlockIds::new(&url("https://a/c/b2"), &etag, 10, 5);
            prop_assert_eq!(stranger.number(&id), None);
        }

        #[test]
        fn block_ids_have_the_length_of_existing_ones(number in 0u64..50_000, other in 0u64..50_000, theirs in "[a-z]{0,70}") {
            let (ids, text) = (BlockIds::new(&url("https://a/c/b"), "e", 10, 5), STANDARD.encode(&theirs));
            let Some(ids) = ids.as_long_as(&text) else {
                prop_assert!(!(12..=64).contains(&theirs.len()));
                return Ok(());
            };
            let id = ids.id(number);
            prop_assert_eq!(id.len(), text.len());
            prop_assert_eq!(ids.number(&id), Some(number));
            prop_assert_eq!(id == ids.id(other), number == other);
            let stranger = BlockIds::new(&url("https://a/c/b2"), "e", 10, 5).as_long_as(&text).expect("a length");
            prop_assert_eq!(stranger.number(&id), None);
            prop_assert_eq!(ids.number(&text), None);
        }

        #[test]
        fn any_text_is_accepted(text in ".{0,60}") {
            let _ = BlockIds::new(&url("https://a/c/b"), "e", 10, 5).number(&text);
        }
    }
}
