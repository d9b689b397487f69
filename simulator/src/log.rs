//! What the service was asked: the last requests, and how often each operation was called.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use http::{Method, Uri};
use serde::Serialize;
use url::{Position, Url};

use crate::operations::Operation;

/// How many requests are remembered.
pub const REMEMBERED: usize = 10_000;

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// The path, as on the request line.
    pub path: String,
    /// The query, as on the request line.
    pub query: String,
    /// The status of the answer.
    pub status: u16,
}

/// A source that the service read for a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceRead {
    /// Its URL, without the query.
    pub url: String,
    /// The query, without its signature.
    pub query: String,
    /// The status of its answer; 0 when there was none.
    pub status: u16,
}

/// What the service was asked.
#[derive(Debug)]
pub struct Log {
    sources: Mutex<VecDeque<(Url, u16)>>,
    requests: Mutex<VecDeque<(Method, Uri, u16)>>,
    counts: Vec<AtomicU64>,
    refused: AtomicU64,
}

impl Default for Log {
    fn default() -> Self {
        let counts = Operation::ALL.iter().map(|_| AtomicU64::default()).collect();
        Self { sources: Mutex::default(), requests: Mutex::default(), counts, refused: AtomicU64::default() }
    }
}

impl Log {
    /// Remembers a request. One that was no operation of the simulator counts as `other`.
    pub fn add(&self, method: Method, uri: Uri, status: u16, operation: Option<Operation>) {
        let counter = operation.map_or(&self.refused, |operation| &self.counts[operation as usize]);
        counter.fetch_add(1, Ordering::Relaxed);
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() == REMEMBERED {
            requests.pop_front();
        }
        requests.push_back((method, uri, status));
    }

    /// The requests that are remembered, the oldest first.
    pub fn requests(&self) -> Vec<Seen> {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let seen = |(method, uri, status): (Method, Uri, u16)| Seen {
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            status,
        };
        requests.into_iter().map(seen).collect()
    }

    /// Remembers a source that was read.
    pub fn add_source(&self, url: &Url, status: u16) {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if sources.len() == REMEMBERED {
            sources.pop_front();
        }
        sources.push_back((url.clone(), status));
    }

    /// The sources that were read, the oldest first. They are no requests of clients, and not among those.
    pub fn sources(&self) -> Vec<SourceRead> {
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let seen = |(url, status): (Url, u16)| SourceRead {
            url: url[..Position::AfterPath].to_owned(),
            query: url.query().map(without_signature).unwrap_or_default(),
            status,
        };
        sources.into_iter().map(seen).collect()
    }

    /// Forgets the requests and the sources, not the counts.
    pub fn clear(&self) {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How often each operation was called since the start.
    pub fn statistics(&self) -> BTreeMap<String, u64> {
        let name = |operation: Operation| {
            let debug = format!("{operation:?}");
            format!("{}{}", debug[..1].to_ascii_lowercase(), &debug[1..])
        };
        let counts = Operation::ALL.iter().zip(&self.counts);
        let mut all: BTreeMap<_, _> =
            counts.map(|(operation, count)| (name(*operation), count.load(Ordering::Relaxed))).collect();
        all.insert("other".to_owned(), self.refused.load(Ordering::Relaxed));
        all
    }
}

/// A query whose signature is not told.
fn without_signature(query: &str) -> String {
    let pieces = query.split('&').map(|piece| if piece.starts_with("sig=") { "sig=REDACTED" } else { piece });
    pieces.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_requests_are_forgotten() {
        let log = Log::default();
        for number in 0..=REMEMBERED {
            log.add(Method::GET, format!("/a/{number}?q").parse().unwrap(), 200, Some(Operation::GetBlob));
        }
        let requests = log.requests();
        assert_eq!((requests.len(), requests[0].path.as_str(), requests[0].query.as_str()), (REMEMBERED, "/a/1", "q"));
        assert_eq!(log.statistics()["getBlob"], REMEMBERED as u64 + 1);
        log.clear();
        assert!(log.requests().is_empty());
    }

    #[test]
    fn every_operation_has_its_own_count() {
        for (number, operation) in Operation::ALL.iter().enumerate() {
            assert_eq!(*operation as usize, number);
        }
    }
}
