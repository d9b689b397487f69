//! Gives all pipelines of one credential the same [`BearerToken`], so that they share its tokens and user delegation
//! keys.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::SystemTime;

use crate::base::lock::lock;

use super::bearer_token::BearerToken;
use super::token::TokenSource;

/// The number of a token source, and the scopes.
type SourceAndScopes = (u32, Vec<String>);

/// The token credentials that are in use. They are held weakly: a credential is dropped with the last pipeline that has
/// it.
#[derive(Default)]
pub struct BearerTokens {
    known: Mutex<HashMap<SourceAndScopes, Weak<BearerToken>>>,
}

impl BearerTokens {
    /// The credential of the token source with this number, for these scopes. Two sources never have the same number,
    /// so credentials never share tokens.
    pub fn get(
        &self,
        number: u32,
        scopes: Vec<String>,
        source: impl FnOnce() -> Arc<dyn TokenSource>,
    ) -> Arc<BearerToken> {
        let mut known = lock(&self.known);
        let key = (number, scopes);
        if let Some(credential) = known.get(&key).and_then(Weak::upgrade) {
            return credential;
        }
        // Dropped credentials are removed when the map would have to grow.
        if known.len() == known.capacity() {
            known.retain(|_, credential| credential.strong_count() > 0);
        }
        let credential = Arc::new(BearerToken::new(source(), key.1.clone(), SystemTime::now));
        known.insert(key, Arc::downgrade(&credential));
        credential
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::{BoxFuture, join_all};

    use super::*;
    use crate::auth::sas::{SasTime, UserDelegationKey};
    use crate::auth::{AccessToken, TokenRequest};
    use crate::base::error::{Error, ErrorKind, Result};

    struct Failing;

    impl TokenSource for Failing {
        fn get_token(&self, _: TokenRequest) -> BoxFuture<'_, Result<AccessToken>> {
            Box::pin(async { Err(Error::new(ErrorKind::Credential, "no token")) })
        }
    }

    fn get(all: &BearerTokens, number: u32, scope: &str) -> Arc<BearerToken> {
        all.get(number, vec![scope.to_owned()], || Arc::new(Failing))
    }

    fn key(value: &str, now: SystemTime) -> UserDelegationKey {
        UserDelegationKey {
            signed_object_id: String::new(),
            signed_tenant_id: String::new(),
            signed_starts_on: None,
            signed_expires_on: Some(SasTime::from(now)),
            signed_service: "b".into(),
            signed_version: String::new(),
            signed_delegated_user_tenant_id: None,
            value: value.to_owned(),
        }
    }

    #[tokio::test]
    async fn five_thousand_pipelines_of_one_credential_request_one_key() {
        let (all, now) = (BearerTokens::default(), SystemTime::now());
        let (requested, waiting) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        // Each is created separately; every second one has another credential.
        let pipelines: Vec<_> = (0..5_000).map(|number| get(&all, number % 2, "storage")).collect();
        let keys = join_all(pipelines.iter().enumerate().map(async |(number, credential)| {
            waiting.fetch_add(1, Ordering::SeqCst);
            let (requested, waiting) = (Arc::clone(&requested), Arc::clone(&waiting));
            let request = move || async move {
                requested.fetch_add(1, Ordering::SeqCst);
                while waiting.load(Ordering::SeqCst) < 5_000 {
                    tokio::task::yield_now().await;
                }
                if number % 2 == 0 { Ok(key("of the first", now)) } else { Err(Error::new(ErrorKind::Service, "no")) }
            };
            credential.delegation_key("https://a.blob.core.windows.net/", now, request).await
        }))
        .await;
        assert_eq!(requested.load(Ordering::SeqCst), 2, "one for each credential");
        for (number, key) in keys.into_iter().enumerate() {
            match key {
                Ok(key) => assert!(number % 2 == 0 && key.value == "of the first"),
                Err(error) => assert!(number % 2 == 1 && error.message() == "no"),
            }
        }
    }

    #[test]
    fn a_credential_is_dropped_with_its_last_pipeline() {
        let all = BearerTokens::default();
        let first = get(&all, 1, "storage");
        assert!(Arc::ptr_eq(&first, &get(&all, 1, "storage")));
        assert!(!Arc::ptr_eq(&first, &get(&all, 2, "storage")), "another credential");
        assert!(!Arc::ptr_eq(&first, &get(&all, 1, "disk")), "another audience");
        let weak = Arc::downgrade(&first);
        drop(first);
        assert_eq!(weak.strong_count(), 0);
        (0..5_000).for_each(|number| drop(get(&all, number, "storage")));
        let known = all.known.lock().expect("nothing panicked").len();
        assert!(known < 100, "what is gone is forgotten: {known}");
    }
}
