//! Blobs and files of any size that take no memory, created without a request.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::failure::{Failure, Result};
use crate::ids;
use crate::names;
use crate::state::blob::{Blob, BlobType};
use crate::state::content::{Block, Content};
use crate::state::data::Data;
use crate::state::pages::Pages;
use crate::store::Store;

/// The largest blob of the service: 50,000 blocks of 4000 MiB, about 190.7 TiB:
/// <https://learn.microsoft.com/rest/api/storageservices/understanding-block-blobs--append-blobs--and-page-blobs>.
const LARGEST: u64 = 50_000 * 4000 * 1024 * 1024;

/// A blob whose bytes are the first ones of a sequence: see [`crate::synthetic()`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SyntheticBlob {
    /// The account.
    pub account: String,
    /// The container, which must exist.
    pub container: String,
    /// The name.
    pub blob: String,
    /// The number of bytes, up to 190 TiB.
    pub size: u64,
    /// Which sequence.
    pub seed: u64,
    /// The type.
    #[serde(rename = "type")]
    pub kind: SyntheticType,
    /// The length of each block but the last; without it, a block blob has one piece, and an append blob one block.
    pub block_size: Option<u64>,
    /// The tier.
    pub tier: Option<String>,
    /// The metadata.
    pub metadata: std::collections::BTreeMap<String, String>,
}

/// The type of a synthetic blob.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyntheticType {
    /// A block blob.
    #[default]
    BlockBlob,
    /// A page blob, all of it written.
    PageBlob,
    /// An append blob.
    AppendBlob,
}

/// Creates or replaces a synthetic blob.
pub fn put(store: &Store, wanted: SyntheticBlob) -> Result<()> {
    let mut blob = Blob::new(store.clock.now());
    blob.kind = match wanted.kind {
        SyntheticType::BlockBlob => BlobType::Block,
        SyntheticType::PageBlob => BlobType::Page,
        SyntheticType::AppendBlob => BlobType::Append,
    };
    blob.content = content(&wanted)?;
    blob.tier = wanted.tier;
    blob.metadata = wanted.metadata.into_iter().collect();
    let address = Address { account: wanted.account, container: Some(wanted.container), blob: Some(wanted.blob) };
    let mut state = store.state();
    let entry = state.container_of(&address)?.entry_or_new(&address, store.clock.now())?;
    entry.staged.clear();
    entry.pending = None;
    entry.replace(blob, store.clock.now());
    Ok(())
}

fn content(wanted: &SyntheticBlob) -> Result<Content> {
    let (size, whole) = (wanted.size, Data::Synthetic { seed: wanted.seed, offset: 0, length: wanted.size });
    if wanted.kind == SyntheticType::PageBlob {
        if !size.is_multiple_of(names::PAGE) || size > names::MAX_PAGE_BLOB {
            return Err(Failure::page_range());
        }
        let mut pages = Pages::of_length(size);
        pages.write(0, whole, ids::next_etag());
        return Ok(Content::Pages(Arc::new(pages)));
    }
    let block_size = match wanted.block_size {
        None => size.max(1),
        Some(length) => length.max(1),
    };
    if size > LARGEST || size.div_ceil(block_size) > names::MAX_COMMITTED_BLOCKS as u64 {
        return Err(Failure::too_many_blocks());
    }
    let named = wanted.block_size.is_some() && wanted.kind == SyntheticType::BlockBlob;
    let block = |number: u64| {
        let start = number * block_size;
        let id = if named { BASE64_STANDARD.encode(format!("{number:06}")) } else { String::new() };
        Block { id: id.into(), data: whole.slice(start..size.min(start + block_size)) }
    };
    Ok(Content::of_pieces((0..size.div_ceil(block_size)).map(block)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_synthetic_blobs_take_little_memory() {
        let tebibyte = 1_u64 << 40;
        let blob = SyntheticBlob { size: 190 * tebibyte, block_size: Some(4000 << 20), ..SyntheticBlob::default() };
        let made = content(&blob).unwrap();
        assert_eq!((made.length(), made.blocks().count()), (190 * tebibyte, 49_808));
        let many = SyntheticBlob { block_size: Some(1 << 20), ..blob };
        assert_eq!(content(&many).unwrap_err().code, "BlockCountExceedsLimit");
        let odd = SyntheticBlob { size: 513, kind: SyntheticType::PageBlob, ..SyntheticBlob::default() };
        assert_eq!(content(&odd).unwrap_err().code, "InvalidPageRange");
    }
}
