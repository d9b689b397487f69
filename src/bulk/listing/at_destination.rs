//! The destination's blob for a blob of the source, from its listing or from a HEAD request.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::report::cost::{RequestCounter, Requests};
use crate::copy::{BlobFacts, WITHOUT_KEY};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::shared::CpkInfo;

/// The destination's blob for a blob of the source.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum AtDestination {
    /// It was not listed, so it takes a request to know.
    #[default]
    Unknown,
    /// Nothing.
    Absent,
    /// A blob.
    There(Arc<BlobFacts>),
}

/// Requests the facts of one blob of the destination.
///
/// # Errors
/// The failed request.
pub async fn facts_at_destination(
    destination: &BlobEndpoint,
    key: Option<&CpkInfo>,
    requests: &RequestCounter,
    cancel: &CancellationToken,
) -> Result<AtDestination> {
    requests.add(Requests { read: 1, ..Requests::default() });
    match properties(destination, key, cancel).await {
        Ok(response) => Ok(AtDestination::There(Arc::new(BlobFacts::from_properties(&response)))),
        Err(error) if error.status() == Some(404) => Ok(AtDestination::Absent),
        Err(error) => Err(error),
    }
}

/// The facts of a blob. It need not be encrypted with the key: one from before the job is not.
///
/// # Errors
/// The failed request.
pub async fn properties(
    blob: &BlobEndpoint,
    key: Option<&CpkInfo>,
    cancel: &CancellationToken,
) -> Result<BlobGetPropertiesResponse> {
    let mut operation = BlobGetPropertiesOptions { customer_provided_key: key.cloned(), ..Default::default() };
    loop {
        match blob.execute(&operation, cancel).await {
            Ok(response) => return Ok(response.output),
            Err(error) if error.code() == Some(WITHOUT_KEY) && operation.customer_provided_key.is_some() => {
                operation.customer_provided_key = None;
            }
            Err(error) => return Err(error),
        }
    }
}
