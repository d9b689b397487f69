//! When a request is retried, where, and after how long. Pure: randomness is passed in.

use std::time::Duration;

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::error::{Error, Result};
use crate::http::Repeat;
use crate::http::retry_after::{MAX_RETRY_AFTER, milliseconds};

/// The default number of attempts.
/// <https://learn.microsoft.com/javascript/api/@azure/storage-blob/storageretryoptions>
pub const DEFAULT_MAX_TRIES: u32 = 4;
/// The default base of the delay between attempts (same page).
pub const DEFAULT_RETRY_DELAY: Duration = Duration::from_secs(4);
/// The default longest delay between attempts (same page).
pub const DEFAULT_MAX_RETRY_DELAY: Duration = Duration::from_secs(120);
/// The longest delay before an attempt that follows one on the secondary host.
pub const MAX_SECONDARY_DELAY: Duration = Duration::from_secs(1);

/// How failed requests are retried: the public `retryOptions`. Absent fields take the defaults.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RetryOptions {
    /// The maximum number of attempts, including the first one. Default: 4. Less than 1 counts as 1.
    pub max_tries: Option<f64>,
    /// The time limit for the headers of the response, in milliseconds. Default, and 0: only the limit of the service.
    pub try_timeout_in_ms: Option<f64>,
    /// The base of the delay between attempts, in milliseconds. Default: 4000.
    pub retry_delay_in_ms: Option<f64>,
    /// The upper bound of the delay between attempts, in milliseconds. Default: 120000. Only the service can request a
    /// longer one, up to five minutes.
    pub max_retry_delay_in_ms: Option<f64>,
    /// 0 = exponential (the default), 1 = fixed.
    pub retry_policy_type: Option<f64>,
    /// The host for every second attempt of a read.
    pub secondary_host: Option<String>,
}

impl RetryOptions {
    /// Rejects values of the right type that cannot be used.
    ///
    /// # Errors
    /// `ArgumentRange`, naming the option.
    pub fn validate(&self) -> Result<()> {
        let durations = [
            ("tryTimeoutInMs", self.try_timeout_in_ms),
            ("retryDelayInMs", self.retry_delay_in_ms),
            ("maxRetryDelayInMs", self.max_retry_delay_in_ms),
        ];
        for (name, value) in durations {
            let Some(value) = value else { continue };
            if value.is_nan() || value < 0.0 {
                return Err(out_of_range(name, &format!("must not be negative, but is {value}")));
            }
        }
        if let Some(kind) = self.retry_policy_type
            && ![0.0, 1.0].contains(&kind)
        {
            return Err(out_of_range(
                "retryPolicyType",
                &format!("must be 0 (exponential) or 1 (fixed), but is {kind}"),
            ));
        }
        match self.secondary_host.as_deref() {
            None | Some("") => Ok(()),
            Some(host) if SecondaryHost::parse(host).is_some() => Ok(()),
            Some(host) => {
                let wrong =
                    format!("must be a host name such as account-secondary.blob.core.windows.net, but is {host:?}");
                Err(out_of_range("secondaryHost", &wrong))
            }
        }
    }
}

fn out_of_range(name: &str, wrong: &str) -> Error {
    let argument = format!("options.retryOptions.{name}");
    let message = format!("{argument} {wrong}.");
    Error::argument_range(argument, message)
}

/// The host that serves reads if the primary one does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondaryHost {
    host: String,
    port: Option<u16>,
}

impl SecondaryHost {
    /// Reads `host` or `host:port`.
    fn parse(text: &str) -> Option<Self> {
        let url = url::Url::parse(&format!("blob://{text}/")).ok()?;
        let only_a_host = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        let host = url.host_str().filter(|host| !host.is_empty())?.to_owned();
        // The host must also be valid in a web URL, which forbids more characters.
        let usable = url::Url::parse(&format!("https://{host}/")).is_ok();
        (only_a_host && nobody && usable).then_some(Self { host, port: url.port() })
    }

    /// The same URL at this host.
    #[must_use]
    pub fn apply(&self, url: &url::Url) -> url::Url {
        let mut moved = url.clone();
        // Neither call fails for an http or https URL and a parsed host.
        let _ = moved.set_host(Some(&self.host));
        if self.port.is_some() {
            let _ = moved.set_port(self.port);
        }
        moved
    }
}

/// How the delay grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// 0, then 1, 3, 7 … times the base.
    Exponential,
    /// Always the base.
    Fixed,
}

/// The host of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// The host of the request's URL.
    Primary,
    /// The secondary host.
    Secondary,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub enum AttemptResult<'a> {
    /// With a response.
    Responded {
        /// The HTTP status.
        status: u16,
        /// The response's headers.
        headers: &'a HeaderMap,
    },
    /// Without one.
    Failed {
        /// The request certainly did not reach the service.
        unsent: bool,
        /// Whether another attempt can succeed.
        transient: bool,
    },
}

/// The retry rules of a pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// The maximum number of attempts.
    pub max_tries: u32,
    /// The time limit of one attempt.
    pub try_timeout: Option<Duration>,
    /// The base of the delay.
    pub retry_delay: Duration,
    /// The longest delay.
    pub max_retry_delay: Duration,
    /// How the delay grows.
    pub growth: Growth,
    /// The host for every second attempt of a read.
    pub secondary: Option<SecondaryHost>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_tries: DEFAULT_MAX_TRIES,
            try_timeout: None,
            retry_delay: DEFAULT_RETRY_DELAY,
            max_retry_delay: DEFAULT_MAX_RETRY_DELAY,
            growth: Growth::Exponential,
            secondary: None,
        }
    }
}

impl RetryPolicy {
    /// The rules for these options. Invalid values, which [`RetryOptions::validate`] rejects, take their defaults.
    pub fn new(options: &RetryOptions) -> Self {
        let defaults = Self::default();
        Self {
            max_tries: options.max_tries.map_or(defaults.max_tries, whole_attempts),
            try_timeout: options.try_timeout_in_ms.and_then(milliseconds).filter(|timeout| !timeout.is_zero()),
            retry_delay: options.retry_delay_in_ms.and_then(milliseconds).unwrap_or(defaults.retry_delay),
            max_retry_delay: options.max_retry_delay_in_ms.and_then(milliseconds).unwrap_or(defaults.max_retry_delay),
            growth: if options.retry_policy_type == Some(1.0) { Growth::Fixed } else { Growth::Exponential },
            secondary: options.secondary_host.as_deref().and_then(SecondaryHost::parse),
        }
    }

    /// The value of the `timeout` query parameter, in whole seconds: how long the service may work on one attempt.
    /// <https://learn.microsoft.com/rest/api/storageservices/setting-timeouts-for-blob-service-operations>
    #[must_use]
    pub fn server_timeout(&self) -> Option<u64> {
        self.try_timeout.map(|timeout| timeout.as_secs())
    }

    /// The host of attempt number `attempt` (the first is 1). Reads alternate between the hosts, until the secondary
    /// one responds with 404, which only means that it lags behind.
    #[must_use]
    pub fn location(&self, method: &Method, attempt: u32, secondary_missing: bool) -> Location {
        let read = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        if self.secondary.is_some() && read && !secondary_missing && attempt.is_multiple_of(2) {
            Location::Secondary
        } else {
            Location::Primary
        }
    }

    /// Whether another attempt follows attempt number `attempt`, which went to `location` and had this result.
    #[must_use]
    pub fn retries(&self, attempt: u32, location: Location, repeat: Repeat, outcome: &AttemptResult<'_>) -> bool {
        if attempt >= self.max_tries {
            return false;
        }
        match (repeat, outcome) {
            (Repeat::OnlyIfUnsent, AttemptResult::Failed { unsent, transient }) => *unsent && *transient,
            (Repeat::OnlyIfUnsent, AttemptResult::Responded { status, headers }) => took_no_effect(*status, headers),
            (Repeat::Safe, AttemptResult::Failed { transient, .. }) => *transient,
            (Repeat::Safe, AttemptResult::Responded { status, headers }) => match status {
                429 | 500 | 503 => true,
                404 if location == Location::Secondary => true,
                400.. => source_was_busy(headers),
                _ => false,
            },
        }
    }

    /// The longest delay that is accepted from the service.
    #[must_use]
    pub fn longest_retry_after(&self) -> Duration {
        self.max_retry_delay.max(MAX_RETRY_AFTER)
    }

    /// The delay after attempt number `attempt`: that of the policy, or that of the service if it is longer. `random`
    /// is in [0, 1).
    #[must_use]
    pub fn delay(&self, attempt: u32, location: Location, random: f64, retry_after: Option<Duration>) -> Duration {
        let own = match (location, self.growth) {
            (Location::Secondary, _) => MAX_SECONDARY_DELAY.mul_f64(random.clamp(0.0, 1.0)),
            (Location::Primary, Growth::Fixed) => self.retry_delay.min(self.max_retry_delay),
            (Location::Primary, Growth::Exponential) => {
                let doublings = attempt.saturating_sub(1).min(u32::BITS - 1);
                let factor = (1_u32 << doublings) - 1;
                self.retry_delay.saturating_mul(factor).min(self.max_retry_delay)
            }
        };
        own.max(retry_after.unwrap_or_default())
    }
}

/// The service says that it did not process the request, because it was too busy or could not read the source. A 503 of
/// an intermediary, such as a proxy, has no code and says nothing about the request.
/// <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>
pub(crate) fn took_no_effect(status: u16, headers: &HeaderMap) -> bool {
    let is_busy = || headers.get("x-ms-error-code").is_some_and(|code| code == "ServerBusy");
    status == 429 || (status == 503 && is_busy()) || (status >= 400 && source_was_busy(headers))
}

/// The service could not copy because the source's service was busy or failed. Such a response may have any error
/// status. <https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url>
pub(crate) fn source_was_busy(headers: &HeaderMap) -> bool {
    headers
        .get("x-ms-copy-source-error-code")
        .is_some_and(|code| matches!(code.as_bytes(), b"InternalError" | b"OperationTimedOut" | b"ServerBusy"))
}

/// At least one attempt. A fraction counts as one more, as in the reference's comparison.
fn whole_attempts(value: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a u32 holds")]
    let attempts = value.ceil().clamp(1.0, f64::from(u32::MAX)) as u32;
    attempts.max(1)
}

#[cfg(test)]
#[path = "retry_policy_tests.rs"]
mod tests;
