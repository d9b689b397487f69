//! The source of a copy: where its URL points, whether the request may read it, and what the destination takes from it.

use std::sync::Arc;

use url::Url;

use super::{guard, protect, tier_header};
use crate::address::{Address, account_of_host};
use crate::admission;
use crate::conditions::Stamp;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::service::Service;
use crate::state::blob::{Blob, Copy, CopyStatus};
use crate::state::tier::ARCHIVE;
use crate::state::{PublicAccess, State, whole_seconds};
use crate::{ids, names};

/// A source, found and authorised, but not read yet.
#[derive(Debug)]
pub struct Source {
    /// Where it is.
    pub address: Address,
    /// Its snapshot.
    pub snapshot: Option<String>,
    /// Its URL as the client sent it.
    pub url: String,
    needs_public: bool,
    own_error: bool,
}

impl Source {
    /// Reads `x-ms-copy-source`. Within an account, an asynchronous copy needs no credential for its source.
    pub fn find(call: &Call, service: &Service, synchronous: bool) -> Result<Self> {
        let text = call.header(&names::COPY_SOURCE).ok_or_else(Failure::invalid_header)?;
        if text.len() > names::MAX_COPY_SOURCE {
            return Err(Failure::invalid_header());
        }
        let url = Url::parse(text).map_err(|_| Failure::invalid_header())?;
        let address = Address::parse(&url[url::Position::BeforeHost..url::Position::AfterPort], url.path())?;
        if !is_here(&url, call, service) || address.blob.is_none() {
            return Err(Failure::cannot_verify_copy_source(&Failure::resource_not_found()));
        }
        let own_error = !synchronous && address.account == call.address.account;
        let snapshot = url.query_pairs().find(|(key, time)| key == "snapshot" && !time.is_empty());
        let snapshot = snapshot.map(|(_, time)| time.into_owned());
        let mut needs_public = false;
        let signed = url.query_pairs().any(|(key, _)| key == "sig");
        if !own_error || signed {
            needs_public = !admission::may_read_source(call, service, &url, &address, synchronous)
                .map_err(|refusal| Failure::cannot_verify_copy_source(&refusal))?;
        }
        Ok(Self { address, snapshot, url: text.to_owned(), needs_public, own_error })
    }

    /// Reads the source, if it is there and meets the request's conditions.
    pub fn open(&self, call: &Call, state: &mut State) -> Result<Arc<Blob>> {
        let blob = self
            .read(call, state)
            .map_err(|failure| if self.own_error { failure } else { Failure::cannot_verify_copy_source(&failure) })?;
        guard::source(call, &blob)?;
        let wrap = |failure| if self.own_error { failure } else { Failure::cannot_verify_copy_source(&failure) };
        if !self.may_rehydrate(call, &blob) {
            guard::refuse_archived(&blob, call.now).map_err(wrap)?;
        }
        Ok(blob)
    }

    /// An archived blob can be copied to an online tier, under another name, within the account; unless it is on its way
    /// out of the archive already.
    fn may_rehydrate(&self, call: &Call, blob: &Blob) -> bool {
        let online = call.header(&names::ACCESS_TIER).is_some_and(|tier| tier != ARCHIVE);
        self.own_error && online && self.address != call.address && blob.tier_at(call.now).rehydration.is_none()
    }

    fn read(&self, call: &Call, state: &mut State) -> Result<Arc<Blob>> {
        if self.needs_public && state.container_of(&self.address)?.access == PublicAccess::None {
            return Err(admission::unauthenticated(call));
        }
        state.blob(&self.address, self.snapshot.as_deref())
    }
}

/// Whether a URL means this simulator: by the host that the request itself went to, or by a host of one of its accounts.
fn is_here(url: &Url, call: &Call, service: &Service) -> bool {
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let known = account_of_host(authority).is_some_and(|account| service.has_account(account));
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    let own_port = url.port_or_known_default().is_some_and(|port| service.is_port(port));
    authority.eq_ignore_ascii_case(call.host()) || known || (loopback && own_port)
}

/// What a destination becomes: the source's content and properties, the request's metadata if it has any.
pub fn destination(call: &Call, source: &Source, blob: &Blob, old: Option<&Arc<Blob>>) -> Result<Blob> {
    let now = whole_seconds(call.now);
    let metadata = call.metadata()?;
    let tier = tier_header::read(call, blob.kind, blob.content.length())?;
    let copy = Copy {
        id: ids::next_id().hyphenated().to_string(),
        source: source.url.clone(),
        status: CopyStatus::Success,
        description: None,
        copied: 0,
        total: blob.content.length(),
        completed: None,
    };
    Ok(Blob {
        kind: blob.kind,
        content: blob.content.clone(),
        metadata: if metadata.is_empty() { Arc::clone(&blob.metadata) } else { metadata },
        tags: call.tags()?,
        properties: Arc::clone(&blob.properties),
        tier_changed: tier.as_ref().map(|_| now),
        tier,
        rehydration: None,
        protection: protect::read(call)?,
        stamp: Stamp { etag: ids::next_etag(), last_modified: now },
        created: old.map_or(now, |old| old.created),
        copy: Some(Arc::new(copy)),
    })
}
