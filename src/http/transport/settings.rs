//! The settings that clients must have in common to share connections.

use crate::base::error::Result;
use crate::http::options::PipelineOptions;
use crate::http::proxy::{EnvironmentLookup, ProxyRules};
use crate::http::tls::TlsSettings;

/// The settings that clients must have in common to share connections.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TransportSettings {
    /// Whether connections are reused.
    pub keep_alive: bool,
    /// The proxy.
    pub proxy: ProxyRules,
    /// The trusted certificates.
    pub tls: TlsSettings,
}

impl TransportSettings {
    /// The settings from the client's options and the environment.
    ///
    /// # Errors
    /// `ArgumentRange` when the explicit proxy cannot be used.
    pub fn new(options: &PipelineOptions, environment: EnvironmentLookup<'_>) -> Result<Self> {
        Ok(Self {
            keep_alive: options.keep_alive,
            proxy: ProxyRules::new(options.proxy.as_ref(), environment)?,
            tls: TlsSettings::from_environment(environment),
        })
    }
}
