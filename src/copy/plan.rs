//! Chooses how a blob is copied: a pure function of what the source is and what the caller prefers.

use std::num::{NonZeroU64, NonZeroUsize};

use serde::Serialize;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::blob_facts::{BlobFacts, BlobKind};
use crate::copy::block_layout::{BlockLayout, blocks, relay};
use crate::copy::limits::{COPY_BLOB_FROM_URL_MAX, PUT_BLOB_FROM_URL_MAX, SINGLE_REQUEST_MAX};

/// How the service may read the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceAccess {
    /// By a URL that carries its own permission, or needs none.
    Url,
    /// By a URL with a separate `Authorization` header, which not every operation accepts.
    UrlWithHeader,
    /// Not at all: only this process can read it.
    ClientOnly,
}

/// How a blob is copied: as requested, and as planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CopyStrategy {
    /// As fits best.
    #[default]
    Auto,
    /// By Copy Blob, which the service finishes in its own time.
    Asynchronous,
    /// By one request, whose response ends the copy.
    Synchronous,
    /// By blocks that the service reads in parallel.
    Blocks,
    /// Through this process.
    Relay,
}

/// The caller's preferences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CopyPreferences {
    /// How.
    pub strategy: CopyStrategy,
    /// The size of a block, in bytes.
    pub block_size: Option<NonZeroU64>,
    /// How many requests at once.
    pub concurrency: Option<NonZeroUsize>,
    /// Whether there is a customer-provided key on either side, which only some operations accept.
    pub customer_key: bool,
    /// Whether the copy of any blob is a block blob.
    pub as_block: bool,
    /// Whether Copy Blob copies blobs that are too large for one request, because both sides are in one account.
    pub within_account: bool,
}

/// How a blob is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Copy Blob, and polls.
    CopyBlob,
    /// Copy Blob From URL: one request that keeps everything.
    CopyBlobFromUrl,
    /// Put Blob From URL: one request, for sources that are not block blobs, and with customer-provided keys.
    PutBlobFromUrl,
    /// Put Block From URL in parallel, then Put Block List.
    Blocks(BlockLayout),
    /// Get Blob and Put Block in parallel, then Put Block List; Put Blob alone for what fits into one block.
    Relay(BlockLayout),
}

impl Plan {
    /// The strategy that it belongs to.
    pub fn strategy(self) -> CopyStrategy {
        match self {
            Self::CopyBlob => CopyStrategy::Asynchronous,
            Self::CopyBlobFromUrl | Self::PutBlobFromUrl => CopyStrategy::Synchronous,
            Self::Blocks(_) => CopyStrategy::Blocks,
            Self::Relay(_) => CopyStrategy::Relay,
        }
    }

    /// The size of its blocks, when there are blocks.
    pub fn block_size(self) -> Option<u64> {
        match self {
            Self::Blocks(layout) | Self::Relay(layout) => Some(layout.block_size),
            Self::CopyBlob | Self::CopyBlobFromUrl | Self::PutBlobFromUrl => None,
        }
    }
}

/// Whether Copy Blob makes the copy. Then the service must read the source by a URL alone.
pub fn is_asynchronous(source: &BlobFacts, preferences: CopyPreferences) -> bool {
    let auto =
        || source.archived() || is_copied_whole(source.kind, preferences) || is_near_instant(source, preferences);
    match preferences.strategy {
        CopyStrategy::Asynchronous => true,
        CopyStrategy::Auto => auto(),
        CopyStrategy::Synchronous | CopyStrategy::Blocks | CopyStrategy::Relay => false,
    }
}

/// Whether Copy Blob copies a large blob in an instant: within one account no bytes move, for any size. Across accounts it may wait
/// for days, and there the blocks are quicker.
fn is_near_instant(source: &BlobFacts, preferences: CopyPreferences) -> bool {
    let is_large = source.length.unwrap_or_default() > SINGLE_REQUEST_MAX;
    preferences.within_account && !preferences.customer_key && is_large && source.kind == BlobKind::BlockBlob
}

fn is_copied_whole(kind: BlobKind, preferences: CopyPreferences) -> bool {
    matches!(kind, BlobKind::PageBlob | BlobKind::AppendBlob) && !preferences.as_block
}

/// Chooses.
///
/// # Errors
/// An argument error if no plan fits the options. It says what would.
pub fn plan(source: &BlobFacts, access: SourceAccess, preferences: CopyPreferences) -> Result<Plan> {
    let length = source.length.unwrap_or_default();
    match preferences.strategy {
        _ if is_asynchronous(source, preferences) => asynchronous(access, preferences),
        _ if source.archived() => Err(reject("an archived blob can only be copied by strategy \"asynchronous\"")),
        _ if is_copied_whole(source.kind, preferences) => Err(reject(
            "page and append blobs keep their type only when copied by strategy \"asynchronous\", which \"auto\" chooses for them",
        )),
        CopyStrategy::Relay => relay(length, preferences.block_size, preferences.concurrency).map(Plan::Relay),
        CopyStrategy::Auto if access == SourceAccess::ClientOnly => {
            relay(length, preferences.block_size, preferences.concurrency).map(Plan::Relay)
        }
        _ if access == SourceAccess::ClientOnly => {
            Err(reject("the service cannot read this source; only strategy \"relay\" can copy it"))
        }
        CopyStrategy::Synchronous => synchronous(source.kind, length, preferences),
        CopyStrategy::Auto if length <= SINGLE_REQUEST_MAX => synchronous(source.kind, length, preferences),
        CopyStrategy::Blocks | CopyStrategy::Auto | CopyStrategy::Asynchronous => {
            blocks(length, preferences.block_size, preferences.concurrency).map(Plan::Blocks)
        }
    }
}

fn asynchronous(access: SourceAccess, preferences: CopyPreferences) -> Result<Plan> {
    if preferences.customer_key {
        return Err(reject("Copy Blob takes no key of the customer's own"));
    }
    match access {
        SourceAccess::Url => Ok(Plan::CopyBlob),
        SourceAccess::UrlWithHeader => Err(reject("Copy Blob reads its source by a URL alone; pass one with a SAS")),
        SourceAccess::ClientOnly => Err(reject("the service cannot read this source, and Copy Blob needs it to")),
    }
}

fn synchronous(kind: BlobKind, length: u64, preferences: CopyPreferences) -> Result<Plan> {
    if kind == BlobKind::BlockBlob && !preferences.customer_key && length <= COPY_BLOB_FROM_URL_MAX {
        return Ok(Plan::CopyBlobFromUrl);
    }
    if length <= PUT_BLOB_FROM_URL_MAX {
        return Ok(Plan::PutBlobFromUrl);
    }
    Err(reject(&format!("one request copies {PUT_BLOB_FROM_URL_MAX} bytes at most, and the source has {length}")))
}

fn reject(why: &str) -> Error {
    Error::new(ErrorKind::ArgumentRange, format!("The copy cannot be made this way: {why}."))
        .with_argument("options.strategy")
        .with_code("UnsupportedStrategy")
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
