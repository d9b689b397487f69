//! The state that copies between the same two accounts share: whether the service can read the source at all, and what their signatures have in
//! common.

use std::sync::atomic::{AtomicBool, Ordering};

use url::Url;

use crate::base::error::Error;
use crate::base::fragile_names::has_ambiguous_signature;
use crate::copy::read_signature::ReadSignatures;

/// Two accounts, for the copies of one job.
#[derive(Debug, Default)]
pub struct AccountPair {
    was_read: AtomicBool,
    never_reads: AtomicBool,
    /// The signatures for the sources.
    pub signatures: ReadSignatures,
}

impl AccountPair {
    /// The service has read a source.
    pub fn was_read(&self) {
        if !self.was_read.load(Ordering::Relaxed) {
            self.was_read.store(true, Ordering::Relaxed);
        }
    }

    /// Sources are read with another credential from now on: what the service could not read with the one before says nothing.
    pub fn renewed(&self) {
        self.was_read();
        self.never_reads.store(false, Ordering::Relaxed);
    }

    /// A source was relayed that the service could not read, for this reason. If it concerns all sources, later copies
    /// are relayed without another attempt.
    pub fn relayed(&self, source: &Url, rejection: &Error) {
        let is_of_name = has_ambiguous_signature(source.path()) && is_of_credential(rejection);
        if !self.was_read.load(Ordering::Relaxed) && !is_of_name && concerns_all(rejection) {
            self.never_reads.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the service cannot read any source, so that all are relayed.
    pub fn never_reads(&self) -> bool {
        self.never_reads.load(Ordering::Relaxed)
    }
}

/// Whether the source has rejected the credential with which the service read it.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
pub fn is_of_credential(rejection: &Error) -> bool {
    let Some(source) = rejection.copy_source() else { return false };
    source.status == Some(401) || (source.status == Some(403) && source.code.as_deref() == Some("AuthenticationFailed"))
}

/// Whether the rejection concerns the account or the network, and not only this source.
fn concerns_all(rejection: &Error) -> bool {
    let status = rejection.copy_source().and_then(|source| source.status).or(rejection.status());
    matches!(status, Some(401 | 403 | 407 | 501))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ErrorKind, ResponseSummary};

    fn rejected(status: u16, code: &str) -> Error {
        let source = CopySourceError { status: Some(status), code: Some(code.to_owned()), message: None };
        let response = ResponseSummary { status, ..Default::default() };
        Error::new(ErrorKind::Service, "no").with_response(response).with_copy_source(source)
    }

    #[test]
    fn a1_a_firewall_error_applies_to_the_pair() {
        let url = |name: &str| Url::parse(&format!("https://one/c/{name}")).expect("a URL");
        let pair = AccountPair::default();
        pair.relayed(&url("a"), &rejected(404, "BlobNotFound"));
        assert!(!pair.never_reads(), "one blob says nothing about others");
        pair.relayed(&url("a%5Cb"), &rejected(403, "AuthenticationFailed"));
        assert!(!pair.never_reads(), "nor does a name whose signature is taken for another one");
        pair.relayed(&url("a%5Cb"), &rejected(403, "AuthorizationFailure"));
        assert!(pair.never_reads());
    }

    #[test]
    fn a3_an_error_after_successful_reads_does_not_apply_to_the_pair() {
        let pair = AccountPair::default();
        pair.was_read();
        pair.relayed(&Url::parse("https://one/c/a").expect("a URL"), &rejected(403, "AuthorizationFailure"));
        assert!(!pair.never_reads());
        assert!(is_of_credential(&rejected(403, "AuthenticationFailed")));
        let pair = AccountPair::default();
        let url = Url::parse("https://one/c/a").expect("a URL");
        pair.relayed(&url, &rejected(403, "AuthenticationFailed"));
        assert!(pair.never_reads());
        pair.renewed();
        pair.relayed(&url, &rejected(403, "AuthenticationFailed"));
        assert!(!pair.never_reads(), "the service may read with the new credential");
        assert!(!is_of_credential(&rejected(403, "AuthorizationFailure")));
    }
}
