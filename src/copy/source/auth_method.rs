//! How the service is authorized to read the source.
//!
//! | the credential that reads the source in this process | what the service gets |
//! |---|---|
//! | anonymous, or a URL with its own permission | the URL as it is |
//! | the account's key | a shared access signature for reading this one blob |
//! | a bearer token | the token itself, where the operation takes it; otherwise a user delegation SAS |
//!
//! Copy Blob within one account needs nothing: there, the credential that writes the destination also reads the source.

use crate::auth::{BearerToken, SharedKey};
use crate::base::url::parameter;
use crate::rest::BlobEndpoint;

/// How the service is authorized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AuthMethod {
    /// The URL suffices.
    Plain,
    /// The account's key signs.
    Key,
    /// The user's token is sent in a header.
    Token,
    /// The user's delegation key signs.
    Delegation,
}

impl AuthMethod {
    /// Chooses the method. `asynchronous`: Copy Blob reads the source, which accepts only a URL.
    pub(super) fn choose(source: &BlobEndpoint, destination: &BlobEndpoint, asynchronous: bool) -> Self {
        let pipeline = &source.pipeline;
        if parameter(&source.url, "sig").is_some() {
            return Self::Plain;
        }
        let by_key = pipeline.credential::<SharedKey>().is_some();
        let by_token = pipeline.credential::<BearerToken>().is_some();
        let one_owner = pipeline.shares_credential(&destination.pipeline)
            || (by_key && destination.pipeline.credential::<SharedKey>().is_some());
        match (by_key, by_token) {
            _ if asynchronous && one_owner && source.same_account(destination) => Self::Plain,
            (true, _) => Self::Key,
            (_, true) if asynchronous => Self::Delegation,
            (_, true) => Self::Token,
            _ => Self::Plain,
        }
    }
}

/// Whether Copy Blob can copy within one account by what both sides have: without a user delegation key, which may be denied, and by a
/// signature that may also delete the backup snapshot.
pub fn copies_within_account(source: &BlobEndpoint, destination: &BlobEndpoint) -> bool {
    let url = &destination.url;
    let may_delete = parameter(url, "sig").is_none() || parameter(url, "sp").is_some_and(|may| may.contains('d'));
    source.same_account(destination)
        && may_delete
        && AuthMethod::choose(source, destination, true) != AuthMethod::Delegation
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use url::Url;

    use super::*;
    use crate::auth::AccountKey;
    use crate::http::{HttpTransport, Pipeline, PipelineOptions};

    fn endpoint(url: &str) -> BlobEndpoint {
        let options = PipelineOptions::default();
        let transport = HttpTransport::new(&options, Arc::default()).expect("a transport");
        let key = SharedKey::new("a", &AccountKey::from_base64("a2V5")).expect("a key");
        let pipeline = Pipeline::new(Arc::new(transport), Arc::new(key), options);
        BlobEndpoint::new(Arc::new(pipeline), Url::parse(url).expect("a URL"))
    }

    #[test]
    fn s12_copy_blob_requires_one_account_and_the_delete_permission() {
        for (source, destination, copies) in [
            ("https://a.blob.core.windows.net/c/b", "https://a.blob.core.windows.net/d/b", true),
            ("https://a.blob.core.windows.net/c/b", "https://b.blob.core.windows.net/d/b", false),
            (
                "https://a.blob.core.windows.net/c/b?sp=r&sig=x",
                "https://a.blob.core.windows.net/d/b?sp=rcwd&sig=x",
                true,
            ),
            ("https://a.blob.core.windows.net/c/b", "https://a.blob.core.windows.net/d/b?sp=rcw&sig=x", false),
            ("https://a.blob.core.windows.net/c/b", "https://a.blob.core.windows.net/d/b?si=policy&sig=x", false),
        ] {
            assert_eq!(
                copies_within_account(&endpoint(source), &endpoint(destination)),
                copies,
                "{source} {destination}"
            );
        }
    }
}
