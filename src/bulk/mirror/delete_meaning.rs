//! What a delete means in an account: whether the blob can be restored, and for how long.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::rest::BlobEndpoint;
use crate::rest::container::ContainerGetPropertiesOptions;
use crate::rest::endpoint::account_url;
use crate::rest::service::GetProperties;
use crate::rest::service_properties::RetentionPolicy;
use crate::rest::values::Count;

/// What a delete in an account means.
pub async fn ask_account(account: &BlobEndpoint, cancel: &CancellationToken) -> String {
    meaning(&retention(account, cancel).await, false)
}

/// Reads the settings of an account. A credential that may delete blobs need not be allowed to read them.
async fn retention(account: &BlobEndpoint, cancel: &CancellationToken) -> Retention {
    match account.execute(&GetProperties {}, cancel).await {
        Ok(response) => Retention::Known(response.output.body.delete_retention_policy),
        Err(_) => Retention::Unknown,
    }
}

/// What a delete in a container means.
pub async fn ask_account_of(container: &BlobEndpoint, cancel: &CancellationToken) -> String {
    let mut url = account_url(&container.url);
    url.set_query(container.url.query());
    let account = BlobEndpoint::new(Arc::clone(&container.pipeline), url);
    let retention = retention(&account, cancel).await;
    let properties = container.execute(&ContainerGetPropertiesOptions::default(), cancel).await;
    let properties = properties.map(|response| response.output).unwrap_or_default();
    let is_held = properties.has_immutability_policy == Some(true) || properties.has_legal_hold == Some(true);
    meaning(&retention, is_held)
}

/// What an account does with deleted blobs.
enum Retention {
    /// Unknown.
    Unknown,
    /// Its setting, if it has one.
    Known(Option<RetentionPolicy>),
}

/// Says it.
fn meaning(retention: &Retention, is_held: bool) -> String {
    let retained = match retention {
        Retention::Known(Some(RetentionPolicy { enabled: Some(true), days: Some(Count(days @ 1..)) })) => {
            format!("recoverable for {days} days: deleted blobs are retained (soft delete)")
        }
        Retention::Known(None | Some(RetentionPolicy { enabled: Some(false), .. })) => {
            "permanently, unless the account has versioning: deleted blobs are not retained (no soft delete)".to_owned()
        }
        // An invalid setting is not reported as a guarantee.
        _ => "not known: the credential may not read the settings of the account".to_owned(),
    };
    let held = if is_held {
        "; the container has an immutability policy or a legal hold, and the service may reject the delete"
    } else {
        ""
    };
    format!("{retained}{held}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d15_account_settings_determine_what_a_delete_means() {
        let policy = |enabled| Retention::Known(Some(RetentionPolicy { enabled: Some(enabled), days: Some(Count(7)) }));
        assert!(meaning(&policy(true), false).starts_with("recoverable for 7 days"));
        assert!(meaning(&policy(false), false).starts_with("permanently"));
        assert!(meaning(&Retention::Known(None), true).contains("legal hold"));
        assert!(meaning(&Retention::Unknown, false).starts_with("not known"));
        for (enabled, days) in [(Some(true), None), (Some(true), Some(Count(0))), (None, Some(Count(7))), (None, None)]
        {
            let nonsense = Retention::Known(Some(RetentionPolicy { enabled, days }));
            assert!(meaning(&nonsense, false).starts_with("not known"), "{enabled:?} {days:?}");
        }
    }
}
