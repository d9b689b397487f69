//! Permissions, services and resource types are sets of letters, which a signature has in a fixed order.

use crate::base::error::{Error, Result};

/// Letters in their order, and their name in the error for an unknown one.
pub(super) struct LetterOrder {
    order: &'static str,
    argument: &'static str,
    complaint: &'static str,
}

/// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob>
pub(super) const BLOB_PERMISSIONS: LetterOrder =
    LetterOrder { order: "racwdxtmeiy", argument: "permissions", complaint: "Invalid permission: " };

/// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob>
pub(super) const CONTAINER_PERMISSIONS: LetterOrder =
    LetterOrder { order: "racwdxltmeiyf", argument: "permissions", complaint: "Invalid permission " };

/// <https://learn.microsoft.com/rest/api/storageservices/create-account-sas#account-sas-permissions-by-operation>
pub(super) const ACCOUNT_PERMISSIONS: LetterOrder =
    LetterOrder { order: "rwdxftlacupiy", argument: "permissions", complaint: "Invalid permission character: " };

/// Blob, table, queue, file.
pub(super) const SERVICES: LetterOrder =
    LetterOrder { order: "btqf", argument: "services", complaint: "Invalid service character: " };

/// Service, container, object.
pub(super) const RESOURCE_TYPES: LetterOrder =
    LetterOrder { order: "sco", argument: "resourceTypes", complaint: "Invalid resource type: " };

impl LetterOrder {
    /// The letters of a text, each once and in order.
    pub(super) fn arrange(&self, text: &str) -> Result<String> {
        match text.chars().find(|letter| !self.order.contains(*letter)) {
            Some(unknown) => Err(Error::argument_range(self.argument, format!("{}{unknown}", self.complaint))),
            None => Ok(self.order.chars().filter(|letter| text.contains(*letter)).collect()),
        }
    }
}
