//! Waits for the credentials of the sources of entries, and gets them from the caller.

use std::sync::atomic::Ordering;

use crate::base::error::Result;
use crate::base::lock::lock;
use crate::bulk::report::needed_credential::NeededCredential;
use crate::bulk::requests::credential_scope::CredentialScope;
use crate::bulk::requests::renewal::Renewal;
use crate::bulk::requests::source_credentials::credential_of;
use crate::rest::BlobEndpoint;

/// A rejected credential.
pub struct RejectedCredential {
    /// That of the entry.
    pub credential: u64,
    /// The number of the rejected credential, 0 for the credential of the entry.
    pub generation: u64,
    /// Whether the signature of the entry says that it has expired.
    pub has_expired: bool,
    /// Whether it could not even be sent.
    pub failed_itself: bool,
}

impl Renewal {
    /// The caller supplies another credential for sources: a client or URL of their container, or of their account.
    ///
    /// # Errors
    /// An argument error for another container.
    pub fn renew_source(&self, endpoint: BlobEndpoint) -> Result<()> {
        lock(&self.sources).renew(endpoint)?;
        self.notify();
        Ok(())
    }

    /// The credential that the caller has supplied for a scope, and its number.
    pub fn renewed_source(&self, scope: &CredentialScope) -> Option<(u64, BlobEndpoint)> {
        let sources = lock(&self.sources);
        sources.of(scope).map(|renewed| (renewed.generation, renewed.endpoint.clone()))
    }

    /// The number of credentials that the caller has supplied for sources.
    pub fn source_generation(&self) -> u64 {
        lock(&self.sources).generation
    }

    /// The credential of this number has worked, or that of the entry for 0.
    pub fn source_worked(&self, generation: u64, credential: u64) {
        let mut sources = lock(&self.sources);
        match sources.renewed.iter_mut().find(|renewed| renewed.generation == generation) {
            Some(renewed) => renewed.has_worked = true,
            None if generation == 0 => sources.remember(credential),
            None => {}
        }
    }

    /// An entry was copied, so that the service could read its source.
    pub fn entry_copied(&self, source: &BlobEndpoint) {
        let generation =
            self.renewed_source(&CredentialScope::of_blob(&source.url)).map_or(0, |(generation, _)| generation);
        self.source_worked(generation, credential_of(source));
    }

    /// Waits while the credential for a scope is known not to work.
    pub async fn source_usable(&self, scope: &CredentialScope) {
        if lock(&self.sources).is_needed(scope) {
            self.source_settled(scope).await;
        }
    }

    /// Waits for another credential in place of a rejected one, and returns whether there is one.
    pub async fn another_source(
        &self,
        scope: &CredentialScope,
        needed: NeededCredential,
        rejected: RejectedCredential,
    ) -> bool {
        let has_giver = self.has_giver.load(Ordering::Relaxed);
        {
            let mut sources = lock(&self.sources);
            let current = sources.of(scope).map(|renewed| (renewed.generation, renewed.has_worked));
            let (generation, has_worked) = current.unwrap_or((0, sources.worked.contains(&rejected.credential)));
            if generation != rejected.generation {
                return true;
            }
            let ends = if !has_giver {
                // The entry of a signature that is for itself alone fails alone. One that fails by itself has its own error, which ends the job.
                has_worked && !rejected.failed_itself
            } else if has_worked || (generation == 0 && rejected.has_expired) {
                if !sources.is_needed(scope) {
                    sources.needed.push((scope.clone(), needed.clone()));
                }
                false
            } else {
                generation > 0
            };
            let waits = sources.is_needed(scope);
            drop(sources);
            if ends {
                self.end(&needed);
            }
            if !waits {
                return false;
            }
        }
        self.notify();
        self.source_settled(scope).await
    }

    async fn source_settled(&self, scope: &CredentialScope) -> bool {
        self.until(&|| !lock(&self.sources).is_needed(scope)).await
    }
}
