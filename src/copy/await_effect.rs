//! Requests whose effect must be known.

use std::future::Future;
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};

/// How long an aborting caller waits for a request whose effect must be known, and for the cleanup.
pub const CLEANUP: Duration = Duration::from_secs(30);

/// Awaits a request whose effect must be known: once it is in flight, it is not canceled. An aborting caller waits for the response,
/// but not forever.
///
/// # Errors
/// The failed request; the caller's abort, if nothing was sent or no response arrived in time.
pub async fn await_effect<T>(sending: impl Future<Output = Result<T>>, cancel: &CancellationToken) -> Result<T> {
    if cancel.is_cancelled() {
        return Err(Error::aborted());
    }
    tokio::pin!(sending);
    tokio::select! {
        biased;
        response = &mut sending => response,
        () = cancel.cancelled() => timeout(CLEANUP, sending).await.unwrap_or_else(|_| Err(Error::aborted())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind;

    #[tokio::test(start_paused = true)]
    async fn an_abort_waits_for_the_result_of_a_request_in_flight() {
        let cancel = CancellationToken::new();
        let sending = async {
            cancel.cancel();
            tokio::time::sleep(Duration::from_secs(5)).await;
            Ok(7)
        };
        assert_eq!(await_effect(sending, &cancel).await.expect("heard"), 7);
        let nothing = await_effect(std::future::pending::<Result<()>>(), &cancel).await;
        assert_eq!(nothing.expect_err("not even sent").kind(), ErrorKind::Aborted);
    }
}
