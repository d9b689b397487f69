//! What an account reports about itself: whether its namespace is hierarchical, and its time.

use tokio_util::sync::CancellationToken;

use crate::base::error::Error;
use crate::bulk::mirror::clocks::{far_apart, local_time, no_later};
use crate::rest::BlobEndpoint;
use crate::rest::service::GetAccountInfo;
use crate::rest::values::{FromText, Timestamp};

/// What an account reports about itself.
pub struct AccountInfo {
    /// Whether it has a hierarchical namespace, if it is known.
    pub is_hierarchical: Option<bool>,
    /// Its time.
    pub date: Option<Timestamp>,
}

/// Requests the account information. A credential that may list need not be allowed to read it.
pub async fn account(container: &BlobEndpoint, cancel: &CancellationToken) -> AccountInfo {
    match container.execute(&GetAccountInfo { is_service: false }, cancel).await {
        Ok(response) => AccountInfo {
            is_hierarchical: response.output.is_hierarchical_namespace_enabled,
            date: response.output.date,
        },
        Err(error) => AccountInfo { is_hierarchical: None, date: date_of(&error) },
    }
}

/// Whether an account has a hierarchical namespace, if it is known.
pub async fn is_hierarchical(container: &BlobEndpoint, cancel: &CancellationToken) -> Option<bool> {
    account(container, cancel).await.is_hierarchical
}

/// The time of an account's service, if it says so, or this machine's if it is earlier; and whether they are far apart, in a sentence.
pub async fn time_and_note(endpoint: &BlobEndpoint, cancel: &CancellationToken) -> (Option<Timestamp>, Option<String>) {
    let sent = local_time(endpoint);
    let date = account(endpoint, cancel).await.date;
    let note = date.and_then(|date| far_apart(date, sent, local_time(endpoint)));
    (no_later(date, sent), note)
}

/// The service's time when it rejected a request.
pub fn date_of(error: &Error) -> Option<Timestamp> {
    let headers = &error.response()?.headers;
    let (_, date) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
    Timestamp::from_text(date)
}
