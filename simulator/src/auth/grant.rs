//! The grant of a SAS: what it allows.

use std::time::SystemTime;

use super::{Rejection, instant};

/// The rights that a SAS gives its holder: the permissions, the resource, and headers of responses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grant {
    /// Its resource.
    pub scope: Scope,
    /// The permissions (`sp`), one letter each. Empty if a stored access policy has them.
    pub permissions: String,
    /// The stored access policy of the container (`si`) of the SAS. Until [`Grant::with_policy`] has applied
    /// it, the grant allows nothing.
    pub identifier: Option<String>,
    /// The encryption scope (`ses`) under which blobs are written.
    pub encryption_scope: Option<String>,
    /// The headers that responses to Get Blob and Get Blob Properties have instead of the blob's own: lower-case
    /// name, value.
    pub response_headers: Vec<(&'static str, String)>,
    pub(super) start: Option<String>,
    pub(super) expiry: Option<String>,
    pub(super) policy_applied: bool,
}

/// The resource of a SAS. Names are decoded. The default is nothing: an account SAS for no resource type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Account SAS: all resources of these types.
    Account {
        /// The resource types (`srt`): `s` for the service, `c` for containers, `o` for blobs.
        resource_types: String,
    },
    /// `sr=c`: a container and all of its blobs, with their snapshots and versions.
    Container {
        /// The container.
        container: String,
    },
    /// `sr=b`: a blob, without its snapshots and versions.
    Blob {
        /// The container.
        container: String,
        /// The blob.
        blob: String,
    },
    /// `sr=bs`: one snapshot of a blob.
    Snapshot {
        /// The container.
        container: String,
        /// The blob.
        blob: String,
        /// The snapshot's time, as signed.
        snapshot: String,
    },
    /// `sr=bv`: one version of a blob.
    Version {
        /// The container.
        container: String,
        /// The blob.
        blob: String,
        /// The version's id, as signed.
        version: String,
    },
}

impl Default for Scope {
    fn default() -> Self {
        Self::Account { resource_types: String::new() }
    }
}

/// A stored access policy of a container, from Set Container ACL. The SAS must have the values that it leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredAccessPolicy {
    /// The permissions, one letter each.
    pub permissions: Option<String>,
    /// When it becomes valid.
    pub start: Option<String>,
    /// When it expires.
    pub expiry: Option<String>,
}

impl Grant {
    /// Requires any one of several permissions (`"cw"`: create or write) on the service (neither name), a
    /// container, or a blob, unless one of them is granted.
    ///
    /// Of the operations on a container itself, a service SAS allows only listing (`l`) and finding by tags (`f`), with
    /// `sr=c`. Which snapshot or version a request is about was checked with the signature.
    pub fn require(&self, any_of: &str, container: Option<&str>, blob: Option<&str>) -> Result<(), Rejection> {
        if self.identifier.is_some() && !self.policy_applied {
            return Err(Rejection::authentication_failed("The stored access policy of the SAS was not found."));
        }
        let granted = |letter: char| self.permissions.contains(letter);
        let named = |own_container: &str, own_blob: &str| container == Some(own_container) && blob == Some(own_blob);
        let allowed = match &self.scope {
            Scope::Account { resource_types } => {
                let resource_type = match (container, blob) {
                    (_, Some(_)) => 'o',
                    (Some(_), None) => 'c',
                    (None, None) => 's',
                };
                if !resource_types.contains(resource_type) {
                    return Err(Rejection::resource_type());
                }
                any_of.chars().any(granted)
            }
            Scope::Container { container: own } => {
                let on_container = |letter: char| blob.is_some() || matches!(letter, 'l' | 'f');
                container == Some(own.as_str()) && any_of.chars().any(|letter| on_container(letter) && granted(letter))
            }
            Scope::Blob { container, blob }
            | Scope::Snapshot { container, blob, .. }
            | Scope::Version { container, blob, .. } => named(container, blob) && any_of.chars().any(granted),
        };
        if allowed { Ok(()) } else { Err(Rejection::permission()) }
    }

    /// Adds values that the SAS leaves out from its stored access policy, which the caller looked up by
    /// [`identifier`](Grant::identifier) in the container. A SAS without an identifier is not changed.
    ///
    /// A field that both have is rejected, as is one that neither has.
    pub fn with_policy(mut self, policy: &StoredAccessPolicy, now: SystemTime) -> Result<Self, Rejection> {
        if self.identifier.is_none() || self.policy_applied {
            return Ok(self);
        }
        let own_permissions = Some(std::mem::take(&mut self.permissions)).filter(|letters| !letters.is_empty());
        let permissions = either("permissions", own_permissions, policy.permissions.clone())?;
        self.start = either("start", self.start, policy.start.clone())?;
        self.expiry = either("expiry", self.expiry, policy.expiry.clone())?;
        let (Some(permissions), Some(_)) = (permissions, &self.expiry) else {
            return Err(Rejection::authentication_failed(
                "Neither the SAS nor its policy has permissions and an expiry.",
            ));
        };
        instant::check_interval(self.start.as_deref(), self.expiry.as_deref(), now)?;
        self.permissions = permissions;
        self.policy_applied = true;
        Ok(self)
    }
}

/// The value that is present and not empty.
fn either(field: &str, own: Option<String>, stored: Option<String>) -> Result<Option<String>, Rejection> {
    match (own, stored.filter(|value| !value.is_empty())) {
        (Some(_), Some(_)) => Err(Rejection::authentication_failed(format!(
            "The {field} is in both the SAS and its stored access policy."
        ))),
        (own, stored) => Ok(own.or(stored)),
    }
}
