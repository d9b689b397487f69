//! Chooses how a blob is copied: a pure function of what the source is and what the caller wants.

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::limits::{
    BLOCK_BLOB_MAX, BLOCK_COMFORTABLE, BLOCK_MAX, BLOCK_MIN, BLOCKS_AIM, BLOCKS_MAX, CONCURRENCY,
    COPY_BLOB_FROM_URL_MAX, MIB, PUT_BLOB_FROM_URL_MAX, RELAY_BLOCK, RELAY_CONCURRENCY, SINGLE_REQUEST_MAX,
};

/// What kind of thing the source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A block blob, its snapshot or version.
    BlockBlob,
    /// An append blob.
    AppendBlob,
    /// A page blob.
    PageBlob,
    /// A file of Azure Files.
    File,
    /// Anything else that answers GET.
    Other,
}

/// How the service may read the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// By a URL that carries its own permission, or needs none.
    Url,
    /// By a URL with an `Authorization` header beside it, which not every operation takes.
    UrlWithHeader,
    /// Not at all: only this process can read it.
    ClientOnly,
}

/// What is known of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceFacts {
    /// What it is.
    pub kind: SourceKind,
    /// How many bytes it has.
    pub length: u64,
    /// Whether it is archived, or on its way back.
    pub archived: bool,
    /// How the service may read it.
    pub reach: Reach,
}

/// How the caller wants it copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CopyStrategy {
    /// As fits best.
    #[default]
    Auto,
    /// By Copy Blob, which the service finishes in its own time.
    Asynchronous,
    /// By one request that is done when it answers.
    Synchronous,
    /// By blocks in parallel.
    Blocks,
    /// Through this process.
    Relay,
}

/// What the caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// How.
    pub strategy: CopyStrategy,
    /// The size of a block, in bytes.
    pub block_size: Option<u64>,
    /// How many requests at once.
    pub concurrency: Option<usize>,
    /// Whether the destination or the source is encrypted with a key of the customer's own, which only some operations
    /// take.
    pub customer_key: bool,
}

/// How a blob is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Copy Blob, and polls.
    CopyBlob,
    /// Copy Blob From URL: one request, everything is kept.
    CopyBlobFromUrl,
    /// Put Blob From URL: one request, for sources that are no block blobs, and with customer keys.
    PutBlobFromUrl,
    /// Put Block From URL in parallel, then Put Block List.
    Blocks(Cut),
    /// Get Blob and Put Block in parallel, then Put Block List; Put Blob alone for what fits into one block.
    Relay(Cut),
}

/// How a blob is cut into blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// The size of every block but the last, in bytes.
    pub block_size: u64,
    /// How many blocks.
    pub blocks: u64,
    /// How many at once.
    pub concurrency: usize,
}

/// Whether Copy Blob is the way, whoever may read the source: then it has to be read by a URL alone.
pub fn is_asynchronous(kind: SourceKind, archived: bool, strategy: CopyStrategy) -> bool {
    let only_whole = matches!(kind, SourceKind::PageBlob | SourceKind::AppendBlob);
    strategy == CopyStrategy::Asynchronous || (strategy == CopyStrategy::Auto && (archived || only_whole))
}

/// Chooses.
///
/// # Errors
/// An argument error when no plan can do what is wanted, which says what could.
pub fn plan(source: SourceFacts, wishes: Wishes) -> Result<Plan> {
    let only_whole = matches!(source.kind, SourceKind::PageBlob | SourceKind::AppendBlob);
    match wishes.strategy {
        strategy if is_asynchronous(source.kind, source.archived, strategy) => asynchronous(source, wishes),
        _ if source.archived => Err(refuse("an archived blob can only be copied by strategy \"asynchronous\"")),
        _ if only_whole => {
            Err(refuse("page and append blobs keep their type only when copied by strategy \"asynchronous\""))
        }
        CopyStrategy::Relay => relay(source, wishes),
        CopyStrategy::Auto if source.reach == Reach::ClientOnly => relay(source, wishes),
        _ if source.reach == Reach::ClientOnly => {
            Err(refuse("the service cannot read this source; only strategy \"relay\" can copy it"))
        }
        CopyStrategy::Synchronous => synchronous(source, wishes),
        CopyStrategy::Auto if source.length <= SINGLE_REQUEST_MAX => synchronous(source, wishes),
        CopyStrategy::Blocks | CopyStrategy::Auto | CopyStrategy::Asynchronous => blocks(source, wishes),
    }
}

fn asynchronous(source: SourceFacts, wishes: Wishes) -> Result<Plan> {
    if wishes.customer_key {
        return Err(refuse("Copy Blob takes no key of the customer's own"));
    }
    match source.reach {
        Reach::Url => Ok(Plan::CopyBlob),
        Reach::UrlWithHeader => Err(refuse("Copy Blob reads its source by a URL alone; pass one with a SAS")),
        Reach::ClientOnly => Err(refuse("the service cannot read this source, and Copy Blob needs it to")),
    }
}

fn synchronous(source: SourceFacts, wishes: Wishes) -> Result<Plan> {
    if source.kind == SourceKind::BlockBlob && !wishes.customer_key && source.length <= COPY_BLOB_FROM_URL_MAX {
        return Ok(Plan::CopyBlobFromUrl);
    }
    if source.length <= PUT_BLOB_FROM_URL_MAX {
        return Ok(Plan::PutBlobFromUrl);
    }
    Err(refuse(&format!(
        "one request copies {PUT_BLOB_FROM_URL_MAX} bytes at most, and the source has {}",
        source.length
    )))
}

fn blocks(source: SourceFacts, wishes: Wishes) -> Result<Plan> {
    let size = match wishes.block_size {
        Some(size) => size,
        None => comfortable_block(source.length),
    };
    cut(source.length, size, wishes.concurrency.unwrap_or(CONCURRENCY)).map(Plan::Blocks)
}

fn relay(source: SourceFacts, wishes: Wishes) -> Result<Plan> {
    let size = match wishes.block_size {
        Some(size) => size,
        None => whole_mebibytes(source.length.div_ceil(BLOCKS_MAX)).max(RELAY_BLOCK),
    };
    cut(source.length, size, wishes.concurrency.unwrap_or(RELAY_CONCURRENCY)).map(Plan::Relay)
}

/// Small blocks for small blobs, so that all requests have work to the end; large ones for large blobs, since each
/// request costs; never more blocks than a blob may have.
fn comfortable_block(length: u64) -> u64 {
    let aimed = whole_mebibytes(length.div_ceil(BLOCKS_AIM)).clamp(BLOCK_MIN, BLOCK_COMFORTABLE);
    aimed.max(whole_mebibytes(length.div_ceil(BLOCKS_MAX)))
}

fn whole_mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(MIB) * MIB
}

fn cut(length: u64, block_size: u64, concurrency: usize) -> Result<Cut> {
    if length > BLOCK_BLOB_MAX {
        return Err(refuse(&format!("a block blob has {BLOCK_BLOB_MAX} bytes at most, and the source has {length}")));
    }
    if block_size == 0 || block_size > BLOCK_MAX {
        let message = format!("The option \"blockSize\" must be from 1 to {BLOCK_MAX} bytes, not {block_size}.");
        return Err(Error::argument_range("options.blockSize", message));
    }
    let blocks = length.div_ceil(block_size);
    if blocks > BLOCKS_MAX {
        let least = length.div_ceil(BLOCKS_MAX);
        let message = format!(
            "The option \"blockSize\" is {block_size} bytes, which makes {blocks} blocks of the source's {length} bytes; a \
             blob has {BLOCKS_MAX} at most. Leave it out, or pass {least} or more."
        );
        return Err(Error::argument_range("options.blockSize", message));
    }
    if concurrency == 0 {
        let message = "The option \"concurrency\" must be 1 or more.";
        return Err(Error::argument_range("options.concurrency", message));
    }
    Ok(Cut { block_size, blocks, concurrency })
}

fn refuse(why: &str) -> Error {
    Error::new(ErrorKind::ArgumentRange, format!("The copy cannot be made this way: {why}."))
        .with_argument("options.strategy")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(kind: SourceKind, length: u64) -> SourceFacts {
        SourceFacts { kind, length, archived: false, reach: Reach::Url }
    }

    fn block_blob(length: u64) -> SourceFacts {
        source(SourceKind::BlockBlob, length)
    }

    fn by(strategy: CopyStrategy) -> Wishes {
        Wishes { strategy, ..Wishes::default() }
    }

    fn auto(source: SourceFacts) -> Plan {
        plan(source, Wishes::default()).expect("a plan")
    }

    #[test]
    fn one_request_up_to_its_limit_and_blocks_above() {
        assert_eq!(auto(block_blob(0)), Plan::CopyBlobFromUrl);
        assert_eq!(auto(block_blob(256 * MIB)), Plan::CopyBlobFromUrl);
        let cut = Cut { block_size: 8 * MIB, blocks: 33, concurrency: CONCURRENCY };
        assert_eq!(auto(block_blob(256 * MIB + 1)), Plan::Blocks(cut));
    }

    #[test]
    fn what_is_no_block_blob_takes_put_blob_from_url() {
        assert_eq!(auto(source(SourceKind::Other, 5)), Plan::PutBlobFromUrl);
        assert_eq!(auto(source(SourceKind::File, 5)), Plan::PutBlobFromUrl);
        let with_key = Wishes { customer_key: true, ..Wishes::default() };
        assert_eq!(plan(block_blob(5), with_key).expect("a plan"), Plan::PutBlobFromUrl);
    }

    #[test]
    fn the_synchronous_strategy_has_both_limits() {
        let synchronous = by(CopyStrategy::Synchronous);
        assert_eq!(plan(block_blob(256 * MIB), synchronous).expect("a plan"), Plan::CopyBlobFromUrl);
        assert_eq!(plan(block_blob(256 * MIB + 1), synchronous).expect("a plan"), Plan::PutBlobFromUrl);
        assert_eq!(plan(block_blob(PUT_BLOB_FROM_URL_MAX), synchronous).expect("a plan"), Plan::PutBlobFromUrl);
        let error = plan(block_blob(PUT_BLOB_FROM_URL_MAX + 1), synchronous).expect_err("too large");
        assert_eq!(error.argument(), Some("options.strategy"));
    }

    #[test]
    fn types_and_tiers_that_only_copy_blob_keeps() {
        for kind in [SourceKind::PageBlob, SourceKind::AppendBlob] {
            assert_eq!(auto(source(kind, 1 << 40)), Plan::CopyBlob);
            assert!(plan(source(kind, 5), by(CopyStrategy::Blocks)).is_err());
        }
        let archived = SourceFacts { archived: true, ..block_blob(5) };
        assert_eq!(auto(archived), Plan::CopyBlob);
        assert!(plan(archived, by(CopyStrategy::Synchronous)).is_err());
        assert!(plan(archived, by(CopyStrategy::Relay)).is_err());
    }

    #[test]
    fn copy_blob_needs_a_url_that_suffices() {
        let with_header = SourceFacts { reach: Reach::UrlWithHeader, ..block_blob(5) };
        assert_eq!(auto(with_header), Plan::CopyBlobFromUrl);
        assert!(plan(with_header, by(CopyStrategy::Asynchronous)).is_err());
        let page = SourceFacts { kind: SourceKind::PageBlob, ..with_header };
        assert!(plan(page, Wishes::default()).is_err());
        let with_key = Wishes { customer_key: true, ..by(CopyStrategy::Asynchronous) };
        assert!(plan(block_blob(5), with_key).is_err());
    }

    #[test]
    fn what_the_service_cannot_reach_is_relayed() {
        let hidden = SourceFacts { reach: Reach::ClientOnly, ..block_blob(1 << 30) };
        let cut = Cut { block_size: RELAY_BLOCK, blocks: 128, concurrency: RELAY_CONCURRENCY };
        assert_eq!(auto(hidden), Plan::Relay(cut));
        for strategy in [CopyStrategy::Blocks, CopyStrategy::Synchronous, CopyStrategy::Asynchronous] {
            assert!(plan(hidden, by(strategy)).is_err());
        }
    }

    #[test]
    fn blocks_grow_with_the_blob() {
        let size = |length| match auto(block_blob(length)) {
            Plan::Blocks(cut) => cut.block_size / MIB,
            other => panic!("{other:?}"),
        };
        let gib = 1024 * MIB;
        assert_eq!([size(gib), size(8 * gib), size(8 * gib + 1), size(100 * gib)], [8, 8, 9, 100]);
        assert_eq!([size(1024 * gib), size(12 * 1024 * gib), size(190 * 1024 * gib)], [256, 256, 3985]);
        assert_eq!(size(BLOCK_BLOB_MAX), 4000);
        assert!(plan(block_blob(BLOCK_BLOB_MAX + 1), Wishes::default()).is_err());
    }

    #[test]
    fn a_block_size_that_cannot_be_is_named() {
        let blocks = |block_size| Wishes { block_size: Some(block_size), ..by(CopyStrategy::Blocks) };
        for size in [0, BLOCK_MAX + 1] {
            let error = plan(block_blob(5), blocks(size)).expect_err("no size");
            assert_eq!(error.argument(), Some("options.blockSize"));
        }
        assert!(plan(block_blob(50_000), blocks(1)).is_ok());
        let error = plan(block_blob(50_001), blocks(1)).expect_err("too many blocks");
        assert!(error.message().contains("pass 2 or more"), "{error}");
        let none_at_once = Wishes { concurrency: Some(0), ..by(CopyStrategy::Blocks) };
        assert_eq!(plan(block_blob(5), none_at_once).expect_err("none").argument(), Some("options.concurrency"));
    }

    proptest! {
        #[test]
        fn every_plan_covers_the_source_within_the_limits(length in 0..=BLOCK_BLOB_MAX, relayed: bool) {
            let strategy = if relayed { CopyStrategy::Relay } else { CopyStrategy::Auto };
            match plan(block_blob(length), by(strategy)).expect("a plan") {
                Plan::CopyBlobFromUrl => prop_assert!(length <= COPY_BLOB_FROM_URL_MAX),
                Plan::Blocks(cut) | Plan::Relay(cut) => {
                    prop_assert!(cut.blocks <= BLOCKS_MAX && cut.block_size <= BLOCK_MAX);
                    prop_assert!(cut.blocks * cut.block_size >= length);
                    prop_assert!(cut.blocks == 0 || (cut.blocks - 1) * cut.block_size < length);
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }
}
