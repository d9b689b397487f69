//! The credentials of the sources of entries. Each entry has its own, until the caller supplies one for its container or account, which all
//! entries there then use.

use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::atomic::Ordering;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::base::url::parameter;
use crate::bulk::report::needed_credential::NeededCredential;
use crate::bulk::report::side::Side;
use crate::bulk::requests::credential_scope::CredentialScope;
use crate::bulk::requests::renewal::Renewal;
use crate::rest::BlobEndpoint;

/// The number of credentials of entries that are known to have worked: entries that share one come close to each other.
const REMEMBERED: usize = 64;

/// A credential that the caller has supplied.
struct RenewedSource {
    scope: CredentialScope,
    generation: u64,
    endpoint: BlobEndpoint,
    has_worked: bool,
}

/// The credentials of the sources of a job.
#[derive(Default)]
pub struct SourceCredentials {
    /// The number of renewals.
    generation: u64,
    /// The newest one is the last.
    renewed: Vec<RenewedSource>,
    needed: Vec<(CredentialScope, NeededCredential)>,
    /// The credentials of entries that have worked, the last used one first.
    worked: VecDeque<u64>,
}

impl SourceCredentials {
    /// The credential that is needed.
    pub fn needed(&self) -> Option<NeededCredential> {
        self.needed.first().map(|(_, needed)| needed.clone())
    }

    fn is_needed(&self, scope: &CredentialScope) -> bool {
        self.needed.iter().any(|(needed, _)| needed == scope)
    }

    fn of(&self, scope: &CredentialScope) -> Option<&RenewedSource> {
        self.renewed.iter().rev().find(|renewed| renewed.scope.covers(scope))
    }

    fn remember(&mut self, credential: u64) {
        match self.worked.iter().position(|worked| *worked == credential) {
            Some(0) => return,
            Some(at) => drop(self.worked.remove(at)),
            None => self.worked.truncate(REMEMBERED - 1),
        }
        self.worked.push_front(credential);
    }

    fn renew(&mut self, endpoint: BlobEndpoint) -> Result<()> {
        let scope = CredentialScope::of_client(&endpoint.url);
        let needed = self.needed.first().map(|(needed, _)| needed);
        let Some(scope) = scope.filter(|scope| needed.is_none_or(|needed| scope.covers(needed))) else {
            let needed = needed.map(|needed| format!(", and the job needs one for {}", needed.shown()));
            let message = format!(
                "The new credential for the source is for {}{}. Give a client or URL of that container, or of its account.",
                endpoint.shown(),
                needed.unwrap_or_default()
            );
            return Err(Error::argument_range(Side::Source.name(), message));
        };
        self.generation += 1;
        self.needed.retain(|(needed, _)| !scope.covers(needed));
        self.renewed.retain(|renewed| !scope.covers(&renewed.scope));
        self.renewed.push(RenewedSource { scope, generation: self.generation, endpoint, has_worked: false });
        Ok(())
    }
}

/// A rejected credential.
pub struct Rejected {
    /// That of the entry.
    pub credential: u64,
    /// The number of the one that was rejected, 0 for that of the entry.
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
        self.tell();
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
    pub async fn another_source(&self, scope: &CredentialScope, needed: NeededCredential, rejected: Rejected) -> bool {
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
        self.tell();
        self.source_settled(scope).await
    }

    async fn source_settled(&self, scope: &CredentialScope) -> bool {
        self.until(&|| !lock(&self.sources).is_needed(scope)).await
    }
}

/// Identifies the credential of a source: its signature, or that of its client.
pub fn credential_of(source: &BlobEndpoint) -> u64 {
    match parameter(&source.url, "sig") {
        Some(signature) => {
            let mut hasher = DefaultHasher::new();
            signature.hash(&mut hasher);
            hasher.finish()
        }
        None => source.pipeline.credential_id(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use url::Url;

    use super::*;
    use crate::auth::Anonymous;
    use crate::http::{HttpTransport, Pipeline, PipelineOptions};

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn endpoint(text: &str) -> BlobEndpoint {
        let options = PipelineOptions::default();
        let transport = HttpTransport::new(&options, Arc::default()).expect("a transport");
        BlobEndpoint::new(Arc::new(Pipeline::new(Arc::new(transport), Arc::new(Anonymous), options)), url(text))
    }

    #[test]
    fn a3_the_newest_credential_of_a_container_or_its_account_counts_and_replaces_others() {
        let mut sources = SourceCredentials::default();
        let scope = |text: &str| CredentialScope::of_blob(&url(text));
        let needed = |url: &str| NeededCredential {
            side: Side::Source,
            url: url.to_owned(),
            code: None,
            message: String::new(),
        };
        for (generation, text) in
            ["https://a/c?sig=1", "https://a/d?sig=2", "https://a/c?sig=3"].into_iter().enumerate()
        {
            sources.renew(endpoint(text)).expect("a renewal");
            let renewed = sources.of(&CredentialScope::of_client(&url(text)).expect("a scope"));
            assert_eq!(renewed.map(|renewed| renewed.generation), Some(generation as u64 + 1));
        }
        assert_eq!(sources.renewed.len(), 2);
        for container in ["https://a/c/b", "https://a/d/b"] {
            sources.needed.push((scope(container), needed(container)));
        }
        let error = sources.renew(endpoint("https://a/d?sig=4")).expect_err("it was asked for another one");
        assert!(error.message().contains("needs one for https://a/c"), "{}", error.message());
        assert!(!error.message().contains("sig"), "{}", error.message());
        sources.renew(endpoint("https://a/?sig=5")).expect("a renewal");
        assert_eq!((sources.renewed.len(), sources.needed.len()), (1, 0));
        assert_eq!(sources.of(&scope("https://a/e/b")).map(|renewed| renewed.generation), Some(4));
        assert!(sources.of(&scope("https://b/e/b")).is_none());
    }

    #[test]
    fn a3_few_signatures_are_remembered() {
        let mut sources = SourceCredentials::default();
        for signature in 0..1000 {
            sources.remember(7);
            sources.remember(signature);
        }
        assert_eq!(sources.worked.len(), REMEMBERED);
        assert!(sources.worked.contains(&7) && sources.worked.contains(&999) && !sources.worked.contains(&900));
    }
}
