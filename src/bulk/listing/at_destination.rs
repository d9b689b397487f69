//! What the destination has in a blob's place, from its listing or from a look.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::report::cost::{RequestCounter, Requests};
use crate::copy::BlobFacts;
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobGetPropertiesOptions;

/// What the destination has in a blob's place.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum AtDestination {
    /// It was not listed: whoever wants to know has to look.
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
    requests: &RequestCounter,
    cancel: &CancellationToken,
) -> Result<AtDestination> {
    requests.add(Requests { read: 1, ..Requests::default() });
    match destination.execute(&BlobGetPropertiesOptions::default(), cancel).await {
        Ok(answer) => Ok(AtDestination::There(Arc::new(BlobFacts::from_properties(&answer.output)))),
        Err(error) if error.status() == Some(404) => Ok(AtDestination::Absent),
        Err(error) => Err(error),
    }
}
