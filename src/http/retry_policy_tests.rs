use std::time::Duration;

use http::Method;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use url::Url;

use super::{AttemptResult, Growth, Location, RetryOptions, RetryPolicy, SecondaryHost};
use crate::base::error::ErrorKind;
use crate::http::Repeat;

fn policy(json: &str) -> RetryPolicy {
    RetryPolicy::new(&serde_json::from_str(json).unwrap())
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect()
}

fn seconds(value: u64) -> Duration {
    Duration::from_secs(value)
}

#[test]
fn absent_options_take_the_documented_defaults() {
    let policy = policy("{}");
    assert_eq!(policy.max_tries, 4);
    assert_eq!(policy.try_timeout, None);
    assert_eq!(policy.retry_delay, seconds(4));
    assert_eq!(policy.max_retry_delay, seconds(120));
    assert_eq!(policy.growth, Growth::Exponential);
    assert_eq!(policy.secondary, None);
    assert_eq!(policy, RetryPolicy::default());
}

#[test]
fn options_are_read_under_their_public_names() {
    let policy = policy(
        r#"{"maxTries": 2.5, "tryTimeoutInMs": 1999, "retryDelayInMs": 10, "maxRetryDelayInMs": 20.5,
            "retryPolicyType": 1, "secondaryHost": "a-secondary.blob.core.windows.net"}"#,
    );
    assert_eq!(policy.max_tries, 3);
    assert_eq!(policy.try_timeout, Some(Duration::from_millis(1999)));
    assert_eq!(policy.server_timeout(), Some(1));
    assert_eq!(policy.retry_delay, Duration::from_millis(10));
    assert_eq!(policy.max_retry_delay, Duration::from_micros(20_500));
    assert_eq!(policy.growth, Growth::Fixed);
    let url = Url::parse("https://a.blob.core.windows.net/c/b?sv=1").unwrap();
    assert_eq!(policy.secondary.unwrap().apply(&url).as_str(), "https://a-secondary.blob.core.windows.net/c/b?sv=1");
}

#[test]
fn extreme_numbers_are_handled() {
    assert_eq!(policy(r#"{"maxTries": 0}"#).max_tries, 1);
    assert_eq!(policy(r#"{"maxTries": -1}"#).max_tries, 1);
    assert_eq!(policy(r#"{"maxTries": 1e300}"#).max_tries, u32::MAX);
    assert_eq!(policy(r#"{"maxTries": null}"#).max_tries, 4);
    assert_eq!(policy(r#"{"tryTimeoutInMs": 0}"#).try_timeout, None);
    assert_eq!(policy(r#"{"tryTimeoutInMs": 500}"#).server_timeout(), Some(0));
    assert_eq!(policy(r#"{"retryDelayInMs": 1e300}"#).retry_delay, Duration::MAX);
    assert_eq!(policy(r#"{"secondaryHost": ""}"#).secondary, None);
}

#[test]
fn unusable_options_are_rejected_by_name() {
    for (json, argument) in [
        (r#"{"tryTimeoutInMs": -1}"#, "options.retryOptions.tryTimeoutInMs"),
        (r#"{"retryDelayInMs": -0.5}"#, "options.retryOptions.retryDelayInMs"),
        (r#"{"maxRetryDelayInMs": -1}"#, "options.retryOptions.maxRetryDelayInMs"),
        (r#"{"retryPolicyType": 2}"#, "options.retryOptions.retryPolicyType"),
        (r#"{"secondaryHost": "https://a.blob"}"#, "options.retryOptions.secondaryHost"),
        (r#"{"secondaryHost": "a b"}"#, "options.retryOptions.secondaryHost"),
        (r#"{"secondaryHost": "u@a"}"#, "options.retryOptions.secondaryHost"),
        (r#"{"secondaryHost": "a/c"}"#, "options.retryOptions.secondaryHost"),
    ] {
        let options: RetryOptions = serde_json::from_str(json).unwrap();
        let error = options.validate().expect_err(json);
        assert_eq!(error.kind(), ErrorKind::ArgumentRange, "{json}");
        assert_eq!(error.argument(), Some(argument), "{json}");
        assert!(error.message().starts_with(argument), "{error}");
    }
    for json in [
        "{}",
        r#"{"maxTries": -1, "tryTimeoutInMs": 0, "retryDelayInMs": 0, "maxRetryDelayInMs": 0, "retryPolicyType": 0}"#,
        r#"{"secondaryHost": "", "retryPolicyType": 1}"#,
        r#"{"secondaryHost": "127.0.0.1:10000"}"#,
        r#"{"secondaryHost": "[::1]:10000"}"#,
    ] {
        serde_json::from_str::<RetryOptions>(json).unwrap().validate().expect(json);
    }
}

#[test]
fn a_secondary_host_may_have_its_own_port() {
    let url = Url::parse("http://127.0.0.1:10000/a/c?x=1").unwrap();
    assert_eq!(SecondaryHost::parse("[::1]:7").unwrap().apply(&url).as_str(), "http://[::1]:7/a/c?x=1");
    assert_eq!(SecondaryHost::parse("localhost").unwrap().apply(&url).as_str(), "http://localhost:10000/a/c?x=1");
}

#[test]
fn reads_alternate_between_the_hosts_until_the_secondary_lags() {
    let with = policy(r#"{"secondaryHost": "s"}"#);
    let where_to = |method: &Method, missing| {
        (1..=4).map(|attempt| with.location(method, attempt, missing) == Location::Secondary).collect::<Vec<_>>()
    };
    for read in [Method::GET, Method::HEAD, Method::OPTIONS] {
        assert_eq!(where_to(&read, false), [false, true, false, true], "{read}");
        assert_eq!(where_to(&read, true), [false; 4], "{read}");
    }
    for write in [Method::PUT, Method::POST, Method::DELETE] {
        assert_eq!(where_to(&write, false), [false; 4], "{write}");
    }
    assert_eq!(policy("{}").location(&Method::GET, 2, false), Location::Primary);
}

#[test]
fn retryable_responses() {
    use Location::{Primary, Secondary};
    let policy = RetryPolicy::default();
    let none = HeaderMap::new();
    let busy = headers(&[("x-ms-copy-source-error-code", "ServerBusy")]);
    let internal = headers(&[("x-ms-copy-source-error-code", "InternalError")]);
    let late = headers(&[("x-ms-copy-source-error-code", "OperationTimedOut")]);
    let missing = headers(&[("x-ms-copy-source-error-code", "BlobNotFound")]);
    for (status, headers, location, again) in [
        (200, &none, Primary, false),
        (202, &busy, Primary, false),
        (304, &none, Primary, false),
        (307, &busy, Primary, false),
        (400, &none, Primary, false),
        (404, &none, Primary, false),
        (404, &none, Secondary, true),
        (403, &none, Secondary, false),
        (409, &none, Primary, false),
        (409, &busy, Primary, true),
        (400, &internal, Primary, true),
        (500, &late, Primary, true),
        (404, &missing, Primary, false),
        (412, &none, Primary, false),
        (429, &none, Primary, true),
        (500, &none, Primary, true),
        (502, &none, Primary, false),
        (503, &none, Primary, true),
        (503, &none, Secondary, true),
        (504, &none, Primary, false),
    ] {
        let outcome = AttemptResult::Responded { status, headers };
        assert_eq!(policy.retries(1, location, Repeat::Safe, &outcome), again, "{status} {location:?}");
        assert!(!policy.retries(4, location, Repeat::Safe, &outcome), "no fifth attempt after {status}");
        let had_no_effect = status == 429 || (again && !headers.is_empty());
        assert_eq!(policy.retries(1, location, Repeat::OnlyIfUnsent, &outcome), had_no_effect, "{status} was sent");
    }
}

#[test]
fn unprocessed_requests_are_always_retried() {
    let policy = RetryPolicy::default();
    let code = |code: &'static str| headers(&[("x-ms-error-code", code)]);
    for (status, headers, again) in [
        (429, HeaderMap::new(), true),
        (503, code("ServerBusy"), true),
        (503, code("Unheard"), false),
        (503, HeaderMap::new(), false), // of an intermediary
        (500, code("OperationTimedOut"), false),
        (500, code("InternalError"), false),
        (409, headers(&[("x-ms-copy-source-error-code", "ServerBusy")]), true),
        (409, headers(&[("x-ms-copy-source-error-code", "BlobArchived")]), false),
    ] {
        let outcome = AttemptResult::Responded { status, headers: &headers };
        let retries = |attempt| policy.retries(attempt, Location::Primary, Repeat::OnlyIfUnsent, &outcome);
        assert_eq!(retries(1), again, "{status} {headers:?}");
        assert!(!retries(4));
    }
}

#[test]
fn retryable_failures() {
    let policy = RetryPolicy::default();
    for (unsent, transient, safe, only_if_unsent) in [
        (true, true, true, true),
        (false, true, true, false),
        (true, false, false, false),
        (false, false, false, false),
    ] {
        let outcome = AttemptResult::Failed { unsent, transient };
        assert_eq!(policy.retries(3, Location::Primary, Repeat::Safe, &outcome), safe);
        assert_eq!(policy.retries(3, Location::Primary, Repeat::OnlyIfUnsent, &outcome), only_if_unsent);
        assert!(!policy.retries(4, Location::Primary, Repeat::Safe, &outcome));
    }
}

#[test]
fn the_delay_grows_as_documented() {
    let policy_of = |json| {
        let policy = policy(json);
        move |attempt| policy.delay(attempt, Location::Primary, 0.5, None)
    };
    let exponential = policy_of("{}");
    assert_eq!([1, 2, 3, 4, 5, 6].map(exponential), [0, 4, 12, 28, 60, 120].map(seconds));
    let fixed = policy_of(r#"{"retryPolicyType": 1, "retryDelayInMs": 3000}"#);
    assert_eq!([1, 2, 9].map(fixed), [3, 3, 3].map(seconds));
    let capped = policy_of(r#"{"retryPolicyType": 1, "retryDelayInMs": 3000, "maxRetryDelayInMs": 2000}"#);
    assert_eq!(capped(1), seconds(2));
    assert_eq!(policy("{}").delay(2, Location::Secondary, 0.25, None), Duration::from_millis(250));
}

#[test]
fn the_longer_delay_is_used() {
    let policy = RetryPolicy::default();
    assert_eq!(policy.delay(2, Location::Primary, 0.0, Some(seconds(1))), seconds(4));
    assert_eq!(policy.delay(2, Location::Primary, 0.0, Some(seconds(500))), seconds(500));
    assert_eq!(policy.delay(1, Location::Secondary, 0.1, Some(seconds(2))), seconds(2));
}

#[test]
fn retry_after_is_limited_to_five_minutes_or_the_maximum_delay() {
    assert_eq!(policy("{}").longest_retry_after(), seconds(300));
    assert_eq!(policy(r#"{"maxRetryDelayInMs": 1}"#).longest_retry_after(), seconds(300));
    assert_eq!(policy(r#"{"maxRetryDelayInMs": 900000}"#).longest_retry_after(), seconds(900));
}

proptest! {
    #[test]
    fn only_retry_after_exceeds_the_maximum_delay(
        attempt: u32, base: f64, longest: f64, kind in 0..2, random: f64, secondary: bool,
    ) {
        let options = RetryOptions {
            retry_delay_in_ms: Some(base),
            max_retry_delay_in_ms: Some(longest),
            retry_policy_type: Some(f64::from(kind)),
            ..RetryOptions::default()
        };
        let policy = RetryPolicy::new(&options);
        let location = if secondary { Location::Secondary } else { Location::Primary };
        let random = if random.is_finite() { random } else { 0.0 };
        let delay = policy.delay(attempt, location, random, None);
        let bound = if secondary { seconds(1) } else { policy.max_retry_delay };
        prop_assert!(delay <= bound, "{delay:?} > {bound:?}");
    }

    #[test]
    fn the_delay_never_shrinks_between_attempts(attempt in 1..u32::MAX, base in 0.0..1e9, longest in 0.0..1e9) {
        let options =
            RetryOptions { retry_delay_in_ms: Some(base), max_retry_delay_in_ms: Some(longest), ..RetryOptions::default() };
        let policy = RetryPolicy::new(&options);
        let delay = |attempt| policy.delay(attempt, Location::Primary, 0.0, None);
        prop_assert!(delay(attempt) <= delay(attempt + 1));
    }
}
