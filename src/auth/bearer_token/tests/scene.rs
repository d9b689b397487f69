//! A credential whose token source follows a script, and a clock that only the test moves.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::BoxFuture;
use http::Method;
use http::header::AUTHORIZATION;
use tokio::task::yield_now;
use tokio::time::{Instant, advance, sleep};
use url::Url;

use crate::auth::token::{TokenRequest, TokenSource};
use crate::auth::{AccessToken, BearerToken, STORAGE_SCOPE};
use crate::base::error::{Error, ErrorKind, Result};
use crate::http::{Authorize, ChallengeOutcome, Request};

pub(super) const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
pub(super) const TENANT_CHALLENGE: &str = "Bearer \
     authorization_uri=https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/authorize \
     resource_id=https://disk.azure.com";
pub(super) const CLAIMS_CHALLENGE: &str = "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoiYiJ9\"";
pub(super) const CLAIMS: &str = "{\"a\":\"b\"}";

/// The behavior of the source when it is called.
#[derive(Clone)]
pub(super) struct TokenResponse {
    /// How long it takes, by the test's clock.
    pub(super) takes: Duration,
    /// The lifetime of the token, counted from the response; `None`: it fails.
    pub(super) lifetime: Option<Duration>,
    /// When the token should be refreshed, counted from the response.
    pub(super) refresh_after: Option<Duration>,
    pub(super) text: Option<&'static str>,
    pub(super) panics: bool,
}

pub(super) fn token(seconds: u64) -> TokenResponse {
    let lifetime = Some(Duration::from_secs(seconds));
    TokenResponse { takes: Duration::ZERO, lifetime, refresh_after: None, text: None, panics: false }
}

pub(super) fn failure() -> TokenResponse {
    TokenResponse { lifetime: None, ..token(0) }
}

impl TokenResponse {
    pub(super) fn after(self, seconds: u64) -> Self {
        Self { takes: Duration::from_secs(seconds), ..self }
    }
}

/// A source that follows a script. Tokens are called `token-1`, `token-2`, …, by the number of the request.
pub(super) struct Script {
    pub(super) responses: Mutex<VecDeque<TokenResponse>>,
    pub(super) requested: Mutex<Vec<TokenRequest>>,
    pub(super) under_way: Mutex<Vec<TokenRequest>>,
    pub(super) clock: Clock,
}

#[derive(Clone, Copy)]
pub(super) struct Clock(pub(super) Instant);

impl Clock {
    pub(super) fn now(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_785_326_400) + self.0.elapsed()
    }
}

impl TokenSource for Script {
    fn get_token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken>> {
        Box::pin(async move {
            {
                let mut under_way = lock(&self.under_way);
                assert!(!under_way.contains(&request), "equal requests are not concurrent");
                under_way.push(request.clone());
            }
            let number = {
                let mut requested = lock(&self.requested);
                requested.push(request.clone());
                requested.len()
            };
            let response = lock(&self.responses).pop_front();
            let response = response.expect("the script has a response to every request");
            sleep(response.takes).await;
            lock(&self.under_way).retain(|other| *other != request);
            assert!(!response.panics, "the script says so");
            let lifetime = response.lifetime.ok_or_else(|| {
                Error::new(ErrorKind::Credential, format!("failure-{number}"))
                    .with_credential_error(number.try_into().expect("a small number"))
            })?;
            Ok(AccessToken {
                token: response.text.map_or_else(|| format!("token-{number}"), str::to_owned),
                expires_on: self.clock.now() + lifetime,
                refresh_after: response.refresh_after.map(|after| self.clock.now() + after),
            })
        })
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no test panics under the lock")
}

pub(super) struct Scene {
    pub(super) credential: Arc<BearerToken>,
    pub(super) script: Arc<Script>,
    pub(super) clock: Clock,
}

pub(super) fn scene(responses: impl IntoIterator<Item = TokenResponse>) -> Scene {
    let clock = Clock(Instant::now());
    let script = Arc::new(Script {
        responses: Mutex::new(responses.into_iter().collect()),
        requested: Mutex::new(Vec::new()),
        under_way: Mutex::default(),
        clock,
    });
    let source: Arc<dyn TokenSource> = script.clone();
    let credential = BearerToken::new(source, vec![STORAGE_SCOPE.to_owned()], move || clock.now());
    Scene { credential: Arc::new(credential), script, clock }
}

impl Scene {
    /// Authorizes a request, and returns its header or the message of the error.
    pub(super) async fn send(&self) -> Result<String, String> {
        self.sent().await.map(|request| header(&request))
    }

    pub(super) async fn sent(&self) -> Result<Request, String> {
        self.sent_to("a.blob.core.windows.net").await
    }

    pub(super) async fn sent_to(&self, host: &str) -> Result<Request, String> {
        let mut request = request(&format!("https://{host}/c/b"));
        self.credential.authorize(&mut request, self.clock.now()).await.map_err(|error| error.to_string())?;
        Ok(request)
    }

    /// Whether the credential responds to a challenge.
    pub(super) async fn challenged(&self, challenge: &str, rejected: &Request) -> Result<bool> {
        let response = self.credential.challenged(&[challenge.to_owned()], rejected).await?;
        Ok(response == ChallengeOutcome::Authorized)
    }

    pub(super) fn requested(&self) -> Vec<TokenRequest> {
        lock(&self.script.requested).clone()
    }

    pub(super) fn request_count(&self) -> usize {
        self.requested().len()
    }
}

pub(super) fn request(url: &str) -> Request {
    Request::new(Method::GET, Url::parse(url).expect("valid"))
}

pub(super) fn header(request: &Request) -> String {
    let value = &request.headers[AUTHORIZATION];
    assert!(value.is_sensitive());
    value.to_str().expect("ASCII").to_owned()
}

pub(super) fn usual() -> TokenRequest {
    TokenRequest { scopes: vec![STORAGE_SCOPE.to_owned()], tenant_id: None, claims: None, enable_cae: true }
}

pub(super) fn of_tenant() -> TokenRequest {
    TokenRequest {
        scopes: vec!["https://disk.azure.com//.default".to_owned()],
        tenant_id: Some(TENANT.to_owned()),
        claims: None,
        enable_cae: false,
    }
}

/// Advances the clock, and runs everything that is due.
pub(super) async fn pass(seconds: u64) {
    for _ in 0..10 {
        yield_now().await;
    }
    for _ in 0..seconds {
        advance(Duration::from_secs(1)).await;
        for _ in 0..10 {
            yield_now().await;
        }
    }
}

pub(super) fn bearer(number: usize) -> String {
    format!("Bearer token-{number}")
}
