//! A container of computed blobs: everything about each is a function of a seed and of its number.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::blob::{Blob, BlobType, Entry, Pairs, Properties};
use super::content::Content;
use super::data::Data;
use super::order::Order;
use super::pages::Pages;
use super::varied;
use crate::conditions::Stamp;
use crate::splitmix64::splitmix64;

/// 2024-01-01: the earliest time of a computed blob, in seconds.
const FIRST_TIME: u64 = 1_704_067_200;
/// All times are within a year of that.
const SPAN: u64 = 365 * 86_400;
/// Computed `ETags` are below those that the service assigns, which count from today on.
const FIRST_ETAG: u64 = 0x8B0_0000_0000_0000;
/// Pages have this many bytes: <https://learn.microsoft.com/rest/api/storageservices/put-page>.
const PAGE: u64 = 512;

/// A container and the blobs to be computed in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SyntheticContainer {
    /// The account.
    pub account: String,
    /// The container, which must not exist yet.
    pub container: String,
    /// The number of blobs. Their numbers count from 0.
    pub count: u64,
    /// The prefix of their names; the number follows, with leading zeros.
    pub prefix: String,
    /// The number of digits; by default as many as the last number needs.
    pub digits: Option<usize>,
    /// Names are `d{n}/f{n}` after the prefix, with this many blobs per directory.
    pub per_directory: Option<u64>,
    /// Their size.
    pub size: Size,
    /// The seed of sizes, `ETags`, times and contents.
    pub seed: u64,
    /// By how many seconds their times are later than those that the seed gives.
    pub seconds_later: u32,
    /// Their type, by the service's name for it; block blobs by default.
    pub blob_type: Option<BlobTypeName>,
    /// Their metadata.
    pub metadata: BTreeMap<String, String>,
    /// Their tier.
    pub tier: Option<String>,
    /// Each differs from its neighbors in everything that a copy keeps: type, properties, metadata, tags and tier depend on its number.
    pub varied: bool,
    /// How many other blobs the container keeps once they are written: the first ones of more are forgotten. By default it keeps all.
    pub keeps: Option<usize>,
}

/// The size of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "neither a number of bytes nor {\"min\": …, \"max\": …}")]
pub enum Size {
    /// All blobs have this one.
    Fixed(u64),
    /// Each has one from this range.
    Between {
        /// The smallest.
        min: u64,
        /// The largest.
        max: u64,
    },
}

impl Default for Size {
    fn default() -> Self {
        Self::Fixed(0)
    }
}

/// The service's name for a type of blobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlobTypeName {
    /// Block blobs.
    #[serde(rename = "BlockBlob")]
    Block,
    /// Append blobs.
    #[serde(rename = "AppendBlob")]
    Append,
    /// Page blobs, whose sizes are rounded up to whole pages.
    #[serde(rename = "PageBlob")]
    Page,
}

/// Blobs that are computed.
#[derive(Debug)]
pub struct Generated {
    script: SyntheticContainer,
    order: Order,
    /// The keys of the script's prefix and of the text between directory and number.
    prefix: String,
    slash: String,
    digits: usize,
    directory_digits: usize,
    metadata: Pairs,
    properties: Arc<Properties>,
}

impl Generated {
    /// Blobs for a script, or why it is invalid.
    pub fn new(script: SyntheticContainer, order: Order) -> Result<Self, String> {
        if script.per_directory == Some(0) {
            return Err("perDirectory: must be 1 or more".to_owned());
        }
        if script.keeps == Some(0) {
            return Err("keeps: must be 1 or more".to_owned());
        }
        if matches!(script.size, Size::Between { min, max } if min > max) {
            return Err("size: min is more than max".to_owned());
        }
        let last = script.count.saturating_sub(1);
        let (last, last_directory) = match script.per_directory {
            None => (last, 0),
            Some(many) => (last.min(many - 1), last / many),
        };
        let width = |number: u64| number.checked_ilog10().unwrap_or(0) as usize + 1;
        let needed = width(last).max(width(last_directory));
        let most = 20;
        let digits = script.digits;
        if digits.is_some_and(|digits| digits < needed || digits > most) {
            return Err(format!("digits: must be from {needed} to {most}"));
        }
        let metadata = script.metadata.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let (digits, directory_digits) = (digits.unwrap_or(width(last)), digits.unwrap_or(width(last_directory)));
        let (prefix, slash) = (order.key(&script.prefix).into_owned(), order.key("/").into_owned());
        Ok(Self { script, order, prefix, slash, digits, directory_digits, metadata, properties: Arc::default() })
    }

    /// How many other blobs their container keeps, if not all.
    pub fn keeps(&self) -> Option<usize> {
        self.script.keeps
    }

    /// The order in which they are listed.
    pub fn order(&self) -> Order {
        self.order
    }

    /// The number of the blob of this name, if there is one.
    pub fn index_of(&self, name: &str) -> Option<u64> {
        let key = self.order.key(name);
        let index = self.first_from(&key);
        (index < self.script.count && self.key(index) == key).then_some(index)
    }

    /// The blobs from a key on, by number and key.
    pub fn range<'a>(&'a self, from: &str) -> impl Iterator<Item = (u64, String)> + use<'a> {
        (self.first_from(from)..self.script.count).map(|index| (index, self.key(index)))
    }

    /// The entry of a number.
    pub fn entry(&self, index: u64) -> Entry {
        Entry { base: Some(Arc::new(self.blob(index))), ..Entry::default() }
    }

    /// The number of the first blob whose key is not before this one. Keys are in the order of numbers.
    fn first_from(&self, key: &str) -> u64 {
        let (mut low, mut high) = (0, self.script.count);
        let mut middle_key = String::new();
        while low < high {
            let middle = low + (high - low) / 2;
            middle_key.clear();
            self.write_key(&mut middle_key, middle);
            if middle_key.as_str() < key { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn key(&self, index: u64) -> String {
        let mut key = String::with_capacity(self.prefix.len() + self.digits + self.directory_digits + 3);
        self.write_key(&mut key, index);
        key
    }

    fn write_key(&self, key: &mut String, index: u64) {
        let (prefix, slash, digits, directory_digits) = (&self.prefix, &self.slash, self.digits, self.directory_digits);
        // Writing to a string cannot fail.
        let _ = match self.script.per_directory {
            None => write!(key, "{prefix}{index:0digits$}"),
            Some(many) => write!(key, "{prefix}d{:0directory_digits$}{slash}f{:0digits$}", index / many, index % many),
        };
    }

    /// A number that belongs to a blob; each `purpose` has its own.
    fn draw(&self, index: u64, purpose: u64) -> u64 {
        splitmix64(splitmix64(self.script.seed ^ purpose.rotate_left(60)).wrapping_add(index))
    }

    fn blob(&self, index: u64) -> Blob {
        let length = match self.script.size {
            Size::Fixed(size) => size,
            Size::Between { min, max } => {
                let span = u128::from(max - min) + 1;
                min + u64::try_from(u128::from(self.draw(index, 1)) % span).unwrap_or_default()
            }
        };
        let (etag, seed) = (FIRST_ETAG + self.draw(index, 2) % (1 << 52), self.draw(index, 3));
        let seconds = FIRST_TIME + self.draw(index, 4) % SPAN + u64::from(self.script.seconds_later);
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let data = |length| Data::Synthetic { seed, offset: 0, length };
        let kind = match self.script.blob_type {
            Some(BlobTypeName::Append) => BlobType::Append,
            Some(BlobTypeName::Page) => BlobType::Page,
            None if self.script.varied => varied::kind(index),
            None | Some(BlobTypeName::Block) => BlobType::Block,
        };
        let content = if kind == BlobType::Page {
            let length = length.next_multiple_of(PAGE);
            let mut pages = Pages::of_length(length);
            pages.write(0, data(length), etag);
            Content::Pages(Arc::new(pages))
        } else {
            Content::whole(data(length))
        };
        let mut blob = Blob::new(time);
        blob.kind = kind;
        blob.content = content;
        blob.metadata = Arc::clone(&self.metadata);
        blob.properties = Arc::clone(&self.properties);
        blob.tier.clone_from(&self.script.tier);
        blob.stamp = Stamp { etag, last_modified: time };
        if self.script.varied {
            varied::vary(&mut blob, index);
        }
        blob
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_sort_by_number_and_parse_back_to_it(
            count in 1_u64..3000,
            per_directory in prop::option::of(1_u64..50),
            digits in prop::option::of(4_usize..8),
        ) {
            let script =
                SyntheticContainer { count, per_directory, digits, prefix: "p-".to_owned(), ..SyntheticContainer::default() };
            let generated = Generated::new(script, Order::Flat).unwrap();
            let names: Vec<_> = generated.range("").map(|(_, name)| name).collect();
            prop_assert_eq!(names.len() as u64, count);
            prop_assert!(names.is_sorted_by(|one, other| one < other));
            for (number, name) in (0..).zip(&names).step_by(97) {
                prop_assert_eq!(generated.index_of(name), Some(number));
                prop_assert_eq!(generated.index_of(&format!("{name}0")), None);
                prop_assert_eq!(generated.first_from(&format!("{name}0")), number + 1);
            }
        }
    }

    #[test]
    fn a_generated_blob_depends_only_on_seed_and_number() {
        let script = SyntheticContainer {
            count: 100,
            size: Size::Between { min: 10, max: 20 },
            seed: 7,
            ..SyntheticContainer::default()
        };
        let of = |seed, index| {
            let blob = Generated::new(SyntheticContainer { seed, ..script.clone() }, Order::Flat).unwrap().blob(index);
            let content: Vec<_> = blob.content.chunks().collect();
            (blob.stamp.etag, blob.stamp.last_modified, content)
        };
        assert_eq!(of(7, 3), of(7, 3));
        assert_ne!(of(7, 3), of(8, 3));
        assert_ne!(of(7, 3), of(7, 4));
        let generated = Generated::new(script.clone(), Order::Flat).unwrap();
        let lengths: Vec<_> = (0..100).map(|index| generated.blob(index).content.length()).collect();
        assert!(lengths.iter().all(|length| (10..=20).contains(length)));
        assert!(lengths.contains(&10) && lengths.contains(&20));
    }

    #[test]
    fn blobs_can_be_those_of_another_container_at_a_later_time() {
        let of = |seconds_later| {
            let script = SyntheticContainer { count: 1, seconds_later, ..SyntheticContainer::default() };
            Generated::new(script, Order::Flat).unwrap().blob(0).stamp
        };
        let (first, later) = (of(0), of(60));
        assert_eq!(first.etag, later.etag);
        assert_eq!(later.last_modified.duration_since(first.last_modified).ok(), Some(Duration::from_secs(60)));
    }

    #[test]
    fn invalid_scripts_are_rejected_with_a_reason() {
        let wrong = |script| Generated::new(script, Order::Flat).unwrap_err();
        let digits = SyntheticContainer { count: 1001, digits: Some(3), ..SyntheticContainer::default() };
        assert_eq!(wrong(digits), "digits: must be from 4 to 20");
        let directory = SyntheticContainer { per_directory: Some(0), ..SyntheticContainer::default() };
        assert!(wrong(directory).starts_with("perDirectory"));
        assert!(wrong(SyntheticContainer { keeps: Some(0), ..SyntheticContainer::default() }).starts_with("keeps"));
        let size = SyntheticContainer { size: Size::Between { min: 2, max: 1 }, ..SyntheticContainer::default() };
        assert!(wrong(size).starts_with("size"));
    }
}
