//! The options of a pipeline, as they come from the public API.

use serde::Deserialize;
use serde_json::Value;

use crate::base::error::{Error, Result};
use crate::http::environment::GivenEnvironment;
use crate::http::proxy::ProxyOptions;
use crate::http::retry_policy::RetryOptions;

/// The default `User-Agent`.
pub const DEFAULT_USER_AGENT: &str = concat!("blobferry/", env!("CARGO_PKG_VERSION"));

/// The options of a pipeline.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PipelineOptions {
    /// How failed requests are retried.
    pub retry_options: RetryOptions,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The `x-ms-version` header of requests that do not set their own.
    pub service_version: Option<String>,
    /// Whether connections are reused. Default: true.
    pub keep_alive: bool,
    /// The proxy to use instead of the one in the environment.
    pub proxy: Option<ProxyOptions>,
    /// Variables to read instead of those of the process.
    pub environment: Option<GivenEnvironment>,
}

impl Default for PipelineOptions {
    fn default() -> Self {
        Self {
            retry_options: RetryOptions::default(),
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            service_version: None,
            keep_alive: true,
            proxy: None,
            environment: None,
        }
    }
}

/// The type of an option.
#[derive(Clone, Copy)]
enum OptionType {
    Object,
    Number,
    Text,
    Boolean,
    Port,
}

/// The options: their paths in the JSON, their public names, and their types. An error of the JSON reader has no path,
/// so the types are checked first.
const OPTION_TYPES: &[(&str, &str, OptionType)] = &[
    ("", "options", OptionType::Object),
    ("/retryOptions", "options.retryOptions", OptionType::Object),
    ("/retryOptions/maxTries", "options.retryOptions.maxTries", OptionType::Number),
    ("/retryOptions/tryTimeoutInMs", "options.retryOptions.tryTimeoutInMs", OptionType::Number),
    ("/retryOptions/retryDelayInMs", "options.retryOptions.retryDelayInMs", OptionType::Number),
    ("/retryOptions/maxRetryDelayInMs", "options.retryOptions.maxRetryDelayInMs", OptionType::Number),
    ("/retryOptions/retryPolicyType", "options.retryOptions.retryPolicyType", OptionType::Number),
    ("/retryOptions/secondaryHost", "options.retryOptions.secondaryHost", OptionType::Text),
    ("/userAgent", "options.userAgentOptions.userAgentPrefix", OptionType::Text),
    ("/serviceVersion", "options.serviceVersion", OptionType::Text),
    ("/keepAlive", "options.keepAliveOptions.enable", OptionType::Boolean),
    ("/proxy", "options.proxyOptions", OptionType::Object),
    ("/proxy/host", "options.proxyOptions.host", OptionType::Text),
    ("/proxy/port", "options.proxyOptions.port", OptionType::Port),
    ("/proxy/username", "options.proxyOptions.username", OptionType::Text),
    ("/proxy/password", "options.proxyOptions.password", OptionType::Text),
];

impl PipelineOptions {
    /// Reads and checks the options.
    ///
    /// # Errors
    /// `ArgumentType` or `ArgumentRange`, naming the option.
    pub fn from_json(json: &str) -> Result<Self> {
        let wrong =
            |error: serde_json::Error| Error::argument_type("options", format!("options cannot be read: {error}."));
        let mut value: Value = serde_json::from_str(json).map_err(wrong)?;
        remove_nulls(&mut value);
        for (path, argument, shape) in OPTION_TYPES {
            if let Some(found) = value.pointer(path) {
                shape.check(argument, found)?;
            }
        }
        let options: Self = serde_json::from_value(value).map_err(wrong)?;
        options.validate()?;
        Ok(options)
    }

    /// Rejects values of the right type that cannot be used.
    ///
    /// # Errors
    /// `ArgumentRange`, naming the option.
    pub fn validate(&self) -> Result<()> {
        self.retry_options.validate()?;
        header_text("options.userAgentOptions.userAgentPrefix", &self.user_agent)?;
        header_text("options.serviceVersion", self.service_version.as_deref().unwrap_or_default())
    }
}

impl OptionType {
    fn check(self, argument: &str, value: &Value) -> Result<()> {
        let (fits, expected) = match self {
            Self::Object => (value.is_object(), "an object"),
            Self::Number | Self::Port => (value.is_number(), "a number"),
            Self::Text => (value.is_string(), "a string"),
            Self::Boolean => (value.is_boolean(), "a boolean"),
        };
        if !fits {
            let message = format!("{argument} must be {expected}, but is {}.", kind_of(value));
            return Err(Error::argument_type(argument, message));
        }
        if matches!(self, Self::Port) && value.as_u64().is_none_or(|port| port > u64::from(u16::MAX)) {
            let message = format!("{argument} must be a whole number from 0 to 65535, but is {value}.");
            return Err(Error::argument_range(argument, message));
        }
        Ok(())
    }
}

/// JSON writes `NaN` as null, and callers pass null for undefined. Both mean the default.
fn remove_nulls(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|_, field| !field.is_null());
        fields.values_mut().for_each(remove_nulls);
    }
}

/// The type of a value, never the value itself, which may be a misplaced secret.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn header_text(argument: &str, text: &str) -> Result<()> {
    if http::HeaderValue::from_str(text).is_ok() {
        return Ok(());
    }
    let message = format!("{argument} must be printable ASCII text, because it is sent in a header, but is {text:?}.");
    Err(Error::argument_range(argument, message))
}

#[cfg(test)]
mod tests {
    use super::PipelineOptions;
    use crate::base::error::ErrorKind;

    #[test]
    fn absent_and_null_options_take_their_defaults() {
        for json in ["{}", r#"{"retryOptions": null, "proxy": null, "keepAlive": null, "userAgent": null}"#] {
            let options = PipelineOptions::from_json(json).unwrap();
            assert!(options.keep_alive && options.proxy.is_none() && options.service_version.is_none());
            assert!(options.user_agent.starts_with("blobferry/"));
            assert_eq!(options.retry_options.max_tries, None);
        }
        let options =
            PipelineOptions::from_json(r#"{"retryOptions": {"maxTries": null, "secondaryHost": "s"}}"#).unwrap();
        assert_eq!(options.retry_options.max_tries, None);
        assert_eq!(options.retry_options.secondary_host.as_deref(), Some("s"));
    }

    #[test]
    fn every_option_is_read() {
        let options = PipelineOptions::from_json(
            r#"{"retryOptions": {"maxTries": 2}, "userAgent": "me", "serviceVersion": "2025-01-05", "keepAlive": false,
                "proxy": {"host": "http://h", "port": 1, "username": "u", "password": "hidden"}, "unknown": 1}"#,
        )
        .unwrap();
        assert_eq!(options.retry_options.max_tries, Some(2.0));
        assert_eq!(options.user_agent, "me");
        assert_eq!(options.service_version.as_deref(), Some("2025-01-05"));
        assert!(!options.keep_alive);
        assert!(!format!("{options:?}").contains("hidden"));
        let proxy = options.proxy.unwrap();
        assert_eq!((proxy.host.as_str(), proxy.port), ("http://h", 1));
    }

    #[test]
    fn the_invalid_option_is_named() {
        use ErrorKind::{ArgumentRange, ArgumentType};
        for (json, kind, argument) in [
            ("[]", ArgumentType, "options"),
            ("{", ArgumentType, "options"),
            (r#"{"retryOptions": 4}"#, ArgumentType, "options.retryOptions"),
            (r#"{"retryOptions": {"maxTries": "4"}}"#, ArgumentType, "options.retryOptions.maxTries"),
            (r#"{"retryOptions": {"secondaryHost": 1}}"#, ArgumentType, "options.retryOptions.secondaryHost"),
            (r#"{"retryOptions": {"retryDelayInMs": -1}}"#, ArgumentRange, "options.retryOptions.retryDelayInMs"),
            (r#"{"userAgent": 1}"#, ArgumentType, "options.userAgentOptions.userAgentPrefix"),
            (r#"{"userAgent": "a\nb"}"#, ArgumentRange, "options.userAgentOptions.userAgentPrefix"),
            (r#"{"keepAlive": "yes"}"#, ArgumentType, "options.keepAliveOptions.enable"),
            (r#"{"proxy": {"host": "h", "port": "80"}}"#, ArgumentType, "options.proxyOptions.port"),
            (r#"{"proxy": {"host": "h", "port": 65536}}"#, ArgumentRange, "options.proxyOptions.port"),
            (r#"{"proxy": {"host": "h", "port": 1.5}}"#, ArgumentRange, "options.proxyOptions.port"),
            (r#"{"proxy": {"port": 80}}"#, ArgumentType, "options"),
        ] {
            let error = PipelineOptions::from_json(json).expect_err(json);
            assert_eq!((error.kind(), error.argument()), (kind, Some(argument)), "{json}: {error}");
            assert!(error.message().contains(argument), "{error}");
        }
    }
}
