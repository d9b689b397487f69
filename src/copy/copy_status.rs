//! The status of an asynchronous copy, as the service reports it.

use crate::rest::shared::CopyStatusType;

/// The status.
/// <https://learn.microsoft.com/rest/api/storageservices/get-blob-properties#response-headers>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyStatus {
    /// The service is copying.
    Pending,
    /// The destination is complete.
    Success,
    /// The copy has failed, and left an empty blob.
    Failed,
    /// Another client has aborted the copy, which left an empty blob.
    Aborted,
    /// One that is not documented.
    Other(String),
}

impl CopyStatus {
    /// Its name at the service.
    pub fn name(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Aborted => "aborted",
            Self::Other(name) => name,
        }
    }
}

impl From<&str> for CopyStatus {
    fn from(name: &str) -> Self {
        let documented = [Self::Pending, Self::Success, Self::Failed, Self::Aborted];
        documented.into_iter().find(|status| status.name() == name).unwrap_or_else(|| Self::Other(name.to_owned()))
    }
}

impl From<&CopyStatusType> for CopyStatus {
    fn from(status: &CopyStatusType) -> Self {
        Self::from(status.0.as_str())
    }
}

impl From<CopyStatus> for CopyStatusType {
    fn from(status: CopyStatus) -> Self {
        Self(status.name().to_owned())
    }
}
