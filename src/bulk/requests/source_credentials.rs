//! The credentials of the sources of entries. Each entry has its own, until the caller supplies one for its container or account, which all
//! entries there then use.

use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crate::base::error::{Error, Result};
use crate::base::url::parameter;
use crate::bulk::report::needed_credential::NeededCredential;
use crate::bulk::report::side::Side;
use crate::bulk::requests::credential_scope::CredentialScope;
use crate::rest::BlobEndpoint;

/// The number of credentials of entries that are known to have worked: entries that share one come close to each other.
const REMEMBERED: usize = 64;

/// A credential that the caller has supplied.
pub(super) struct RenewedSource {
    place: CredentialScope,
    pub(super) generation: u64,
    pub(super) endpoint: BlobEndpoint,
    pub(super) has_worked: bool,
}

/// The credentials of the sources of a job.
#[derive(Default)]
pub struct SourceCredentials {
    /// The number of renewals.
    pub(super) generation: u64,
    /// The newest one is the last.
    pub(super) renewed: Vec<RenewedSource>,
    pub(super) needed: Vec<(CredentialScope, NeededCredential)>,
    /// The credentials of entries that have worked, the last used one first.
    pub(super) worked: VecDeque<u64>,
}

impl SourceCredentials {
    /// The credential that is needed.
    pub fn needed(&self) -> Option<NeededCredential> {
        self.needed.first().map(|(_, needed)| needed.clone())
    }

    pub(super) fn is_needed(&self, place: &CredentialScope) -> bool {
        self.needed.iter().any(|(needed, _)| needed == place)
    }

    pub(super) fn of(&self, place: &CredentialScope) -> Option<&RenewedSource> {
        self.renewed.iter().rev().find(|renewed| renewed.place.covers(place))
    }

    pub(super) fn remember(&mut self, credential: u64) {
        match self.worked.iter().position(|worked| *worked == credential) {
            Some(0) => return,
            Some(at) => drop(self.worked.remove(at)),
            None => self.worked.truncate(REMEMBERED - 1),
        }
        self.worked.push_front(credential);
    }

    pub(super) fn renew(&mut self, endpoint: BlobEndpoint) -> Result<()> {
        let place = CredentialScope::of_client(&endpoint.url);
        let needed = self.needed.first().map(|(needed, _)| needed);
        let Some(place) = place.filter(|place| needed.is_none_or(|needed| place.covers(needed))) else {
            let needed = needed.map(|needed| format!(", and the job needs one for {}", needed.shown()));
            let message = format!(
                "The new credential for the source is for {}{}. Give a client or URL of that container, or of its account.",
                endpoint.shown(),
                needed.unwrap_or_default()
            );
            return Err(Error::argument_range(Side::Source.name(), message));
        };
        self.generation += 1;
        self.needed.retain(|(needed, _)| !place.covers(needed));
        self.renewed.retain(|renewed| !place.covers(&renewed.place));
        self.renewed.push(RenewedSource { place, generation: self.generation, endpoint, has_worked: false });
        Ok(())
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
        let place = |text: &str| CredentialScope::of_blob(&url(text));
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
            let renewed = sources.of(&CredentialScope::of_client(&url(text)).expect("a place"));
            assert_eq!(renewed.map(|renewed| renewed.generation), Some(generation as u64 + 1));
        }
        assert_eq!(sources.renewed.len(), 2);
        for container in ["https://a/c/b", "https://a/d/b"] {
            sources.needed.push((place(container), needed(container)));
        }
        let error = sources.renew(endpoint("https://a/d?sig=4")).expect_err("another one was requested");
        assert!(error.message().contains("needs one for https://a/c"), "{}", error.message());
        assert!(!error.message().contains("sig"), "{}", error.message());
        sources.renew(endpoint("https://a/?sig=5")).expect("a renewal");
        assert_eq!((sources.renewed.len(), sources.needed.len()), (1, 0));
        assert_eq!(sources.of(&place("https://a/e/b")).map(|renewed| renewed.generation), Some(4));
        assert!(sources.of(&place("https://b/e/b")).is_none());
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
