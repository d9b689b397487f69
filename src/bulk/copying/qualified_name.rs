//! How options and files of a job name a blob of the destination: by its name, and in a copy of an account by its container and its name.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::bulk::copying::worker::Worker;
use crate::bulk::listing::origin::AccountContainer;
use crate::rest::BlobEndpoint;

impl Worker {
    /// The name of a blob of the destination in options and files.
    pub(in crate::bulk) fn qualified_name<'a>(&self, blob: &BlobEndpoint, name: &'a str) -> Cow<'a, str> {
        if !self.is_of_account {
            return Cow::Borrowed(name);
        }
        let account = self.destination.url.path().trim_end_matches('/');
        let within = blob.url.path().strip_prefix(account).unwrap_or_default().trim_start_matches('/');
        let container = within.split('/').next().unwrap_or_default();
        Cow::Owned(AccountContainer::shown(&percent_decode_str(container).decode_utf8_lossy(), name))
    }

    /// The lease that the caller holds on a blob of the destination.
    pub(in crate::bulk) fn lease_of(&self, blob: &BlobEndpoint, name: &str) -> Option<String> {
        if self.options.lease_ids.is_empty() {
            return None;
        }
        self.options.lease_ids.of(&self.qualified_name(blob, name))
    }
}
