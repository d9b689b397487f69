//! The effects of scripted faults on a request: events around it, a wait, an error, a broken connection.

use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;

use super::Service;
use crate::address::Address;
use crate::failure::{Failure, Result};
use crate::faults::events::{Event, EventAction};
use crate::faults::{self, ActiveRule, Fired};
use crate::operation::Operation;
use crate::operations;
use crate::received::Received;
use crate::request::Call;
use crate::server::ResetUpload;
use crate::wire;

impl Service {
    /// Applies a rule to a request: events, a wait, and an error unless the request continues.
    pub(super) async fn apply_faults(&self, fired: &Fired, call: &Call) -> Result<()> {
        let live = &fired.live;
        let what = &live.rule.what;
        if let Some(milliseconds) = what.delay {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        for event in live.events() {
            if let Err(failure) = self.make_happen(event, &call.address).await {
                live.was_rejected(&failure);
            }
        }
        if what.stall {
            self.faults.released(fired).await;
        }
        match live.failure() {
            Some(failure) => Err(failure),
            // This response is never sent: the connection breaks instead.
            None if what.reset || what.close || what.garbage.is_some() => Err(Failure::not_implemented()),
            None => Ok(()),
        }
    }

    /// Makes an event happen, around a request to `address`. The operations themselves run it, without a permission check.
    async fn make_happen(&self, event: &Event, address: &Address) -> Result<()> {
        match event.happening(address, self.store.clock.now())? {
            EventAction::TimePasses(by) => self.store.clock.advance(by),
            EventAction::Request(call) => drop(operations::run(Operation::of(&call)?, &call, &self.context()).await?),
        }
        Ok(())
    }

    /// The effect of a rule on the connection of a response whose body has this many bytes.
    pub(super) fn break_connection(
        &self,
        live: &ActiveRule,
        length: u64,
        faults: &wire::StreamFaults,
    ) -> io::Result<()> {
        let what = &live.rule.what;
        if what.reset {
            faults.reset();
        }
        if what.reset || what.close {
            return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "as scripted"));
        }
        if let Some(plan) = faults::plan(live, length) {
            faults.arm(plan, self.faults.release());
        }
        Ok(())
    }

    /// Whether a rule breaks a request while its body arrives.
    pub fn before_body(&self, parts: &Parts) -> Option<ResetUpload> {
        if !self.faults.any_upload() {
            return None;
        }
        let call = Call::new(Received::internal(parts.clone(), Bytes::new()), self.store.clock.now()).ok()?;
        let live = self.faults.find_upload(&call, Operation::of(&call).ok()?)?;
        let after = live.rule.what.upload.as_ref()?.reset_after;
        Some(ResetUpload { after, live })
    }

    /// Writes a request into the log that was broken while its body arrived.
    pub fn upload_was_reset(&self, parts: Parts, reset: &ResetUpload) {
        self.log.counts.faults_fired.fetch_add(1, Ordering::Relaxed);
        let now = self.store.clock.now();
        let mut exchange = self.log.begin(parts.method.clone(), parts.uri.clone(), now, reset.after);
        exchange.has_fired(&reset.live);
        if let Ok(call) = Call::new(Received::internal(parts, Bytes::new()), now) {
            if let Ok(operation) = Operation::of(&call) {
                exchange.is_operation(operation);
            }
            exchange.keep_headers(call.headers);
        }
    }
}
