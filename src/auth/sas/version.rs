//! The service version of signatures.

/// The default version of signatures: that of `@azure/storage-blob` 12.32, so that a script gets the same signature
/// from both.
pub const DEFAULT_SAS_VERSION: &str = "2026-04-06";
