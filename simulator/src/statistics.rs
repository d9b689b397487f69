//! Counts of requests and responses. Every request changes some, so they are atomics.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Serialize;

use crate::operation::Operation;

/// The counts since the service started, or since they were reset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// The number of ended requests of each operation. A request of an unknown operation is an `other`.
    pub operations: BTreeMap<String, u64>,
    /// The number of responses with each status from 300 on.
    pub errors: BTreeMap<u16, u64>,
    /// The number of requests that ended without a response: reset, closed, or left by their clients.
    pub without_response: u64,
    /// The bytes in the bodies of requests.
    pub bytes_in: u64,
    /// The number of those that were recognized as computed by the simulator itself, and took no memory.
    pub bytes_recognised: u64,
    /// The bytes in the bodies of responses, as far as they were to be sent.
    pub bytes_out: u64,
    /// The number of requests in flight.
    pub in_flight: u64,
    /// The maximum number of requests in flight.
    pub peak_in_flight: u64,
    /// The same for each operation with requests.
    pub peak_in_flight_by_operation: BTreeMap<String, u64>,
    /// The number of throttled requests.
    pub throttled: u64,
    /// The number of times that fault rules fired.
    pub faults_fired: u64,
}

/// The counts behind [`Statistics`].
#[derive(Debug)]
pub struct Counts {
    operations: Vec<AtomicU64>,
    others: AtomicU64,
    statuses: Vec<AtomicU64>,
    without_response: AtomicU64,
    bytes_in: AtomicU64,
    bytes_recognised: AtomicU64,
    bytes_out: AtomicU64,
    all: Gauge,
    gauges: Vec<Gauge>,
    /// The number of throttled requests.
    pub throttled: AtomicU64,
    /// How often rules fired.
    pub faults_fired: AtomicU64,
}

const STATUSES: usize = 600;

/// The current and the maximum number.
#[derive(Debug, Default)]
struct Gauge {
    now: AtomicU64,
    peak: AtomicU64,
}

impl Gauge {
    fn enter(&self) {
        let now = self.now.fetch_add(1, Relaxed) + 1;
        // The peak rarely changes, and reading it is cheaper than writing it.
        if now > self.peak.load(Relaxed) {
            self.peak.fetch_max(now, Relaxed);
        }
    }

    fn leave(&self) {
        self.now.fetch_sub(1, Relaxed);
    }
}

impl Default for Counts {
    fn default() -> Self {
        let zeros = |count| std::iter::repeat_with(AtomicU64::default).take(count).collect();
        let gauges = Operation::ALL.iter().map(|_| Gauge::default()).collect();
        Self {
            operations: zeros(Operation::ALL.len()),
            others: AtomicU64::default(),
            statuses: zeros(STATUSES),
            without_response: AtomicU64::default(),
            bytes_in: AtomicU64::default(),
            bytes_recognised: AtomicU64::default(),
            bytes_out: AtomicU64::default(),
            all: Gauge::default(),
            gauges,
            throttled: AtomicU64::default(),
            faults_fired: AtomicU64::default(),
        }
    }
}

impl Counts {
    /// A request starts.
    pub fn enter(&self, bytes: u64) {
        self.all.enter();
        self.bytes_in.fetch_add(bytes, Relaxed);
    }

    /// This many bytes of a request were recognized.
    pub fn recognise(&self, bytes: u64) {
        if bytes > 0 {
            self.bytes_recognised.fetch_add(bytes, Relaxed);
        }
    }

    /// It is known which operation the request is.
    pub fn enter_operation(&self, operation: Operation) {
        self.gauges[operation as usize].enter();
    }

    /// A request ends; status 0 is for one without a response.
    pub fn leave(&self, operation: Option<Operation>, status: u16, bytes: u64) {
        if let Some(operation) = operation {
            self.gauges[operation as usize].leave();
        }
        operation.map_or(&self.others, |operation| &self.operations[operation as usize]).fetch_add(1, Relaxed);
        match status {
            0 => drop(self.without_response.fetch_add(1, Relaxed)),
            300.. => drop(self.statuses.get(usize::from(status)).map(|count| count.fetch_add(1, Relaxed))),
            _ => {}
        }
        self.bytes_out.fetch_add(bytes, Relaxed);
        self.all.leave();
    }

    /// All of it.
    pub fn read(&self) -> Statistics {
        let named = |operation: &Operation| operation.name().to_owned();
        let counts = Operation::ALL.iter().zip(&self.operations);
        let mut operations: BTreeMap<_, _> =
            counts.map(|(operation, count)| (named(operation), count.load(Relaxed))).collect();
        operations.insert("other".to_owned(), self.others.load(Relaxed));
        let statuses = (0..).zip(&self.statuses).map(|(status, count)| (status, count.load(Relaxed)));
        let gauges = Operation::ALL.iter().zip(&self.gauges);
        let peaks = gauges.map(|(operation, gauge)| (named(operation), gauge.peak.load(Relaxed)));
        Statistics {
            operations,
            errors: statuses.filter(|(_, count)| *count > 0).collect(),
            without_response: self.without_response.load(Relaxed),
            bytes_in: self.bytes_in.load(Relaxed),
            bytes_recognised: self.bytes_recognised.load(Relaxed),
            bytes_out: self.bytes_out.load(Relaxed),
            in_flight: self.all.now.load(Relaxed),
            peak_in_flight: self.all.peak.load(Relaxed),
            peak_in_flight_by_operation: peaks.filter(|(_, peak)| *peak > 0).collect(),
            throttled: self.throttled.load(Relaxed),
            faults_fired: self.faults_fired.load(Relaxed),
        }
    }

    /// Resets the counts; peaks start from the requests in flight.
    pub fn reset(&self) {
        let single = [&self.others, &self.without_response, &self.bytes_in, &self.bytes_out];
        let more = [&self.throttled, &self.faults_fired, &self.bytes_recognised];
        for count in single.into_iter().chain(more).chain(&self.operations).chain(&self.statuses) {
            count.store(0, Relaxed);
        }
        for gauge in self.gauges.iter().chain([&self.all]) {
            gauge.peak.store(gauge.now.load(Relaxed), Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_counted_separately() {
        for (number, operation) in Operation::ALL.iter().enumerate() {
            assert_eq!(*operation as usize, number);
        }
    }

    #[test]
    fn peaks_persist_until_reset() {
        let counts = Counts::default();
        counts.enter(1);
        counts.enter_operation(Operation::GetBlob);
        counts.enter(2);
        counts.leave(None, 404, 10);
        let seen = counts.read();
        assert_eq!((seen.in_flight, seen.peak_in_flight, seen.bytes_in, seen.bytes_out), (1, 2, 3, 10));
        assert_eq!(
            (seen.operations["other"], seen.errors[&404], seen.peak_in_flight_by_operation["getBlob"]),
            (1, 1, 1)
        );
        counts.reset();
        let seen = counts.read();
        assert_eq!((seen.in_flight, seen.peak_in_flight, seen.bytes_in, seen.operations["other"]), (1, 1, 0, 0));
        assert!(seen.errors.is_empty());
        counts.leave(Some(Operation::GetBlob), 0, 0);
        let seen = counts.read();
        assert_eq!((seen.in_flight, seen.without_response, seen.operations["getBlob"]), (0, 1, 1));
    }
}
