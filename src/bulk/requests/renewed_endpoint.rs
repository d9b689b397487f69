//! Endpoints of a job with the credentials that they have now: the service reads a source with what the endpoint has when a copy begins.

use std::sync::Arc;

use crate::bulk::requests::attempts::{Attempts, JobPolicy};
use crate::bulk::requests::credential_scope::CredentialScope;
use crate::bulk::requests::renewal::Side;
use crate::bulk::requests::source_policy::renewable;
use crate::rest::BlobEndpoint;

impl Attempts {
    /// The source of an entry with its current credential, for this job. `watched` is the destination.
    pub fn renewed_entry(self: &Arc<Self>, original: &BlobEndpoint, watched: &BlobEndpoint) -> BlobEndpoint {
        if Arc::ptr_eq(&original.pipeline, &watched.pipeline) {
            return self.renewed(Side::Destination, original);
        }
        if self.renewal.source_generation() == 0 {
            return original.clone();
        }
        let renewed = self.renewal.renewed_source(&CredentialScope::of_blob(&original.url));
        let Some((generation, endpoint)) = renewed else { return original.clone() };
        let mut url = original.url.clone();
        endpoint.replace_signature(&mut url);
        renewable(self, BlobEndpoint::new(endpoint.pipeline, url), generation)
    }

    /// The endpoint of a container, or of what it contains, with its current credential, for this job.
    pub fn renewed(self: &Arc<Self>, side: Side, original: &BlobEndpoint) -> BlobEndpoint {
        let Some((generation, endpoint, turns)) = self.renewal.renewed(side) else { return original.clone() };
        let policy = JobPolicy::new(Arc::clone(self), turns, side, generation, &endpoint);
        let pipeline = Arc::new(endpoint.pipeline.with_further_policy(Arc::new(policy)));
        let mut url = original.url.clone();
        // A snapshot or version stays what it is.
        if endpoint.is_credential_for(&url) {
            endpoint.replace_signature(&mut url);
        }
        BlobEndpoint::new(pipeline, url)
    }
}
