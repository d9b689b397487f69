//! What the destination has in a blob's place, from its listing or from a look.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::report::cost::{RequestCounter, Requests};
use crate::copy::{BlobFacts, WITHOUT_KEY};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetPropertiesResponse};
use crate::rest::shared::CpkInfo;

/// What the destination has in a blob's place.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum AtDestination {
    /// It was not listed, so only a request can tell.
    #[default]
    Unknown,
    /// Nothing.
    Absent,
    /// A blob.
    There(Arc<BlobFacts>),
}

/// Asks the destination for one blob.
///
/// # Errors
/// The failed request.
pub async fn look(
    destination: &BlobEndpoint,
    key: Option<&CpkInfo>,
    requests: &RequestCounter,
    cancel: &CancellationToken,
) -> Result<AtDestination> {
    requests.add(Requests { read: 1, ..Requests::default() });
    match properties(destination, key, cancel).await {
        Ok(answer) => Ok(AtDestination::There(Arc::new(BlobFacts::from_properties(&answer)))),
        Err(error) if error.status() == Some(404) => Ok(AtDestination::Absent),
        Err(error) => Err(error),
    }
}

/// What a blob says about itself. It need not be encrypted with the key, as one that was there before is not.
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
            Ok(answer) => return Ok(answer.output),
            Err(error) if error.code() == Some(WITHOUT_KEY) && operation.customer_provided_key.is_some() => {
                operation.customer_provided_key = None;
            }
            Err(error) => return Err(error),
        }
    }
}
