//! How the service is authorized to read the source.

use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

use super::service::{ReceivedRequest, Reply, SOURCE, Service, begin_as, end};
use crate::auth::AccessToken;
use crate::auth::AccountKey;
use crate::auth::BearerToken;
use crate::auth::SharedKey;
use crate::auth::TokenRequest;
use crate::auth::TokenSource;
use crate::base::error::Result;
use crate::http::Authorize;

struct Tokens;

impl TokenSource for Tokens {
    fn get_token(&self, _request: TokenRequest) -> BoxFuture<'_, Result<AccessToken>> {
        let expires_on = std::time::SystemTime::now() + Duration::from_secs(3600);
        Box::pin(async move { Ok(AccessToken { token: "TOKEN".into(), expires_on, refresh_after: None }) })
    }
}

fn tokens() -> Arc<dyn Authorize> {
    Arc::new(BearerToken::new(Arc::new(Tokens), vec!["scope".into()], std::time::SystemTime::now))
}

fn key() -> Arc<dyn Authorize> {
    Arc::new(SharedKey::new("a", &AccountKey::from_base64("a2V5")).expect("a key"))
}

async fn copied_as(credential: Arc<dyn Authorize>, options: &str, service: &Arc<Service>) -> ReceivedRequest {
    let copy = begin_as(service, credential, options).await.expect("it begins");
    drop(end(&copy).await.expect("copied"));
    service.requests().into_iter().find(|seen| seen.header("x-ms-copy-source").is_some()).expect("a copy")
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_source_client_authorizes_the_service() {
    let asynchronous = |_: &Service, seen: &ReceivedRequest, _| {
        if seen.is("POST comp=userdelegationkey") {
            let time = |hours: u64| {
                let at = std::time::SystemTime::now() + Duration::from_secs(hours * 3600);
                crate::auth::sas::SasTime::from(at).to_string()
            };
            let body = format!(
                "<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>{}</SignedStart><SignedExpiry>{}\
                 </SignedExpiry><SignedService>b</SignedService><SignedVersion>2021-12-02</SignedVersion><Value>a2V5</Value>\
                 </UserDelegationKey>",
                time(0),
                time(7 * 24)
            );
            return Some(Reply(200, Vec::new(), body.into()));
        }
        let starts = seen.header("x-ms-copy-source").is_some() && seen.header("x-ms-requires-sync").is_none();
        starts.then(|| Reply::of(202).with("x-ms-copy-id", "1").with("x-ms-copy-status", "success"))
    };
    let service = Service::new(30, |_, _, _| None);
    let copy = copied_as(key(), "{}", &service).await;
    let source = copy.header("x-ms-copy-source").expect("a source");
    for part in ["sv=2021-12-02", "spr=https", "sr=b", "sp=r", "sig="] {
        assert!(source.contains(part), "{part} in {source}");
    }
    assert_eq!(copy.header("x-ms-copy-source-authorization"), None);

    let service = Service::new(30, |_, _, _| None);
    let copy = copied_as(tokens(), "{}", &service).await;
    assert_eq!(copy.header("x-ms-copy-source"), Some(SOURCE));
    assert_eq!(copy.header("x-ms-copy-source-authorization"), Some("Bearer TOKEN"));

    let service = Service::new(30, asynchronous);
    let user = tokens();
    for _ in 0..2 {
        let copy = copied_as(Arc::clone(&user), r#"{"strategy":"asynchronous"}"#, &service).await;
        assert!(copy.header("x-ms-copy-source").is_some_and(|source| source.contains("skoid=o")), "{copy:?}");
    }
    assert_eq!(service.those("POST comp=userdelegationkey").len(), 1, "the key serves again");
}
