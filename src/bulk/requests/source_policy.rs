//! Holds the requests to the sources of entries while the caller supplies another credential. Sources have no turns: only the account that is
//! written has limits here.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use url::Url;

use crate::base::error::Result;
use crate::base::fragile_names::is_fragile;
use crate::bulk::report::side::Side;
use crate::bulk::requests::attempts::Attempts;
use crate::bulk::requests::credential_scope::CredentialScope;
use crate::bulk::requests::rejection::{has_expired, rejection};
use crate::bulk::requests::source_credentials::credential_of;
use crate::bulk::requests::source_renewal::RejectedCredential;
use crate::copy::source::endpoint_of_url;
use crate::http::policy::{Next, Policy};
use crate::http::{Pipeline, Request, Response, drain};
use crate::rest::BlobEndpoint;

/// The pipelines that read the sources of entries.
pub struct SourcePipelines {
    attempts: Arc<Attempts>,
    /// The destination with the policy of the job, and without it.
    watched: BlobEndpoint,
    unwatched: BlobEndpoint,
}

impl SourcePipelines {
    /// Those of a job that copies to a destination. `unwatched` is the destination without the policy of the job.
    pub fn new(attempts: Arc<Attempts>, watched: BlobEndpoint, unwatched: BlobEndpoint) -> Self {
        Self { attempts, watched, unwatched }
    }

    /// The source at a URL, which `reader` reads if it has its own client.
    pub fn endpoint(&self, url: Url, reader: Option<Arc<Pipeline>>) -> BlobEndpoint {
        let source = match reader {
            Some(reader) => BlobEndpoint::new(reader, url),
            None => endpoint_of_url(url, &self.unwatched),
        };
        // It has the credential of the destination, and is renewed with it.
        if Arc::ptr_eq(&source.pipeline, &self.unwatched.pipeline) {
            return BlobEndpoint::new(Arc::clone(&self.watched.pipeline), source.url);
        }
        renewable(&self.attempts, source, 0)
    }
}

/// The same source, whose requests wait for another credential when its own is rejected. `generation` is the number of its credential.
pub fn renewable(attempts: &Arc<Attempts>, source: BlobEndpoint, generation: u64) -> BlobEndpoint {
    let credential = credential_of(&source);
    let policy = SourcePolicy { attempts: Arc::clone(attempts), generation, credential };
    BlobEndpoint::new(Arc::new(source.pipeline.with_further_policy(Arc::new(policy))), source.url)
}

/// The policy of one source.
struct SourcePolicy {
    attempts: Arc<Attempts>,
    /// The number of the pipeline's credential; 0 for that of the entry.
    generation: u64,
    /// The credential of the entry.
    credential: u64,
}

impl Policy for SourcePolicy {
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async move {
            let renewal = &self.attempts.renewal;
            let (scope, source) = (CredentialScope::of_blob(&request.url), request.url.clone());
            loop {
                renewal.source_usable(&scope).await;
                let (generation, outcome) = match renewal.renewed_source(&scope) {
                    Some((generation, endpoint)) if generation != self.generation => {
                        endpoint.replace_signature(&mut request.url);
                        (generation, Box::pin(endpoint.pipeline.send_attempt(request)).await)
                    }
                    _ => (self.generation, next.send(request).await),
                };
                // Another server than the service has no containers that a credential could be for.
                let of_service = match &outcome {
                    Ok(response) if response.status < 400 => {
                        renewal.source_worked(generation, self.credential);
                        return outcome;
                    }
                    Ok(response) => response.headers.contains_key("x-ms-error-code"),
                    Err(_) => true,
                };
                let needed = rejection(Side::Source, &outcome, || scope.shown());
                let Some(needed) = needed.filter(|_| of_service && !is_fragile(request.url.path())) else {
                    return outcome;
                };
                let rejected = RejectedCredential {
                    credential: self.credential,
                    generation,
                    has_expired: has_expired(&source, &outcome),
                    failed_itself: outcome.is_err(),
                };
                if !renewal.another_source(&scope, needed, rejected).await {
                    return outcome;
                }
                if let Ok(response) = outcome {
                    drain(response.body).await;
                }
                request.attempt.deadline = None;
            }
        })
    }
}
