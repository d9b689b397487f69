//! One copy that is under way, whoever makes it: what its owner can do with it is the same.

use std::sync::MutexGuard;

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::copy::stop::Stops;
use crate::copy::transfer::{Begun, GuardedCopy, Transfer};
use crate::copy::{CopyPoller, CopyState};
use crate::http::Exchange;

/// A copy that is under way.
pub enum RunningCopy {
    /// The service copies; it is polled.
    Service(Box<CopyPoller>),
    /// The service copies; it is polled, and its destination is kept safe.
    Guarded(Box<GuardedCopy>),
    /// This process copies.
    Transfer(Box<Transfer>),
}

impl RunningCopy {
    /// From what a copy has become, with the exchange that told.
    pub fn of(begun: Begun) -> (Self, Option<Exchange>) {
        match begun {
            Begun::Service(copy, exchange) => (Self::Guarded(copy), exchange),
            Begun::Transfer(transfer, exchange) => (Self::Transfer(transfer), exchange),
        }
    }

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        match self {
            Self::Service(poller) => poller.state(),
            Self::Guarded(copy) => copy.state(),
            Self::Transfer(transfer) => transfer.state(),
        }
    }

    /// The copy as text, to be resumed from.
    pub fn save(&self) -> String {
        match self {
            Self::Service(poller) => poller.save(),
            Self::Guarded(copy) => copy.save(),
            Self::Transfer(transfer) => transfer.save(),
        }
    }

    /// Asks once how the copy stands.
    ///
    /// # Errors
    /// What a request failed with, or the caller's abort.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        match self {
            Self::Service(poller) => poller.poll(cancel).await,
            Self::Guarded(copy) => copy.poll(cancel).await,
            Self::Transfer(transfer) => transfer.poll(cancel).await,
        }
    }

    /// Waits until the copy is further or at its end, or it was stopped.
    ///
    /// # Errors
    /// As [`RunningCopy::poll`].
    pub async fn poll_until_change(&self, stops: Stops, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        match self {
            Self::Service(poller) => poller.poll_until_change(stops, cancel).await,
            Self::Guarded(copy) => copy.poll_until_change(stops, cancel).await,
            Self::Transfer(transfer) => transfer.poll_until_change(stops, cancel).await,
        }
    }

    /// The stops from now on: they are taken where waiting is asked for, which may be long before it begins.
    pub fn stops(&self) -> Stops {
        match self {
            Self::Service(poller) => poller.stops(),
            Self::Guarded(copy) => copy.stops(),
            Self::Transfer(transfer) => transfer.stops(),
        }
    }

    /// Ends every [`RunningCopy::poll_until_change`] whose stops were taken before; the copy itself goes on.
    pub fn stop(&self) {
        match self {
            Self::Service(poller) => poller.stop(),
            Self::Guarded(copy) => copy.stop(),
            Self::Transfer(transfer) => transfer.stop(),
        }
    }

    /// Cancels the copy. Nothing happens to one that has ended.
    ///
    /// # Errors
    /// As [`RunningCopy::poll`].
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        match self {
            Self::Service(poller) => poller.cancel_operation(cancel).await,
            Self::Guarded(copy) => copy.cancel_operation(cancel).await,
            Self::Transfer(transfer) => transfer.cancel_operation(cancel).await,
        }
    }
}
