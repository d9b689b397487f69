//! What an account reports about itself: whether its namespace is hierarchical, and its time.

use tokio_util::sync::CancellationToken;

use crate::base::error::Error;
use crate::bulk::mirror::clocks::{local_time, no_later};
use crate::rest::BlobEndpoint;
use crate::rest::service::GetAccountInfo;
use crate::rest::values::{FromText, Timestamp};

/// What an account reports about itself.
pub struct About {
    /// Whether it has a hierarchical namespace, if it is known.
    pub is_hierarchical: Option<bool>,
    /// Its time.
    pub date: Option<Timestamp>,
}

/// Requests the account information. A credential that may list need not be allowed to read it.
pub async fn account(container: &BlobEndpoint, cancel: &CancellationToken) -> About {
    match container.execute(&GetAccountInfo { is_service: false }, cancel).await {
        Ok(response) => {
            About { is_hierarchical: response.output.is_hierarchical_namespace_enabled, date: response.output.date }
        }
        Err(error) => About { is_hierarchical: None, date: date_of(&error) },
    }
}

/// Whether an account has a hierarchical namespace, if it is known.
pub async fn is_hierarchical(container: &BlobEndpoint, cancel: &CancellationToken) -> Option<bool> {
    account(container, cancel).await.is_hierarchical
}

/// The time of an account's service, if it says so, or this machine's if it is earlier.
pub async fn time_of(account_or_container: &BlobEndpoint, cancel: &CancellationToken) -> Option<Timestamp> {
    let sent = local_time(account_or_container);
    no_later(account(account_or_container, cancel).await.date, sent)
}

/// The service's time when it rejected a request.
pub fn date_of(error: &Error) -> Option<Timestamp> {
    let headers = &error.response()?.headers;
    let (_, date) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
    Timestamp::from_text(date)
}
