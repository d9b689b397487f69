//! Counts of what the service was asked and what it answered. Every request changes some, so they are atomics.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Serialize;

use crate::operation::Operation;

/// What the service was asked since it started, or since its statistics were reset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    /// How many requests of each operation have ended. A request that is none the simulator knows is an `other`.
    pub operations: BTreeMap<String, u64>,
    /// How many answers had each status from 300 on.
    pub errors: BTreeMap<u16, u64>,
    /// How many requests ended without a response: reset, closed, or left by their clients.
    pub unanswered: u64,
    /// The bytes in the bodies of requests.
    pub bytes_in: u64,
    /// How many of them were recognized as computed by the simulator itself, and took no memory.
    pub bytes_recognised: u64,
    /// The bytes in the bodies of responses, as far as they were to be sent.
    pub bytes_out: u64,
    /// How many requests are being handled now.
    pub in_flight: u64,
    /// How many were being handled at once at most.
    pub peak_in_flight: u64,
    /// The same for each operation that there was any request of.
    pub peak_in_flight_by_operation: BTreeMap<String, u64>,
    /// How many requests were rejected because they came too fast.
    pub throttled: u64,
    /// How often rules for faults fired.
    pub faults_fired: u64,
}

/// The counts behind [`Statistics`].
#[derive(Debug)]
pub struct Counts {
    operations: Vec<AtomicU64>,
    others: AtomicU64,
    statuses: Vec<AtomicU64>,
    unanswered: AtomicU64,
    bytes_in: AtomicU64,
    bytes_recognised: AtomicU64,
    bytes_out: AtomicU64,
    all: Gauge,
    gauges: Vec<Gauge>,
    /// How many requests were throttled.
    pub throttled: AtomicU64,
    /// How often rules fired.
    pub faults_fired: AtomicU64,
}

const STATUSES: usize = 600;

/// How many there are, and the most that there were.
#[derive(Debug, Default)]
struct Gauge {
    now: AtomicU64,
    peak: AtomicU64,
}

impl Gauge {
    fn enter(&self) {
        let now = self.now.fetch_add(1, Relaxed) + 1;
        // Most of the time the peak stands, and reading it is cheaper than changing it.
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
            unanswered: AtomicU64::default(),
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
    /// A request begins.
    pub fn enter(&self, bytes: u64) {
        self.all.enter();
        self.bytes_in.fetch_add(bytes, Relaxed);
    }

    /// So many bytes of a request were recognized.
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
        self.all.leave();
        if let Some(operation) = operation {
            self.gauges[operation as usize].leave();
        }
        operation.map_or(&self.others, |operation| &self.operations[operation as usize]).fetch_add(1, Relaxed);
        match status {
            0 => drop(self.unanswered.fetch_add(1, Relaxed)),
            300.. => drop(self.statuses.get(usize::from(status)).map(|count| count.fetch_add(1, Relaxed))),
            _ => {}
        }
        self.bytes_out.fetch_add(bytes, Relaxed);
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
            unanswered: self.unanswered.load(Relaxed),
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

    /// Starts again from nothing; peaks start from what is in flight.
    pub fn reset(&self) {
        let single = [&self.others, &self.unanswered, &self.bytes_in, &self.bytes_out];
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
    fn every_operation_has_its_own_count() {
        for (number, operation) in Operation::ALL.iter().enumerate() {
            assert_eq!(*operation as usize, number);
        }
    }

    #[test]
    fn peaks_stay_until_the_reset() {
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
        assert_eq!((seen.in_flight, seen.unanswered, seen.operations["getBlob"]), (0, 1, 1));
    }
}
