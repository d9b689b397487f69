//! Sets the immutability policy and the legal hold of the source at the destination, if the operation that wrote it cannot: Put Blob
//! From URL. A destination of Copy Blob is protected when it is finished, because the service allows no changes from then on.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::blob_facts::BlobFacts;
use crate::rest::BlobEndpoint;
use crate::rest::blob::{SetImmutabilityPolicy, SetLegalHold};

/// Protects a destination as its source is protected.
///
/// # Errors
/// The failed request: the destination is written, and not protected.
pub async fn protect(destination: &BlobEndpoint, source: &BlobFacts, cancel: &CancellationToken) -> Result<()> {
    if let Some(immutability_policy) = source.policy_after(destination.pipeline.now()) {
        let operation = SetImmutabilityPolicy { immutability_policy, ..Default::default() };
        destination.execute(&operation, cancel).await.map_err(|error| unprotected(destination, error))?;
    }
    if source.legal_hold {
        let operation = SetLegalHold { legal_hold: true };
        destination.execute(&operation, cancel).await.map_err(|error| unprotected(destination, error))?;
    }
    Ok(())
}

fn unprotected(destination: &BlobEndpoint, error: Error) -> Error {
    if error.kind() != ErrorKind::Service {
        return error;
    }
    let message = format!(
        "The destination {} was written, but does not have the immutability policy or legal hold of its source: {}",
        destination.shown(),
        error.message()
    );
    error.with_message(message)
}
