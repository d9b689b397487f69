//! The containers of an account at its destination: whether they exist, what creates them, and what they then lack of their source.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::rest::BlobEndpoint;
use crate::rest::container::{ContainerCreateOptions, ContainerGetPropertiesOptions};
use crate::rest::service::ContainerItem;
use crate::rest::values::NameValues;

/// Whether a run would create a container. Unknown if the credential may not read the properties of the container.
pub(super) async fn would_create(destination: &BlobEndpoint, cancel: &CancellationToken) -> Result<bool> {
    match destination.execute(&ContainerGetPropertiesOptions::default(), cancel).await {
        Ok(_) => Ok(false),
        Err(error) if error.status() == Some(404) => Ok(true),
        Err(error) if matches!(error.status(), Some(401 | 403)) && error.code() != Some("AuthenticationFailed") => {
            Ok(false)
        }
        Err(error) => Err(hint(error, "looked at at the destination")),
    }
}

/// Creates a container, unless it exists. A credential that may write blobs need not be allowed to create containers.
pub(super) async fn create(
    destination: &BlobEndpoint,
    item: &ContainerItem,
    copies_public_access: bool,
    cancel: &CancellationToken,
) -> Result<bool> {
    let public_access = item.properties.public_access.clone().filter(|_| copies_public_access);
    let operation = ContainerCreateOptions {
        metadata: item.metadata.clone(),
        access: public_access,
        ..ContainerCreateOptions::default()
    };
    match destination.execute(&operation, cancel).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ContainerAlreadyExists") => Ok(false),
        Err(error) if matches!(error.status(), Some(401 | 403)) => {
            let exists = destination.execute(&ContainerGetPropertiesOptions::default(), cancel).await;
            exists.map(|_| false).map_err(|_| hint(error, "created at the destination"))
        }
        Err(error) => Err(hint(error, "created at the destination")),
    }
}

/// The properties of a container that the destination does not have.
pub(super) fn not_copied(item: &ContainerItem, created: bool, copies_public_access: bool) -> Vec<&'static str> {
    let properties = &item.properties;
    let has_metadata = item.metadata.as_ref().is_some_and(|NameValues(pairs)| !pairs.is_empty());
    [
        (has_metadata && !created, "metadata"),
        (properties.public_access.is_some() && !(created && copies_public_access), "publicAccess"),
        (properties.has_immutability_policy == Some(true), "immutabilityPolicy"),
        (properties.has_legal_hold == Some(true), "legalHold"),
    ]
    .into_iter()
    .filter_map(|(is, name)| is.then_some(name))
    .collect()
}

/// Adds what failed, and what may help.
pub(super) fn hint(error: Error, what: &str) -> Error {
    if error.kind() != ErrorKind::Service {
        return error;
    }
    let help = match (error.code(), error.status()) {
        (Some("ContainerBeingDeleted"), _) => {
            " A deleted container keeps its name for 30 seconds or longer. Resume the job when that is over."
        }
        (Some("PublicAccessNotPermitted"), _) => {
            " Leave out \"copyPublicAccess\", or allow public access at the destination."
        }
        (_, Some(401 | 403)) => {
            " Whoever reads it needs the permission to list, and whoever writes it the one to create containers."
        }
        _ => "",
    };
    let message = format!("The container cannot be {what}. {}{help}", error.message());
    error.with_message(message)
}
