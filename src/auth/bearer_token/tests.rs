//! What is requested from a token source and when, and which token a request carries, with a clock that only the test
//! moves.

mod challenges;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, UNIX_EPOCH};

use futures_util::future::join_all;
use http::{HeaderValue, Method};
use tokio::task::yield_now;
use tokio::time::{Instant, advance, sleep};
use url::Url;

use super::*;
use crate::auth::{AccessToken, STORAGE_SCOPE};
use crate::base::error::ErrorKind;

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const TENANT_CHALLENGE: &str = "Bearer \
     authorization_uri=https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/authorize \
     resource_id=https://disk.azure.com";
const CLAIMS_CHALLENGE: &str = "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoiYiJ9\"";
const CLAIMS: &str = "{\"a\":\"b\"}";

/// What the source does when it is called.
#[derive(Clone)]
struct TokenResponse {
    /// How long it takes, by the test's clock.
    takes: Duration,
    /// The lifetime of the token, counted from the response; `None`: it fails.
    lifetime: Option<Duration>,
    /// When the token should be refreshed, counted from the response.
    refresh_after: Option<Duration>,
    text: Option<&'static str>,
    panics: bool,
}

fn token(seconds: u64) -> TokenResponse {
    let lifetime = Some(Duration::from_secs(seconds));
    TokenResponse { takes: Duration::ZERO, lifetime, refresh_after: None, text: None, panics: false }
}

fn failure() -> TokenResponse {
    TokenResponse { lifetime: None, ..token(0) }
}

impl TokenResponse {
    fn after(self, seconds: u64) -> Self {
        Self { takes: Duration::from_secs(seconds), ..self }
    }
}

/// A source that follows a script. Tokens are called `token-1`, `token-2`, …, by the number of the request.
struct Script {
    answers: Mutex<VecDeque<TokenResponse>>,
    asked: Mutex<Vec<TokenRequest>>,
    under_way: Mutex<Vec<TokenRequest>>,
    clock: Clock,
}

#[derive(Clone, Copy)]
struct Clock(Instant);

impl Clock {
    fn now(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_785_326_400) + self.0.elapsed()
    }
}

impl TokenSource for Script {
    fn get_token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken>> {
        Box::pin(async move {
            {
                let mut under_way = lock(&self.under_way);
                assert!(!under_way.contains(&request), "the same is asked once at a time");
                under_way.push(request.clone());
            }
            let number = {
                let mut asked = lock(&self.asked);
                asked.push(request.clone());
                asked.len()
            };
            let answer = lock(&self.answers).pop_front();
            let answer = answer.expect("the script has an answer to every question");
            sleep(answer.takes).await;
            lock(&self.under_way).retain(|other| *other != request);
            assert!(!answer.panics, "the script says so");
            let lifetime = answer.lifetime.ok_or_else(|| {
                Error::new(ErrorKind::Credential, format!("failure-{number}"))
                    .with_credential_error(number.try_into().expect("a small number"))
            })?;
            Ok(AccessToken {
                token: answer.text.map_or_else(|| format!("token-{number}"), str::to_owned),
                expires_on: self.clock.now() + lifetime,
                refresh_after: answer.refresh_after.map(|after| self.clock.now() + after),
            })
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no test panics under the lock")
}

struct Scene {
    credential: Arc<BearerToken>,
    script: Arc<Script>,
    clock: Clock,
}

fn scene(answers: impl IntoIterator<Item = TokenResponse>) -> Scene {
    let clock = Clock(Instant::now());
    let script = Arc::new(Script {
        answers: Mutex::new(answers.into_iter().collect()),
        asked: Mutex::new(Vec::new()),
        under_way: Mutex::default(),
        clock,
    });
    let source: Arc<dyn TokenSource> = script.clone();
    let credential = BearerToken::new(source, vec![STORAGE_SCOPE.to_owned()], move || clock.now());
    Scene { credential: Arc::new(credential), script, clock }
}

impl Scene {
    /// Authorizes a request, and returns its header or the message of the error.
    async fn send(&self) -> Result<String, String> {
        self.sent().await.map(|request| header(&request))
    }

    async fn sent(&self) -> Result<Request, String> {
        self.sent_to("a.blob.core.windows.net").await
    }

    async fn sent_to(&self, host: &str) -> Result<Request, String> {
        let mut request = request(&format!("https://{host}/c/b"));
        self.credential.authorize(&mut request, self.clock.now()).await.map_err(|error| error.to_string())?;
        Ok(request)
    }

    /// Whether the credential responds to a challenge.
    async fn challenged(&self, challenge: &str, rejected: &Request) -> Result<bool> {
        let answer = self.credential.challenged(&[challenge.to_owned()], rejected).await?;
        Ok(answer == ChallengeOutcome::Answered)
    }

    fn asked(&self) -> Vec<TokenRequest> {
        lock(&self.script.asked).clone()
    }

    fn questions(&self) -> usize {
        self.asked().len()
    }
}

fn request(url: &str) -> Request {
    Request::new(Method::GET, Url::parse(url).expect("valid"))
}

fn header(request: &Request) -> String {
    let value = &request.headers[AUTHORIZATION];
    assert!(value.is_sensitive());
    value.to_str().expect("ASCII").to_owned()
}

fn usual() -> TokenRequest {
    TokenRequest { scopes: vec![STORAGE_SCOPE.to_owned()], tenant_id: None, claims: None, enable_cae: true }
}

fn of_tenant() -> TokenRequest {
    TokenRequest {
        scopes: vec!["https://disk.azure.com//.default".to_owned()],
        tenant_id: Some(TENANT.to_owned()),
        claims: None,
        enable_cae: false,
    }
}

/// Advances the clock, and runs everything that is due.
async fn pass(seconds: u64) {
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

fn bearer(number: usize) -> String {
    format!("Bearer token-{number}")
}

#[tokio::test(start_paused = true)]
async fn those_who_waited_go_on_in_the_order_in_which_they_came_and_nobody_overtakes_them() {
    let scene = Arc::new(scene([token(3600).after(2)]));
    let gone_on = Arc::new(Mutex::new(Vec::new()));
    let begin = |number: usize| {
        let (scene, gone_on) = (Arc::clone(&scene), Arc::clone(&gone_on));
        tokio::spawn(async move {
            scene.send().await.expect("a token");
            lock(&gone_on).push(number);
        })
    };
    let mut all: Vec<_> = (0..20).map(begin).collect();
    yield_now().await;
    // One caller gives up, and one comes after it. Others come when the token has arrived and nobody has continued yet.
    all.remove(7).abort();
    yield_now().await;
    all.push(begin(20));
    yield_now().await;
    assert_eq!(lock(&scene.script.under_way).len(), 1);
    advance(Duration::from_secs(2)).await;
    while !lock(&scene.script.under_way).is_empty() {
        yield_now().await;
    }
    all.extend((21..25).map(begin));
    assert!(join_all(all).await.iter().all(std::result::Result::is_ok));
    let expected: Vec<usize> = (0..25).filter(|number| *number != 7).collect();
    assert_eq!(*lock(&gone_on), expected);
    assert_eq!(scene.questions(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_serves_until_it_is_due() {
    let scene = scene([token(3600)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3480).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.asked(), [usual()]);
}

#[tokio::test(start_paused = true)]
async fn two_minutes_before_it_expires_a_token_is_renewed_in_the_background() {
    let scene = scene([token(3600), token(3600).after(5)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3481).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(5).await;
    assert_eq!(scene.send().await, Ok(bearer(2)));
    assert_eq!(scene.asked(), [usual(), usual()]);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_when_it_says_so() {
    let scene = scene([TokenResponse { refresh_after: Some(Duration::from_secs(60)), ..token(3600) }, token(3600)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(60).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.questions(), 1);
    pass(1).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(1).await;
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_in_less_than_a_second_is_waited_for() {
    let scene = scene([token(3600), token(3600).after(5)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3599).await;
    advance(Duration::from_millis(1)).await;
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_gives_the_same_token_again_is_not_asked_at_every_request() {
    let scene = scene([token(100), token(97), token(93)]);
    for _ in 0..10 {
        assert_eq!(scene.send().await, Ok(bearer(1)));
        pass(0).await;
    }
    assert_eq!(scene.questions(), 1);
    pass(3).await;
    for _ in 0..10 {
        scene.send().await.expect("a token");
        pass(0).await;
    }
    assert_eq!(scene.questions(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failure_in_the_background_harms_nobody_and_is_tried_again_every_three_seconds() {
    let scene = scene([token(3600), failure(), failure(), token(3600)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3500).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(1).await;
    assert_eq!(scene.questions(), 2);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(2).await;
    assert_eq!(scene.questions(), 3);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3).await;
    assert_eq!(scene.questions(), 4);
    assert_eq!(scene.send().await, Ok(bearer(4)));
}

#[tokio::test(start_paused = true)]
async fn when_no_token_serves_any_more_the_failure_is_told() {
    let scene = scene([token(10), failure(), failure(), failure(), token(60)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(4).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(5).await;
    // Requested at 4, 7 and 10 seconds. The last request finds that the token has expired.
    advance(Duration::from_millis(500)).await;
    assert_eq!(scene.send().await, Err("failure-4".to_owned()));
    assert_eq!(scene.send().await, Ok(bearer(5)));
}

#[tokio::test(start_paused = true)]
async fn the_first_failure_is_told_at_once_and_keeps_its_number() {
    let scene = scene([failure(), token(3600)]);
    let mut sent = request("https://a.blob.core.windows.net/");
    let error = scene.credential.authorize(&mut sent, scene.clock.now()).await.expect_err("the source failed");
    assert_eq!((error.kind(), error.credential_error()), (ErrorKind::Credential, Some(1)));
    assert!(!sent.headers.contains_key(AUTHORIZATION));
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn many_callers_share_one_question() {
    let scene = scene([token(3600).after(5)]);
    let headers = join_all((0..32).map(|_| scene.send())).await;
    assert_eq!(headers, vec![Ok(bearer(1)); 32]);
    assert_eq!(scene.questions(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_takes_nobodys_token_away() {
    let scene = scene([token(3600).after(5)]);
    {
        let first = scene.send();
        tokio::pin!(first);
        assert!(futures_util::poll!(first.as_mut()).is_pending());
        pass(2).await;
    }
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.questions(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_question_ends_with_the_credential() {
    let scene = scene([token(3600).after(3600)]);
    {
        let first = scene.send();
        tokio::pin!(first);
        assert!(futures_util::poll!(first.as_mut()).is_pending());
        pass(1).await;
    }
    assert_eq!(scene.questions(), 1);
    let Scene { credential, script, .. } = scene;
    drop(credential);
    pass(1).await;
    assert_eq!(Arc::strong_count(&script), 1, "the task has let go of the source");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_panics_gives_an_error_and_is_asked_again() {
    let scene = scene([TokenResponse { panics: true, ..token(60) }, token(3600)]);
    assert_eq!(scene.send().await, Err("The source of access tokens panicked.".to_owned()));
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn plain_http_is_rejected_before_a_token_is_requested() {
    let scene = scene([]);
    for url in ["http://a.blob.core.windows.net/c", "http://127.0.0.1:10000/a/c"] {
        let mut request = request(url);
        let error = scene.credential.authorize(&mut request, scene.clock.now()).await.expect_err("rejected");
        assert!(error.message().starts_with(
            "Bearer token authentication is not permitted for non-TLS protected (non-https) URLs. Use an https:// URL"
        ));
        assert_eq!((error.kind(), error.argument()), (ErrorKind::ArgumentRange, Some("url")));
    }
    assert_eq!(scene.questions(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_over_when_it_came_is_sent_once_and_not_kept() {
    let clock = Clock(Instant::now());
    let asked = Arc::new(AtomicUsize::new(0));
    let source = Over(Arc::clone(&asked));
    let credential = BearerToken::new(Arc::new(source), vec![STORAGE_SCOPE.to_owned()], move || clock.now());
    for number in 1..4 {
        let mut sent = request("https://a.blob.core.windows.net/");
        credential.authorize(&mut sent, clock.now()).await.expect("a token");
        assert_eq!(header(&sent), bearer(number));
        let answer = credential.challenged(&["Bearer".to_owned()], &sent).await.expect("no failure");
        let ChallengeOutcome::Rejected(reason) = answer else { panic!("{answer:?}") };
        assert!(reason.contains("1970-01-21T15:55:30") && reason.contains("milliseconds"), "{reason}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 3, "one question for each request");
}

/// A source that returns seconds instead of milliseconds.
struct Over(Arc<AtomicUsize>);

impl TokenSource for Over {
    fn get_token(&self, _: TokenRequest) -> BoxFuture<'_, Result<AccessToken>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        let expires_on = UNIX_EPOCH + Duration::from_secs(1_785_330);
        Box::pin(async move { Ok(AccessToken { token: format!("token-{number}"), expires_on, refresh_after: None }) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_gives_no_other_token_is_not_asked_for_ever() {
    let answers = std::iter::once(TokenResponse { refresh_after: Some(Duration::from_secs(1)), ..token(1_000_000) });
    let scene = scene(answers.chain((0..100).map(|_| failure())));
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(5).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(100).await;
    let questions = scene.questions();
    assert!(questions <= 11, "{questions} questions for two requests");
    pass(100).await;
    assert_eq!(scene.questions(), questions);
}

#[tokio::test(start_paused = true)]
async fn a_token_from_a_file_loses_its_line_break() {
    let scene = scene([TokenResponse { text: Some(" abc\r\n"), ..token(3600) }]);
    assert_eq!(scene.send().await, Ok("Bearer abc".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_no_header_can_carry_is_rejected_without_showing_it() {
    let scene = scene([TokenResponse { text: Some("top\u{0}secret"), ..token(3600) }]);
    let mut sent = request("https://a.blob.core.windows.net/");
    let error = scene.credential.authorize(&mut sent, scene.clock.now()).await.expect_err("rejected");
    assert_eq!(error.kind(), ErrorKind::Credential);
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn debug_shows_no_token() {
    let token = AccessToken { token: "topsecret".into(), expires_on: UNIX_EPOCH, refresh_after: None };
    assert!(!format!("{token:?}").contains("topsecret"));
    let scene = scene([TokenResponse { text: Some("topsecret"), ..self::token(3600) }]);
    let sent = scene.sent().await.expect("a token");
    assert_eq!(sent.headers[AUTHORIZATION], HeaderValue::from_static("Bearer topsecret"));
    assert!(!format!("{:?} {:?} {:?}", scene.credential, sent, sent.headers).contains("topsecret"));
}
