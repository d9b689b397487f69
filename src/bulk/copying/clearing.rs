//! Clears an obstacle at the destination, if an option of the caller allows it.

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::copying::moving::look;
use crate::bulk::options::obstacles::Clearing;
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobDeleteOptions;
use crate::rest::conditions::BlobDeleteConditions;
use crate::rest::lease::BreakLease;
use crate::rest::shared::CpkInfo;
use crate::rest::values::Count;

/// Clears one obstacle.
///
/// # Errors
/// The failed request. A blob that another client has changed in the meantime is not deleted.
pub(in crate::bulk) async fn clear(
    clearing: Clearing,
    destination: &BlobEndpoint,
    key: Option<&CpkInfo>,
    cancel: &CancellationToken,
) -> Result<()> {
    match clearing {
        Clearing::WithoutTags | Clearing::WithoutTier | Clearing::WithoutMd5 | Clearing::OtherMetadata => Ok(()),
        Clearing::BreakLease => {
            let at_once = BreakLease { break_period: Some(Count(0)), ..BreakLease::default() };
            destination.execute(&at_once, cancel).await.map(drop)
        }
        Clearing::Delete => {
            let Some(there) = look(destination, key, cancel).await? else { return Ok(()) };
            let conditions = BlobDeleteConditions { if_match: there.etag, ..BlobDeleteConditions::default() };
            let delete = BlobDeleteOptions { conditions: Some(conditions), ..BlobDeleteOptions::default() };
            match destination.execute(&delete, cancel).await {
                Err(error) if error.status() == Some(404) => Ok(()),
                Err(error) if matches!(error.code(), Some("ConditionNotMet" | "TargetConditionNotMet")) => {
                    let message = format!(
                        "The destination {} changed when it was about to be replaced, and was left as it is now. Copy it again. {}",
                        destination.shown(),
                        error.message()
                    );
                    Err(error.with_message(message))
                }
                done => done.map(drop),
            }
        }
    }
}
