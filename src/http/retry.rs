//! When a request is tried again, where, and after how long. Pure: clock and randomness are passed in.

use serde::Deserialize;

/// How failed requests are tried again: the public `retryOptions`. Absent fields take the defaults.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RetryOptions {
    /// How often a request is tried at most, the first try included. Default 4.
    pub max_tries: Option<f64>,
    /// How long one try may take, in milliseconds. Default: no limit but the service's own.
    pub try_timeout_in_ms: Option<f64>,
    /// The base of the delay between tries, in milliseconds. Default 4000.
    pub retry_delay_in_ms: Option<f64>,
    /// The upper bound of the delay between tries, in milliseconds. Default 120000.
    pub max_retry_delay_in_ms: Option<f64>,
    /// 0 = exponential (the default), 1 = fixed.
    pub retry_policy_type: Option<f64>,
    /// The host to which every second try of a read goes.
    pub secondary_host: Option<String>,
}
