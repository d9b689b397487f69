//! The root certificates of Node.js, for systems that have none, such as minimal containers.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::sync::{Arc, OnceLock};

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use crate::http::tls::TlsSettings;
use crate::http::transport::process_environment;

static FALLBACK_ROOTS: OnceLock<Arc<[Vec<u8>]>> = OnceLock::new();

/// The certificates that [`set_fallback_roots`] got.
pub fn fallback_roots() -> Arc<[Vec<u8>]> {
    FALLBACK_ROOTS.get().cloned().unwrap_or_default()
}

/// Whether the system has root certificates. Reads them, which takes milliseconds.
#[napi]
pub fn system_has_roots() -> bool {
    TlsSettings::from_environment(&process_environment).system_has_roots()
}

/// Sets the root certificates (DER) for systems that have none. Pipelines that are created later trust them. Only the
/// first call counts.
#[napi]
pub fn set_fallback_roots(roots: Vec<Uint8Array>) {
    let _ = FALLBACK_ROOTS.set(roots.iter().map(|root| root.to_vec()).collect());
}
