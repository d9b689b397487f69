//! Plans for sources of every kind and size.

use proptest::prelude::*;

use super::*;
use crate::copy::limits::{BLOCK_BLOB_MAX, BLOCK_MAX, BLOCKS_MAX, CONCURRENCY, MIB, RELAY_BLOCK, RELAY_CONCURRENCY};
use crate::rest::shared::AccessTier;

/// The source of a test.
#[derive(Clone, Copy)]
struct TestSource {
    kind: BlobKind,
    length: u64,
    archived: bool,
    access: SourceAccess,
}

fn plan(source: TestSource, preferences: CopyPreferences) -> Result<Plan> {
    let TestSource { kind, length, archived, access } = source;
    let tier = archived.then(|| AccessTier("Archive".into()));
    super::plan(&BlobFacts { kind, length: Some(length), tier, ..Default::default() }, access, preferences)
}

fn source(kind: BlobKind, length: u64) -> TestSource {
    TestSource { kind, length, archived: false, access: SourceAccess::Url }
}

fn block_blob(length: u64) -> TestSource {
    source(BlobKind::BlockBlob, length)
}

fn by(strategy: CopyStrategy) -> CopyPreferences {
    CopyPreferences { strategy, ..CopyPreferences::default() }
}

fn auto(source: TestSource) -> Plan {
    plan(source, CopyPreferences::default()).expect("a plan")
}

#[test]
fn one_request_is_used_up_to_its_limit_and_blocks_above() {
    assert_eq!(auto(block_blob(0)), Plan::CopyBlobFromUrl);
    assert_eq!(auto(block_blob(256 * MIB)), Plan::CopyBlobFromUrl);
    let layout = BlockLayout { block_size: 8 * MIB, blocks: 33, concurrency: CONCURRENCY };
    assert_eq!(auto(block_blob(256 * MIB + 1)), Plan::Blocks(layout));
}

#[test]
fn s12_within_one_account_only_large_blobs_without_a_key_use_copy_blob() {
    let within = CopyPreferences { within_account: true, ..CopyPreferences::default() };
    let of = |source, preferences| plan(source, preferences).expect("a plan").strategy();
    let large = block_blob(256 * MIB + 1);
    assert_eq!(of(large, within), CopyStrategy::Asynchronous);
    assert_eq!(of(block_blob(MIB * MIB), within), CopyStrategy::Asynchronous);
    assert_eq!(of(block_blob(256 * MIB), within), CopyStrategy::Synchronous);
    assert_eq!(of(source(BlobKind::Other, 257 * MIB), within), CopyStrategy::Blocks, "no blob is in the account");
    assert_eq!(of(large, CopyPreferences { customer_key: true, ..within }), CopyStrategy::Blocks);
    for strategy in [CopyStrategy::Blocks, CopyStrategy::Relay, CopyStrategy::Synchronous] {
        assert_eq!(of(large, CopyPreferences { strategy, ..within }), strategy, "an explicit strategy is used");
    }
}

#[test]
fn blobs_of_other_types_use_put_blob_from_url() {
    assert_eq!(auto(source(BlobKind::Other, 5)), Plan::PutBlobFromUrl);
    let with_key = CopyPreferences { customer_key: true, ..CopyPreferences::default() };
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
fn types_and_tiers_that_only_copy_blob_keeps_use_it() {
    for kind in [BlobKind::PageBlob, BlobKind::AppendBlob] {
        assert_eq!(auto(source(kind, 1 << 40)), Plan::CopyBlob);
        assert!(plan(source(kind, 5), by(CopyStrategy::Blocks)).is_err());
    }
    let archived = TestSource { archived: true, ..block_blob(5) };
    assert_eq!(auto(archived), Plan::CopyBlob);
    assert!(plan(archived, by(CopyStrategy::Synchronous)).is_err());
    assert!(plan(archived, by(CopyStrategy::Relay)).is_err());
}

#[test]
fn copy_blob_requires_a_source_readable_by_url_alone() {
    let with_header = TestSource { access: SourceAccess::UrlWithHeader, ..block_blob(5) };
    assert_eq!(auto(with_header), Plan::CopyBlobFromUrl);
    assert!(plan(with_header, by(CopyStrategy::Asynchronous)).is_err());
    let page = TestSource { kind: BlobKind::PageBlob, ..with_header };
    assert!(plan(page, CopyPreferences::default()).is_err());
    let with_key = CopyPreferences { customer_key: true, ..by(CopyStrategy::Asynchronous) };
    assert!(plan(block_blob(5), with_key).is_err());
}

#[test]
fn a_source_that_the_service_cannot_reach_is_relayed() {
    let hidden = TestSource { access: SourceAccess::ClientOnly, ..block_blob(1 << 30) };
    let layout = BlockLayout { block_size: RELAY_BLOCK, blocks: 128, concurrency: RELAY_CONCURRENCY };
    assert_eq!(auto(hidden), Plan::Relay(layout));
    for strategy in [CopyStrategy::Blocks, CopyStrategy::Synchronous, CopyStrategy::Asynchronous] {
        assert!(plan(hidden, by(strategy)).is_err());
    }
}

#[test]
fn blocks_grow_with_the_blob() {
    let size = |length| match auto(block_blob(length)) {
        Plan::Blocks(layout) => layout.block_size / MIB,
        other => panic!("{other:?}"),
    };
    let gib = 1024 * MIB;
    assert_eq!([size(gib), size(8 * gib), size(8 * gib + 1), size(100 * gib)], [8, 8, 9, 100]);
    assert_eq!([size(1024 * gib), size(12 * 1024 * gib), size(190 * 1024 * gib)], [256, 256, 3985]);
    assert_eq!(size(BLOCK_BLOB_MAX), 4000);
    assert!(plan(block_blob(BLOCK_BLOB_MAX + 1), CopyPreferences::default()).is_err());
}

#[test]
fn a_block_size_that_makes_too_many_blocks_is_named() {
    let blocks = |bytes| CopyPreferences { block_size: NonZeroU64::new(bytes), ..by(CopyStrategy::Blocks) };
    assert!(plan(block_blob(50_000), blocks(1)).is_ok());
    let error = plan(block_blob(50_001), blocks(1)).expect_err("too many blocks");
    assert!(error.message().contains("pass 2 or more"), "{error}");
}

proptest! {
    #[test]
    fn every_plan_covers_the_source_within_the_limits(length in 0..=BLOCK_BLOB_MAX, relayed: bool) {
        let strategy = if relayed { CopyStrategy::Relay } else { CopyStrategy::Auto };
        match plan(block_blob(length), by(strategy)).expect("a plan") {
            Plan::CopyBlobFromUrl => prop_assert!(length <= COPY_BLOB_FROM_URL_MAX),
            Plan::Blocks(layout) | Plan::Relay(layout) => {
                prop_assert!(layout.blocks <= BLOCKS_MAX && layout.block_size <= BLOCK_MAX);
                prop_assert!(layout.blocks * layout.block_size >= length);
                prop_assert!(layout.blocks == 0 || (layout.blocks - 1) * layout.block_size < length);
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
