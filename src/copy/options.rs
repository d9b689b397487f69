//! The options of a copy: read once, checked here, and kept in this form.

use std::num::{NonZeroU64, NonZeroUsize};
use std::time::Duration;

use serde::Deserialize;

use crate::base::error::{Error, Result};
use crate::copy::limits::BLOCK_MAX;
use crate::copy::metadata_names::InvalidMetadata;
use crate::copy::overwrite::Overwrite;
use crate::copy::plan::{CopyPreferences, CopyStrategy};
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::shared::{AccessTier, BlobHTTPHeaders, CpkInfo, RehydratePriority};
use crate::rest::values::NameValues;

/// How the copy is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verify {
    /// Nothing beyond what the service checks itself.
    None,
    /// The destination's size: one request.
    Length,
    /// The content of the destination against the source's MD5 hash. The destination is read once.
    Md5,
    /// The content of both. Both are read once.
    Crc64,
    /// Everything but the content: one request, or two if there are tags.
    Properties,
    /// Everything, with the content of both.
    Content,
}

/// The options of `beginCopyFrom` as callers pass them, under the public names.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase", default)]
pub struct BeginCopyFromOptions {
    /// How the blob is copied.
    pub strategy: Option<String>,
    /// The size of a block, in bytes.
    pub block_size: Option<f64>,
    /// The number of requests at once.
    pub concurrency: Option<f64>,
    /// When a blob that exists is replaced.
    pub overwrite: Option<String>,
    /// How the copy is verified.
    pub verify: Option<String>,
    /// The destination's tier.
    pub tier: Option<AccessTier>,
    /// The destination's metadata.
    pub metadata: Option<NameValues>,
    /// The destination's tags.
    pub tags: Option<NameValues>,
    /// The standard properties of the content.
    #[serde(rename = "blobHTTPHeaders")]
    pub blob_http_headers: Option<BlobHTTPHeaders>,
    /// How urgent the copy of an archived blob is.
    pub rehydrate_priority: Option<RehydratePriority>,
    /// The conditions on the destination.
    pub conditions: Option<BlobRequestConditions>,
    /// The conditions on the source.
    pub source_conditions: Option<ModifiedAccessConditions>,
    /// The key that the destination is encrypted with.
    pub customer_provided_key: Option<CpkInfo>,
    /// The key that the source is encrypted with.
    pub source_customer_provided_key: Option<CpkInfo>,
    /// The encryption scope of the destination.
    pub encryption_scope: Option<String>,
    /// The interval between polls of an asynchronous copy, in milliseconds.
    #[cfg_attr(feature = "typescript", ts(type = "interval"))]
    pub interval_in_ms: Option<f64>,
}

impl BeginCopyFromOptions {
    /// These options, completed by those of a saved copy.
    #[must_use]
    pub fn or(self, saved: Self) -> Self {
        Self {
            strategy: self.strategy.or(saved.strategy),
            block_size: self.block_size.or(saved.block_size),
            concurrency: self.concurrency.or(saved.concurrency),
            overwrite: self.overwrite.or(saved.overwrite),
            verify: self.verify.or(saved.verify),
            tier: self.tier.or(saved.tier),
            metadata: self.metadata.or(saved.metadata),
            tags: self.tags.or(saved.tags),
            blob_http_headers: self.blob_http_headers.or(saved.blob_http_headers),
            rehydrate_priority: self.rehydrate_priority.or(saved.rehydrate_priority),
            conditions: self.conditions.or(saved.conditions),
            source_conditions: self.source_conditions.or(saved.source_conditions),
            customer_provided_key: self.customer_provided_key.or(saved.customer_provided_key),
            source_customer_provided_key: self.source_customer_provided_key.or(saved.source_customer_provided_key),
            encryption_scope: self.encryption_scope.or(saved.encryption_scope),
            interval_in_ms: self.interval_in_ms.or(saved.interval_in_ms),
        }
    }
}

/// The options, checked. A million copies can share them.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct CopyOptions {
    /// How the blob is copied.
    pub preferences: CopyPreferences,
    /// When a blob that exists is replaced.
    pub overwrite: Overwrite,
    /// How the copy is verified; `None` for the plan's default.
    pub verify: Option<Verify>,
    /// The destination's tier; the source's by default.
    pub tier: Option<AccessTier>,
    /// The destination's metadata; the source's by default.
    pub metadata: Option<NameValues>,
    /// The destination's tags; the source's by default.
    pub tags: Option<NameValues>,
    /// The standard properties of the content; the source's by default.
    pub blob_http_headers: Option<BlobHTTPHeaders>,
    /// How urgent the copy of an archived blob is.
    pub rehydrate_priority: Option<RehydratePriority>,
    /// The conditions on the destination.
    pub conditions: BlobRequestConditions,
    /// The conditions on the source when the copy starts. From then on, its `ETag` is a condition.
    pub source_conditions: Option<ModifiedAccessConditions>,
    /// The key that the destination is encrypted with.
    pub customer_provided_key: Option<CpkInfo>,
    /// The key that the source is encrypted with.
    pub source_customer_provided_key: Option<CpkInfo>,
    /// The encryption scope of the destination.
    pub encryption_scope: Option<String>,
    /// The interval between polls of an asynchronous copy; adaptive by default.
    pub interval: Option<Duration>,
    /// Whether the metadata of the copy records the state of its source.
    pub records_source: bool,
    /// Whether the source's tier is not the destination's.
    pub drops_tier: bool,
    /// Whether the stored MD5 hash of the source is invalid, and the destination gets none.
    pub drops_md5: bool,
    /// What to do about metadata names that the service rejects.
    pub invalid_metadata: InvalidMetadata,
    /// Whether the metadata of the copy records when the source was last changed.
    pub keeps_times: bool,
    /// Whether the copy gets the immutability policy and the legal hold of the source.
    pub keeps_immutability: bool,
}

impl CopyOptions {
    /// Checks the options.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: BeginCopyFromOptions) -> Result<Self> {
        let options = Self {
            preferences: CopyPreferences {
                strategy: named("strategy", given.strategy.as_deref(), &STRATEGIES)?,
                block_size: given.block_size.map(block_size).transpose()?,
                concurrency: given.concurrency.map(concurrency).transpose()?,
                customer_key: given.customer_provided_key.is_some() || given.source_customer_provided_key.is_some(),
                ..CopyPreferences::default()
            },
            overwrite: named("overwrite", given.overwrite.as_deref(), &OVERWRITES)?,
            verify: given.verify.as_deref().map(|name| named("verify", Some(name), &VERIFIES)).transpose()?,
            tier: given.tier,
            metadata: given.metadata,
            tags: given.tags,
            blob_http_headers: given.blob_http_headers,
            rehydrate_priority: given.rehydrate_priority,
            conditions: given.conditions.unwrap_or_default(),
            source_conditions: given.source_conditions,
            customer_provided_key: given.customer_provided_key,
            source_customer_provided_key: given.source_customer_provided_key,
            encryption_scope: given.encryption_scope,
            interval: given.interval_in_ms.map(poll_interval).transpose()?,
            ..Self::default()
        };
        let conditions = &options.conditions;
        if options.overwrite.needs_check() && (conditions.if_match.is_some() || conditions.if_none_match.is_some()) {
            return Err(Error::argument_range(
                "options.conditions",
                "The options \"overwrite\" and \"conditions\" both say which ETag the destination must have. Leave one of \
                 them out.",
            ));
        }
        Ok(options)
    }
}

/// An interval between polls.
///
/// # Errors
/// An argument error when the number is negative, not finite or too large.
pub fn poll_interval(milliseconds: f64) -> Result<Duration> {
    Duration::try_from_secs_f64(milliseconds / 1000.0).map_err(|error| {
        let message =
            format!("options.intervalInMs must be a number of milliseconds from 0 on, not {milliseconds} ({error}).");
        Error::argument_range("options.intervalInMs", message)
    })
}

fn block_size(bytes: f64) -> Result<NonZeroU64> {
    whole(bytes).filter(|size| size.get() <= BLOCK_MAX).ok_or_else(|| {
        let message = format!("options.blockSize must be a whole number from 1 to {BLOCK_MAX} bytes, not {bytes}.");
        Error::argument_range("options.blockSize", message)
    })
}

fn concurrency(requests: f64) -> Result<NonZeroUsize> {
    whole(requests).and_then(|requests| NonZeroUsize::try_from(requests).ok()).ok_or_else(|| {
        let message = format!("options.concurrency must be a whole number of 1 or more, not {requests}.");
        Error::argument_range("options.concurrency", message)
    })
}

/// A number that counts something.
fn whole(number: f64) -> Option<NonZeroU64> {
    /// Beyond this, a number is not exact.
    const MOST: f64 = 9_007_199_254_740_991.0;
    let counts = number.fract() == 0.0 && (1.0..=MOST).contains(&number);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and within bounds")]
    let count = number as u64;
    NonZeroU64::new(count).filter(|_| counts)
}

const STRATEGIES: [(&str, CopyStrategy); 5] = [
    ("auto", CopyStrategy::Auto),
    ("asynchronous", CopyStrategy::Asynchronous),
    ("synchronous", CopyStrategy::Synchronous),
    ("blocks", CopyStrategy::Blocks),
    ("relay", CopyStrategy::Relay),
];

const OVERWRITES: [(&str, Overwrite); 4] = [
    ("always", Overwrite::Always),
    ("never", Overwrite::Never),
    ("ifSourceNewer", Overwrite::IfSourceNewer),
    ("ifDifferent", Overwrite::IfDifferent),
];

const VERIFIES: [(&str, Verify); 4] =
    [("none", Verify::None), ("length", Verify::Length), ("md5", Verify::Md5), ("crc64", Verify::Crc64)];

/// Only for copies of many blobs: a saved copy does not have everything that these compare.
const BULK_VERIFIES: [(&str, Verify); 6] = [
    ("none", Verify::None),
    ("length", Verify::Length),
    ("properties", Verify::Properties),
    ("content", Verify::Content),
    ("md5", Verify::Md5),
    ("crc64", Verify::Crc64),
];

/// The value of a name; the first value when there is no name.
fn named<T: Copy>(option: &str, name: Option<&str>, values: &[(&str, T)]) -> Result<T> {
    let Some(name) = name else { return Ok(values[0].1) };
    values.iter().find(|(own, _)| *own == name).map(|(_, value)| *value).ok_or_else(|| {
        let names = values.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        Error::argument_range(
            format!("options.{option}"),
            format!("The option \"{option}\" must be one of {names}, not {name:?}."),
        )
    })
}

/// The name of a value.
fn name_of<T: Copy + PartialEq>(value: T, values: &[(&'static str, T)]) -> Option<&'static str> {
    values.iter().find(|(_, own)| *own == value).map(|(name, _)| *name)
}

impl CopyStrategy {
    /// Its name for callers.
    pub fn name(self) -> &'static str {
        name_of(self, &STRATEGIES).unwrap_or_default()
    }
}

impl Overwrite {
    /// Its name for callers.
    pub fn name(self) -> &'static str {
        name_of(self, &OVERWRITES).unwrap_or_default()
    }
}

impl Verify {
    /// How each of many copies is verified.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn of_many(name: &str) -> Result<Self> {
        named("verify", Some(name), &BULK_VERIFIES)
    }

    /// Its name for callers.
    pub fn name(self) -> &'static str {
        name_of(self, &BULK_VERIFIES).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
