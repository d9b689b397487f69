//! Checks the destination after it was created. Nothing is rolled back here if a check fails: the error says what is wrong,
//! and the destination can be inspected. For an asynchronous copy, the caller rolls back.

use std::future::ready;

use futures_util::{StreamExt, TryStreamExt, stream};
use md5::{Digest, Md5};

use crate::base::crc64::{Crc64, combined};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::copy::blob_facts::BlobFacts;
use crate::copy::context::CopyContext;
use crate::copy::error_codes::{SOURCE_CHANGED, VERIFY_FAILED};
use crate::copy::failure::WasWritten;
use crate::copy::limits::{MIB, RELAY_CONCURRENCY};
use crate::copy::options::Verify;
use crate::copy::source_read::read_source;
use crate::copy::verify_properties::check_properties;
use crate::http::byte_threads::on_blocking_thread;
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::AccessTier;
use crate::rest::values::Binary;
use crate::transfer::{LENGTH_MISMATCH, RangeRead, RangeReader};

/// The number of bytes that are compared at a time.
const RANGE: u64 = 8 * MIB;

/// Rejects an impossible check before anything is copied. `offline`: the destination will be archived or being
/// rehydrated.
///
/// # Errors
/// An argument error that says what else could be checked.
pub fn check_possible(verify: Option<Verify>, offline: bool, source: &BlobFacts) -> Result<()> {
    let why = match verify {
        Some(Verify::Md5 | Verify::Crc64 | Verify::Properties | Verify::Content) if offline => {
            "the destination is archived, or on its way out of the archive, and cannot be read. Use \"length\", or verify it when \
             it is back"
        }
        Some(Verify::Md5) if source.content_md5().is_none() => {
            "the source has no Content-MD5 to compare with. Use \"crc64\", which compares the contents"
        }
        _ => return Ok(()),
    };
    Err(Error::argument_range("options.verify", format!("The copy cannot be verified this way: {why}.")))
}

/// Whether a blob of this tier cannot be read.
pub fn is_offline(tier: Option<&AccessTier>) -> bool {
    tier.is_some_and(|tier| tier.0 == "Archive")
}

/// Checks the destination in the state `etag`. It is not changed if the check fails.
///
/// # Errors
/// `VerifyFailed` when something is wrong; otherwise the failed request.
pub async fn verify(context: &CopyContext, verify: Verify, etag: Option<&str>) -> Result<()> {
    let checked = async {
        check_content(context, verify, etag).await?;
        check_properties(context, verify, etag).await
    };
    checked.await.map_err(|error| {
        let advised = format!("{} Delete the destination, or copy it again.", error.message());
        let error = if error.code() == Some(VERIFY_FAILED) { error.with_message(advised) } else { error };
        context.failure(&error, "when it was verified, after the destination was written")
    })
}

/// The same, without advice in the error.
///
/// # Errors
/// As [`verify()`].
pub async fn check_content(context: &CopyContext, verify: Verify, etag: Option<&str>) -> Result<()> {
    let conditions = etag.map(|etag| BlobRequestConditions { if_match: Some(etag.to_owned()), ..Default::default() });
    let checked = match verify {
        // Properties are compared on their own.
        Verify::None | Verify::Properties => Ok(()),
        Verify::Length => length(context, conditions).await,
        Verify::Md5 => md5(context, conditions).await,
        Verify::Crc64 | Verify::Content => crc64(context, conditions).await,
    };
    checked.map_err(|error| match error.code() {
        Some(SOURCE_CHANGED) => context.changed_when(&error, WasWritten::Yes),
        _ => error,
    })
}

async fn length(context: &CopyContext, conditions: Option<BlobRequestConditions>) -> Result<()> {
    let customer_provided_key = context.options.customer_provided_key.clone();
    let operation = BlobGetPropertiesOptions { conditions, customer_provided_key };
    let response = match context.destination.execute(&operation, &context.cancel).await {
        Ok(response) => response,
        // A caller that may only write has not requested this check.
        Err(error) if context.options.verify.is_none() && matches!(error.status(), Some(401 | 403)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let (length, expected) = (response.output.content_length.map(|length| length.0), context.source.length);
    if length == Some(expected) {
        return Ok(());
    }
    let length = length.map_or_else(|| "an unknown number of".to_owned(), |length| length.to_string());
    Err(failed(&format!("the destination has {length} bytes, and the source {expected}")))
}

async fn md5(context: &CopyContext, conditions: Option<BlobRequestConditions>) -> Result<()> {
    let mut hash = Md5::new();
    let total = context.source.length;
    if total == 0 {
        length(context, conditions).await?;
    } else {
        let mut reader = read_destination(context, context.range(0, total), conditions).await?;
        while let Some(piece) = reader.next().await? {
            hash = on_blocking_thread(piece.len(), move || hash.chain_update(&piece)).await?;
        }
    }
    let found = Binary(hash.finalize().to_vec());
    if Some(&found) == context.source.facts.content_md5() {
        return Ok(());
    }
    Err(failed(&format!("the destination's content has the MD5 hash {}, which is not the source's", found.to_base64())))
}

async fn crc64(context: &CopyContext, conditions: Option<BlobRequestConditions>) -> Result<()> {
    let total = context.source.length;
    if total == 0 {
        length(context, conditions).await?;
        *lock(&context.content_crc64) = Some(0);
        return Ok(());
    }
    let concurrency = context.options.preferences.concurrency.map_or(RELAY_CONCURRENCY, usize::from);
    let ranges = (0..total.div_ceil(RANGE)).map(|number| number * RANGE);
    let sum = stream::iter(ranges)
        .map(|offset| {
            let (range, conditions) = (context.range(offset, RANGE.min(total - offset)), conditions.clone());
            async move {
                let source = async {
                    crc(read_source(context, range).await?).await.map_err(|error| context.source_failure(error))
                };
                let destination = async { crc(read_destination(context, range, conditions).await?).await };
                let (source, destination) = futures_util::try_join!(source, destination)?;
                if source == destination {
                    return Ok((source, range.length));
                }
                let last = offset + range.length - 1;
                Err(failed(&format!(
                    "the destination's content differs from the source's within bytes {offset}-{last}"
                )))
            }
        })
        .buffered(concurrency)
        .try_fold(0, |sum, (next, length)| ready(Ok(combined(sum, next, length))))
        .await?;
    *lock(&context.content_crc64) = Some(sum);
    Ok(())
}

/// A part of the destination, which has the source's size.
async fn read_destination(
    context: &CopyContext,
    range: RangeRead,
    conditions: Option<BlobRequestConditions>,
) -> Result<RangeReader> {
    let options = context.destination_read(conditions);
    let opened = range.open(&context.destination, options, false, &context.cancel).await;
    opened.map_err(|error| match error.code() {
        Some(LENGTH_MISMATCH) => failed("the destination has another number of bytes than the source"),
        _ => error,
    })
}

async fn crc(mut reader: RangeReader) -> Result<u64> {
    let mut sum = Crc64::default();
    while let Some(piece) = reader.next().await? {
        sum = on_blocking_thread(piece.len(), move || {
            sum.update(&piece);
            sum
        })
        .await?;
    }
    Ok(sum.finish())
}

fn failed(what: &str) -> Error {
    Error::new(ErrorKind::Copy, format!("{what}.")).with_code(VERIFY_FAILED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::shared::BlobHTTPHeaders;

    #[test]
    fn an_impossible_check_is_rejected_first() {
        let hash = Some(Binary(vec![1]));
        for (verify, offline, md5, works) in [
            (None, true, None, true),
            (Some(Verify::None), true, None, true),
            (Some(Verify::Length), true, None, true),
            (Some(Verify::Md5), true, hash.as_ref(), false),
            (Some(Verify::Crc64), true, hash.as_ref(), false),
            (Some(Verify::Length), false, None, true),
            (Some(Verify::Md5), false, None, false),
            (Some(Verify::Md5), false, hash.as_ref(), true),
            (Some(Verify::Crc64), false, None, true),
        ] {
            let http_headers = BlobHTTPHeaders { blob_content_md5: md5.cloned(), ..Default::default() };
            let source = BlobFacts { http_headers, ..Default::default() };
            let checked = check_possible(verify, offline, &source);
            assert_eq!(checked.is_ok(), works, "{verify:?} {offline}");
            assert!(checked.is_ok() || checked.is_err_and(|error| error.argument() == Some("options.verify")));
        }
    }

    #[test]
    fn the_hash_is_the_standard_one() {
        assert_eq!(Binary(Md5::digest(b"abc").to_vec()).to_base64(), "kAFQmDzST7DWlj99KOF/cg==");
    }
}
