//! Entries from the caller instead of a listing: they arrive in batches, on demand, and become pages.
//!
//! A resumed job gets the same entries again, and skips those that are done. Each entry has a number, and a fingerprint of
//! all entries up to it. So different entries are detected, and never count as those that are done.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::base::url::parse;
use crate::bulk::listing::origin::{ListedEntry, ListedFrom};
use crate::bulk::listing::page::{Listed, Page};
use crate::bulk::requests::source_policy::SourcePipelines;
use crate::copy::BlobFacts;
use crate::copy::blob_facts::BlobKind;
use crate::copy::limits::SINGLE_REQUEST_MAX;
use crate::copy::source_url::without_signature;
use crate::http::Pipeline;
use crate::rest::BlobEndpoint;
use crate::rest::endpoint::unsigned;
use crate::rest::values::NameValues;

/// The number of digits of an entry's number, so that texts sort as numbers do.
const DIGITS: usize = 20;

/// An entry as it is supplied.
#[derive(Default)]
pub struct GivenEntry {
    /// The source's URL.
    pub source: Option<String>,
    /// The pipeline that reads it, if it has its own client.
    pub reader: Option<Arc<Pipeline>>,
    /// The name at the destination.
    pub destination: Option<String>,
    /// The size in bytes, if it is known.
    pub length: Option<u64>,
    /// The `ETag`, if it is known.
    pub etag: Option<String>,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// Receives entries for one job.
pub struct EntryFeed {
    sources: SourcePipelines,
    /// The job needs no more.
    closed: CancellationToken,
    state: Mutex<EntriesState>,
}

struct EntriesState {
    pages: Option<Sender<Result<Page>>>,
    number: u64,
    fingerprint: [u8; 32],
    /// The last entry that an earlier run started, until it is supplied again.
    expected: Option<String>,
}

impl EntryFeed {
    /// Feeds a job until `closed`. `last` is the key of the last entry that an earlier run started.
    pub fn new(
        sources: SourcePipelines,
        pages: Sender<Result<Page>>,
        closed: CancellationToken,
        last: Option<String>,
    ) -> Self {
        let state = EntriesState { pages: Some(pages), number: 0, fingerprint: [0; 32], expected: last };
        Self { sources, closed, state: Mutex::new(state) }
    }

    /// Waits until the job needs entries; `false` if it needs no more.
    pub async fn wants(&self) -> bool {
        let Some(pages) = lock(&self.state).pages.clone() else { return false };
        pages.reserve().await.is_ok()
    }

    /// Waits until the job needs no more.
    pub async fn closed(&self) {
        // A sender that waited for this would prevent the job from ending.
        self.closed.cancelled().await;
    }

    /// Supplies the next entries.
    pub fn give(&self, batch: Vec<GivenEntry>) {
        let mut state = lock(&self.state);
        let blobs = batch.into_iter().map(|given| self.read(&mut state, given)).collect::<Result<Vec<_>>>();
        let page = blobs.map(|blobs| Page { blobs, ..Page::default() });
        let failed = page.is_err();
        if let Some(pages) = &state.pages {
            // The caller has waited for capacity. If there is none, the receiver has gone.
            let _ = pages.try_send(page);
        }
        if failed {
            state.pages = None;
        }
    }

    /// There are no more: all were supplied, or `error` ends them.
    pub fn end(&self, error: Option<Error>) {
        let mut state = lock(&self.state);
        let missing = state.expected.take().map(|_| not_the_same(state.number));
        if let (Some(pages), Some(error)) = (&state.pages, error.or(missing)) {
            let _ = pages.try_send(Err(error));
        }
        state.pages = None;
    }

    fn read(&self, state: &mut EntriesState, given: GivenEntry) -> Result<Listed> {
        state.number += 1;
        let shown = given.source.as_deref().map(without_signature).unwrap_or_default();
        let name = given.destination.clone().unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [&state.fingerprint[..], identity(&shown).as_bytes(), &[0xff], name.as_bytes()] {
            hash.update(part);
        }
        state.fingerprint = hash.finalize().into();
        let key = key(state.number, &state.fingerprint);
        if state.expected.as_ref().is_some_and(|last| last.get(..DIGITS) == key.get(..DIGITS))
            && state.expected.take().as_ref() != Some(&key)
        {
            return Err(not_the_same(state.number));
        }
        let facts = given_facts(&given);
        let has_facts = facts.is_some();
        let facts = Arc::new(facts.unwrap_or_else(|| BlobFacts { length: given.length, ..BlobFacts::default() }));
        let source = self.source(state.number, given);
        let origin = ListedFrom::Entry(Box::new(ListedEntry { key, shown, source, has_facts }));
        Ok(Listed { facts, origin, ..Listed::unknown(name) })
    }

    fn source(&self, number: u64, given: GivenEntry) -> Result<BlobEndpoint> {
        let wrong = |what: &str| ListedEntry::wrong(number, what);
        if let Some(fault) = given.fault {
            return Err(wrong(&format!("cannot be copied: {fault}")));
        }
        let Some(source) = given.source else { return Err(wrong("has no source")) };
        if given.destination.is_none_or(|name| name.is_empty()) {
            return Err(wrong("has no destination"));
        }
        let url: Url = parse(&source).map_err(|_| wrong("has a source that is no URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("has a source that is neither HTTP nor HTTPS"));
        }
        Ok(self.sources.endpoint(url, given.reader))
    }
}

/// What identifies a source that is shown like this: another run may have another signature for it.
fn identity(shown: &str) -> Cow<'_, str> {
    let Some(Ok(mut url)) = shown.contains('?').then(|| parse(shown)) else { return Cow::Borrowed(shown) };
    unsigned(&mut url);
    Cow::Owned(url.into())
}

/// The facts of a source that needs no HEAD request. A size and an `ETag` in the format of Blob Storage are enough of a block
/// blob to copy it, and are conditions of the copy. If it is something else, the copy is rejected, and a HEAD request follows.
fn given_facts(given: &GivenEntry) -> Option<BlobFacts> {
    let etag = given.etag.as_deref()?;
    let bare = etag.trim_matches('"');
    let of_a_blob = bare.strip_prefix("0x").is_some_and(|digits| {
        digits.len() >= 15 && digits.bytes().all(|digit| digit.is_ascii_hexdigit() && !digit.is_ascii_lowercase())
    });
    of_a_blob
        .then(|| BlobFacts {
            kind: BlobKind::BlockBlob,
            length: given.length,
            etag: Some(format!("\"{bare}\"")),
            metadata: Some(NameValues::default()),
            ..BlobFacts::default()
        })
        .filter(|facts| facts.length.is_some_and(|length| length <= SINGLE_REQUEST_MAX))
}

fn key(number: u64, fingerprint: &[u8; 32]) -> String {
    let mut key = format!("{number:0DIGITS$}");
    for byte in &fingerprint[..8] {
        let _ = write!(key, "{byte:02x}");
    }
    key
}

fn not_the_same(number: u64) -> Error {
    let message = format!(
        "The option \"resumeFrom\" was saved by a job whose source gave other entries: they differ at entry {number} at the latest. \
         Nothing was copied on account of them. Resume it with the same entries in the same order, or start the job anew."
    );
    Error::argument_range("options.resumeFrom", message)
}
