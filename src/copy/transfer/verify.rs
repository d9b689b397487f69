//! What is checked after the destination was made. Nothing is undone here when a check fails: the error says what is wrong, and
//! the destination is there to be looked at. A copy by Copy Blob is undone by whoever had it checked.

use futures_util::{StreamExt, TryStreamExt, stream};
use md5::{Digest, Md5};

use crate::base::crc64::Crc64;
use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::limits::{MIB, RELAY_CONCURRENCY};
use crate::copy::transfer::job::{Job, SOURCE_CHANGED, Written};
use crate::copy::transfer::part::{OTHER_LENGTH, Part, PartReader};
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::execute::execute;
use crate::rest::shared::{AccessTier, CpkInfo};
use crate::rest::values::Binary;

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verify {
    /// Nothing beyond what the service checks itself.
    None,
    /// The destination's size: one request.
    Length,
    /// The content of the destination against the hash that the source has: the destination is read once.
    Md5,
    /// The content of both: both are read once.
    Crc64,
}

/// How much is compared at a time.
const PART: u64 = 8 * MIB;

/// The code of the error for a destination that is not what the source is.
const VERIFY_FAILED: &str = "VerifyFailed";

/// Refuses a check that could not be made, before anything is copied. `offline` says that the destination will be in the
/// archive, or on its way out of it.
///
/// # Errors
/// An argument error that says what else could be checked.
pub fn check(verify: Option<Verify>, offline: bool, source_md5: Option<&Binary>) -> Result<()> {
    let why = match verify {
        Some(Verify::Md5 | Verify::Crc64) if offline => {
            "the destination is archived, or on its way out of the archive, and cannot be read. Use \"length\", or verify it when \
             it is back"
        }
        Some(Verify::Md5) if source_md5.is_none() => {
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

/// Checks the destination that has the `ETag` `etag`, which stays as it is when the check fails.
///
/// # Errors
/// An error of the code `VerifyFailed` when something is wrong; else what a request failed with.
pub async fn verify(job: &Job, verify: Verify, etag: Option<&str>) -> Result<()> {
    check_made(job, verify, etag).await.map_err(|error| {
        let advised = format!("{} Delete the destination, or copy it again.", error.message());
        let error = if error.code() == Some(VERIFY_FAILED) { error.with_message(advised) } else { error };
        job.failure(&error, "when it was verified, after the destination was written")
    })
}

/// The same, without a word about what to do then.
///
/// # Errors
/// As [`verify()`].
pub async fn check_made(job: &Job, verify: Verify, etag: Option<&str>) -> Result<()> {
    let conditions = etag.map(|etag| BlobRequestConditions { if_match: Some(etag.to_owned()), ..Default::default() });
    let checked = match verify {
        Verify::None => Ok(()),
        Verify::Length => length(job, conditions).await,
        Verify::Md5 => md5(job, conditions).await,
        Verify::Crc64 => crc64(job, conditions).await,
    };
    checked.map_err(|error| match error.code() {
        Some(SOURCE_CHANGED) => job.changed_when(&error, Written::Yes),
        _ => error,
    })
}

async fn length(job: &Job, conditions: Option<BlobRequestConditions>) -> Result<()> {
    let customer_provided_key = job.options.customer_provided_key.clone();
    let operation = BlobGetPropertiesOptions { conditions, customer_provided_key };
    let destination = &job.destination;
    let answer = match execute(&destination.pipeline, &operation, destination.url.clone(), &job.cancel).await {
        Ok(answer) => answer,
        // Whoever may write alone has not asked for this.
        Err(error) if job.options.verify.is_none() && matches!(error.status(), Some(401 | 403)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let (length, expected) = (answer.output.content_length.map(|length| length.0), job.source.length);
    if length == Some(expected) {
        return Ok(());
    }
    let length = length.map_or_else(|| "an unknown number of".to_owned(), |length| length.to_string());
    Err(failed(&format!("the destination has {length} bytes, and the source {expected}")))
}

async fn md5(job: &Job, conditions: Option<BlobRequestConditions>) -> Result<()> {
    let mut hash = Md5::new();
    let total = job.source.length;
    if total == 0 {
        length(job, conditions).await?;
    } else {
        let key = job.options.customer_provided_key.clone();
        let mut reader = destination(job, Part { offset: 0, length: total }, conditions, key).await?;
        while let Some(piece) = reader.next().await? {
            hash.update(&piece);
        }
    }
    let found = Binary(hash.finalize().to_vec());
    if Some(&found) == job.source.properties.content_md5.as_ref() {
        return Ok(());
    }
    Err(failed(&format!("the destination's content has the MD5 hash {}, which is not the source's", found.to_base64())))
}

async fn crc64(job: &Job, conditions: Option<BlobRequestConditions>) -> Result<()> {
    let total = job.source.length;
    if total == 0 {
        return length(job, conditions).await;
    }
    let concurrency = job.options.wishes.concurrency.unwrap_or(RELAY_CONCURRENCY);
    let parts = (0..total.div_ceil(PART)).map(|number| number * PART);
    stream::iter(parts)
        .map(|offset| {
            let (part, conditions) = (Part { offset, length: PART.min(total - offset) }, conditions.clone());
            async move {
                let key = job.options.customer_provided_key.clone();
                let source = async { crc(part.of_source(job).await?).await.map_err(|error| job.source_refused(error)) };
                let destination = async { crc(destination(job, part, conditions, key).await?).await };
                let (source, destination) = futures_util::try_join!(source, destination)?;
                if source == destination {
                    return Ok(());
                }
                let last = offset + part.length - 1;
                Err(failed(&format!(
                    "the destination's content differs from the source's within bytes {offset}-{last}"
                )))
            }
        })
        .buffer_unordered(concurrency)
        .try_collect::<()>()
        .await
}

/// A part of the destination, which has the source's size.
async fn destination(
    job: &Job,
    part: Part,
    conditions: Option<BlobRequestConditions>,
    key: Option<CpkInfo>,
) -> Result<PartReader> {
    part.of_destination(job, conditions, key).await.map_err(|error| match error.code() {
        Some(OTHER_LENGTH) => failed("the destination has another number of bytes than the source"),
        _ => error,
    })
}

async fn crc(mut reader: PartReader) -> Result<u64> {
    let mut sum = Crc64::default();
    while let Some(piece) = reader.next().await? {
        sum.update(&piece);
    }
    Ok(sum.finish())
}

fn failed(what: &str) -> Error {
    Error::new(ErrorKind::Copy, format!("{what}.")).with_code(VERIFY_FAILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_cannot_be_made_is_refused_first() {
        let hash = Binary(vec![1]);
        for (verify, offline, md5, works) in [
            (None, true, None, true),
            (Some(Verify::None), true, None, true),
            (Some(Verify::Length), true, None, true),
            (Some(Verify::Md5), true, Some(&hash), false),
            (Some(Verify::Crc64), true, Some(&hash), false),
            (Some(Verify::Length), false, None, true),
            (Some(Verify::Md5), false, None, false),
            (Some(Verify::Md5), false, Some(&hash), true),
            (Some(Verify::Crc64), false, None, true),
        ] {
            let checked = check(verify, offline, md5);
            assert_eq!(checked.is_ok(), works, "{verify:?} {offline}");
            assert!(checked.is_ok() || checked.is_err_and(|error| error.argument() == Some("options.verify")));
        }
    }

    #[test]
    fn the_hash_is_the_standard_one() {
        assert_eq!(Binary(Md5::digest(b"abc").to_vec()).to_base64(), "kAFQmDzST7DWlj99KOF/cg==");
    }
}
