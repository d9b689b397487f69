//! Which tokens are requested from a source and when, and which token a request has.

mod challenges;
mod scene;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use futures_util::future::join_all;
use http::HeaderValue;
use tokio::task::yield_now;
use tokio::time::{Instant, advance};

use self::scene::*;
use super::*;
use crate::auth::{AccessToken, STORAGE_SCOPE};
use crate::base::error::ErrorKind;

#[tokio::test(start_paused = true)]
async fn waiters_continue_in_order_of_arrival() {
    let scene = Arc::new(scene([token(3600).after(2)]));
    let continued = Arc::new(Mutex::new(Vec::new()));
    let begin = |number: usize| {
        let (scene, continued) = (Arc::clone(&scene), Arc::clone(&continued));
        tokio::spawn(async move {
            scene.send().await.expect("a token");
            lock(&continued).push(number);
        })
    };
    let mut all: Vec<_> = (0..20).map(begin).collect();
    yield_now().await;
    // One caller gives up, and another follows. More callers follow when the token has arrived and no waiter has continued yet.
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
    assert_eq!(*lock(&continued), expected);
    assert_eq!(scene.request_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_reused_until_its_renewal_is_due() {
    let scene = scene([token(3600)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3480).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.requested(), [usual()]);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_in_the_background_two_minutes_before_expiry() {
    let scene = scene([token(3600), token(3600).after(5)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3481).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(5).await;
    assert_eq!(scene.send().await, Ok(bearer(2)));
    assert_eq!(scene.requested(), [usual(), usual()]);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_at_its_refresh_time() {
    let scene = scene([TokenResponse { refresh_after: Some(Duration::from_secs(60)), ..token(3600) }, token(3600)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(60).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.request_count(), 1);
    pass(1).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(1).await;
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn an_expiring_token_is_renewed_before_sending() {
    let scene = scene([token(3600), token(3600).after(5)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3599).await;
    advance(Duration::from_millis(1)).await;
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_token_is_not_requested_for_every_request() {
    let scene = scene([token(100), token(97), token(93)]);
    for _ in 0..10 {
        assert_eq!(scene.send().await, Ok(bearer(1)));
        pass(0).await;
    }
    assert_eq!(scene.request_count(), 1);
    pass(3).await;
    for _ in 0..10 {
        scene.send().await.expect("a token");
        pass(0).await;
    }
    assert_eq!(scene.request_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_background_renewal_is_retried_every_three_seconds() {
    let scene = scene([token(3600), failure(), failure(), token(3600)]);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3500).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(1).await;
    assert_eq!(scene.request_count(), 2);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(2).await;
    assert_eq!(scene.request_count(), 3);
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(3).await;
    assert_eq!(scene.request_count(), 4);
    assert_eq!(scene.send().await, Ok(bearer(4)));
}

#[tokio::test(start_paused = true)]
async fn the_failure_is_reported_once_no_token_is_valid() {
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
async fn the_first_failure_is_reported_at_once_with_its_number() {
    let scene = scene([failure(), token(3600)]);
    let mut sent = request("https://a.blob.core.windows.net/");
    let error = scene.credential.authorize(&mut sent, scene.clock.now()).await.expect_err("the source failed");
    assert_eq!((error.kind(), error.credential_error()), (ErrorKind::Credential, Some(1)));
    assert!(!sent.headers.contains_key(AUTHORIZATION));
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn concurrent_callers_share_one_token_request() {
    let scene = scene([token(3600).after(5)]);
    let headers = join_all((0..32).map(|_| scene.send())).await;
    assert_eq!(headers, vec![Ok(bearer(1)); 32]);
    assert_eq!(scene.request_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_aborted_caller_does_not_abort_the_shared_request() {
    let scene = scene([token(3600).after(5)]);
    {
        let first = scene.send();
        tokio::pin!(first);
        assert!(futures_util::poll!(first.as_mut()).is_pending());
        pass(2).await;
    }
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.request_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_token_request_ends_with_the_credential() {
    let scene = scene([token(3600).after(3600)]);
    {
        let first = scene.send();
        tokio::pin!(first);
        assert!(futures_util::poll!(first.as_mut()).is_pending());
        pass(1).await;
    }
    assert_eq!(scene.request_count(), 1);
    let Scene { credential, script, .. } = scene;
    drop(credential);
    pass(1).await;
    assert_eq!(Arc::strong_count(&script), 1, "the task has let go of the source");
}

#[tokio::test(start_paused = true)]
async fn a_panicking_source_returns_an_error_and_can_be_retried() {
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
        assert_eq!(
            error.message(),
            "Bearer token authentication is not permitted for non-TLS protected (non-https) URLs."
        );
        assert_eq!((error.kind(), error.argument()), (ErrorKind::ArgumentRange, Some("url")));
    }
    assert_eq!(scene.request_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_already_expired_token_is_sent_once_and_not_cached() {
    let clock = Clock(Instant::now());
    let requested = Arc::new(AtomicUsize::new(0));
    let source = Over(Arc::clone(&requested));
    let credential = BearerToken::new(Arc::new(source), vec![STORAGE_SCOPE.to_owned()], move || clock.now());
    for number in 1..4 {
        let mut sent = request("https://a.blob.core.windows.net/");
        credential.authorize(&mut sent, clock.now()).await.expect("a token");
        assert_eq!(header(&sent), bearer(number));
        let response = credential.challenged(&["Bearer".to_owned()], &sent).await.expect("no failure");
        let ChallengeOutcome::Rejected(reason) = response else { panic!("{response:?}") };
        assert!(reason.contains("1970-01-21T15:55:30") && reason.contains("milliseconds"), "{reason}");
    }
    assert_eq!(requested.load(Ordering::SeqCst), 3, "one token request for each request");
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
async fn a_source_without_a_new_token_is_not_requested_forever() {
    let responses = std::iter::once(TokenResponse { refresh_after: Some(Duration::from_secs(1)), ..token(1_000_000) });
    let scene = scene(responses.chain((0..100).map(|_| failure())));
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(5).await;
    assert_eq!(scene.send().await, Ok(bearer(1)));
    pass(100).await;
    let count = scene.request_count();
    assert!(count <= 11, "{count} token requests for two requests");
    pass(100).await;
    assert_eq!(scene.request_count(), count);
}

#[tokio::test(start_paused = true)]
async fn the_line_break_of_a_token_is_trimmed() {
    let scene = scene([TokenResponse { text: Some(" abc\r\n"), ..token(3600) }]);
    assert_eq!(scene.send().await, Ok("Bearer abc".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_token_invalid_in_a_header_is_rejected_without_being_shown() {
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
