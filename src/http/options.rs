//! The options of a pipeline, as they come from the public API.

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::http::proxy::ProxyOptions;
use crate::http::retry::RetryOptions;

/// The options of a pipeline.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PipelineOptions {
    /// How failed requests are tried again.
    pub retry_options: RetryOptions,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The `x-ms-version` header for requests that do not bring their own.
    pub service_version: Option<String>,
    /// Whether connections are used again. Default true.
    pub keep_alive: bool,
    /// The proxy to use instead of the one in the environment.
    pub proxy: Option<ProxyOptions>,
}

impl Default for PipelineOptions {
    fn default() -> Self {
        Self {
            retry_options: RetryOptions::default(),
            user_agent: concat!("blobferry/", env!("CARGO_PKG_VERSION")).to_owned(),
            service_version: None,
            keep_alive: true,
            proxy: None,
        }
    }
}

impl PipelineOptions {
    /// Reads and checks the options.
    ///
    /// # Errors
    /// `ArgumentType` or `ArgumentRange`, naming the option.
    pub fn from_json(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|error| Error::argument_type("options", error.to_string()))
    }
}
