//! The last requests, for tests. They contain no secrets.

mod shown;

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use http::{HeaderMap, HeaderValue, Method, Uri, header};
use serde::{Deserialize, Serialize};
use url::{Position, Url};

use crate::address::Address;
use crate::faults::ActiveRule;
use crate::operation::Operation;
use crate::response::precise_time;
use crate::statistics::Counts;
use crate::{glob, names};
use shown::{shown, without_signature};

/// The default number of requests that are kept.
pub const REMEMBERED: usize = 10_000;

/// A finished request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The path, as on the request line.
    pub path: String,
    /// The query, as on the request line, without its signature.
    pub query: String,
    /// The operation, if the simulator supports it.
    pub operation: Option<&'static str>,
    /// When it arrived, by the service's clock.
    pub time: String,
    /// Its headers, with names in lower case, without credentials. Repeated headers are joined by commas.
    pub headers: BTreeMap<String, String>,
    /// The length of its body in bytes.
    pub body_length: u64,
    /// Its `x-ms-client-request-id`.
    pub client_request_id: Option<String>,
    /// The error code of the response.
    pub error_code: Option<String>,
    /// The rule that fired: its name, or its number in the list.
    pub fault: Option<String>,
    /// The status of the response. 0 if there was none.
    pub status: u16,
}

/// A filter for requests. A request must match all members.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Filter {
    /// The name of the operation.
    pub operation: Option<String>,
    /// A pattern for the name of the blob.
    pub blob: Option<String>,
}

/// A request as it arrived. Nothing is copied while it is handled.
#[derive(Debug, Clone)]
struct Record {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    operation: Option<Operation>,
    time: SystemTime,
    body_length: u64,
    status: u16,
    code: Option<HeaderValue>,
    fired: Option<Arc<ActiveRule>>,
}

/// A source that the service read for a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceRead {
    /// Its URL, without the query.
    pub url: String,
    /// The query, without its signature.
    pub query: String,
    /// The status of its response. 0 if there was none.
    pub status: u16,
}

/// The log of the requests to the service.
#[derive(Debug)]
pub struct Log {
    sources: Mutex<VecDeque<(Url, u16)>>,
    requests: Mutex<VecDeque<Record>>,
    capacity: AtomicUsize,
    /// The counts. They include requests that are no longer kept.
    pub counts: Counts,
}

impl Default for Log {
    fn default() -> Self {
        let (sources, requests) = Default::default();
        Self { sources, requests, capacity: AtomicUsize::new(REMEMBERED), counts: Counts::default() }
    }
}

impl Log {
    /// Sets how many requests are kept.
    pub fn set_capacity(&self, capacity: usize) {
        self.capacity.store(capacity, Ordering::Relaxed);
        let mut requests = self.lock();
        let excess = requests.len().saturating_sub(capacity);
        requests.drain(..excess);
    }

    /// A request starts. It is added to the log when the returned value is dropped, even if that is because its
    /// client disconnected.
    pub fn begin(&self, method: Method, uri: Uri, time: SystemTime, body_length: u64) -> Exchange<'_> {
        self.counts.enter(body_length);
        let (headers, operation, status, code, fired) = (HeaderMap::new(), None, 0, None, None);
        let record = Record { method, uri, headers, operation, time, body_length, status, code, fired };
        Exchange { log: self, record, response_length: 0 }
    }

    /// The kept requests, oldest first.
    pub fn requests(&self, filter: &Filter) -> Vec<RecordedRequest> {
        let records: Vec<_> = self.lock().iter().filter(|record| record.fits(filter)).cloned().collect();
        records.iter().map(Record::seen).collect()
    }

    /// Adds a source that was read.
    pub fn add_source(&self, url: &Url, status: u16) {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if sources.len() == REMEMBERED {
            sources.pop_front();
        }
        sources.push_back((url.clone(), status));
    }

    /// The sources that were read, oldest first. They are not requests of clients, and not listed among those.
    pub fn sources(&self) -> Vec<SourceRead> {
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let seen = |(url, status): (Url, u16)| SourceRead {
            url: url[..Position::AfterPath].to_owned(),
            query: url.query().map(without_signature).unwrap_or_default(),
            status,
        };
        sources.into_iter().map(seen).collect()
    }

    /// Removes the requests and the sources, but keeps the counts.
    pub fn clear(&self) {
        self.lock().clear();
        self.sources.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Record>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request in flight.
#[derive(Debug)]
pub struct Exchange<'a> {
    log: &'a Log,
    record: Record,
    response_length: u64,
}

impl Exchange<'_> {
    /// Sets the operation.
    pub fn is_operation(&mut self, operation: Operation) {
        self.log.counts.enter_operation(operation);
        self.record.operation = Some(operation);
    }

    /// A rule fired.
    pub fn has_fired(&mut self, live: &Arc<ActiveRule>) {
        self.record.fired = Some(Arc::clone(live));
    }

    /// The rule that fired.
    pub fn fired(&self) -> Option<&ActiveRule> {
        self.record.fired.as_deref()
    }

    /// Takes the headers, once they are no longer needed elsewhere.
    pub fn keep_headers(&mut self, headers: HeaderMap) {
        self.record.headers = headers;
    }

    /// A response is sent.
    pub fn has_responded(&mut self, status: u16, code: Option<&HeaderValue>, length: u64) {
        self.record.status = status;
        self.record.code = code.cloned();
        self.response_length = length;
    }

    /// No response is sent after all.
    pub fn is_broken(&mut self) {
        self.record.status = 0;
        self.record.code = None;
        self.response_length = 0;
    }
}

impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        let record = &mut self.record;
        let (operation, status) = (record.operation, record.status);
        let capacity = self.log.capacity.load(Ordering::Relaxed);
        if capacity == 0 {
            self.log.counts.leave(operation, status, self.response_length);
            return;
        }
        let empty = Record {
            method: Method::GET,
            uri: Uri::default(),
            headers: HeaderMap::new(),
            code: None,
            fired: None,
            ..*record
        };
        let record = std::mem::replace(record, empty);
        // Counted under the lock: whoever sees the count finds the request, and the other way around.
        let mut requests = self.log.lock();
        self.log.counts.leave(operation, status, self.response_length);
        // The oldest request is dropped after the lock is released.
        let _forgotten = if requests.len() >= capacity { requests.pop_front() } else { None };
        requests.push_back(record);
        drop(requests);
    }
}

impl Record {
    fn fits(&self, filter: &Filter) -> bool {
        let operation = self.operation.map(Operation::name);
        filter.operation.as_deref().is_none_or(|wanted| operation == Some(wanted))
            && filter.blob.as_deref().is_none_or(|pattern| {
                let host = self.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
                let blob = Address::parse(host, self.uri.path()).ok().and_then(|address| address.blob);
                blob.is_some_and(|blob| glob::fits(pattern, &blob))
            })
    }

    fn seen(&self) -> RecordedRequest {
        let mut headers = BTreeMap::new();
        for (name, value) in &self.headers {
            let value = shown(name, value);
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|all: &mut String| {
                    all.push_str(", ");
                    all.push_str(&value);
                })
                .or_insert(value);
        }
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        RecordedRequest {
            method: self.method.to_string(),
            path: self.uri.path().to_owned(),
            query: without_signature(self.uri.query().unwrap_or_default()),
            operation: self.operation.map(Operation::name),
            time: precise_time(self.time),
            client_request_id: self.headers.get(names::CLIENT_REQUEST_ID).map(text),
            headers,
            body_length: self.body_length,
            error_code: self.code.as_ref().map(text),
            fault: self.fired.as_ref().map(|live| live.name.clone()),
            status: self.status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(log: &Log, uri: &str) {
        log.begin(Method::GET, uri.parse().unwrap(), SystemTime::UNIX_EPOCH, 0).has_responded(200, None, 0);
    }

    #[test]
    fn the_oldest_requests_are_dropped() {
        let log = Log::default();
        log.set_capacity(3);
        for number in 0..5 {
            add(&log, &format!("/a/c/{number}?q"));
        }
        let paths = |log: &Log| log.requests(&Filter::default()).into_iter().map(|seen| seen.path).collect::<Vec<_>>();
        assert_eq!(paths(&log), ["/a/c/2", "/a/c/3", "/a/c/4"]);
        log.set_capacity(1);
        assert_eq!(paths(&log), ["/a/c/4"]);
        log.set_capacity(0);
        add(&log, "/a");
        assert!(paths(&log).is_empty());
        assert_eq!(log.counts.read().operations["other"], 6);
    }
}
