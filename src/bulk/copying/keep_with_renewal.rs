//! Keeps the old state of a blob, with the credential that the job has by then.

use std::error::Error as _;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::copying::worker::Worker;
use crate::bulk::listing::at_destination::properties;
use crate::bulk::requests::renewal::Side;
use crate::copy::BlobFacts;
use crate::copy::pair::is_of_credential;
use crate::rest::BlobEndpoint;

impl Worker {
    /// Keeps a state of a blob of the destination, if the options say so.
    ///
    /// # Errors
    /// It could not be kept.
    pub(in crate::bulk) async fn keep(
        &self,
        blob: &BlobEndpoint,
        name: &str,
        facts: &BlobFacts,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let Some(keeper) = &self.keeper else { return Ok(()) };
        let qualified_name = self.qualified_name(blob, name);
        let renewal = &self.attempts.renewal;
        loop {
            let generation = renewal.generation(Side::Destination);
            let current = self.attempts.renewed(Side::Destination, blob);
            let Err(error) = keeper.keep(&current, (name, &qualified_name), facts, cancel).await else { return Ok(()) };
            let cause = error.source().and_then(|cause| cause.downcast_ref::<Error>());
            if !cause.is_some_and(is_of_credential) {
                return Err(error);
            }
            // The service read the blob with a signature that has expired. A request of this process waits for another one, or shows that the
            // error concerns this blob.
            let key = self.options.copy.customer_provided_key.as_ref();
            let can_read = properties(blob, key, cancel).await.is_ok();
            if !can_read || renewal.generation(Side::Destination) == generation {
                return Err(error);
            }
        }
    }
}
