//! Whether a job may delete: a move at its source, a mirror at its destination. No request but a delete shows it.

use std::sync::Mutex;

use crate::base::error::Error;
use crate::base::lock::lock;
use crate::bulk::copying::permissions::is_about_blob;

/// The number of deletes in a row that are rejected because the permission is missing, after which it counts as withdrawn. A condition of a role may
/// forbid single blobs.
const WITHDRAWN_AFTER: u32 = 100;

/// What is known.
#[derive(Debug, Default)]
enum PermissionState {
    /// No response to a delete has shown it yet.
    #[default]
    Unknown,
    /// A delete was allowed; this many were rejected since.
    Granted { rejected: u32 },
    /// Nothing may be deleted, and this is why.
    Missing(Error),
}

/// Whether the deletes of a job are allowed. The first response shows it: once one was allowed, a rejection concerns its blob alone, until too
/// many follow each other.
#[derive(Debug, Default)]
pub(in crate::bulk) struct DeletePermission {
    known: Mutex<PermissionState>,
}

impl DeletePermission {
    /// A delete was allowed, or was rejected for a reason that the service does not give to those who may not delete.
    pub fn granted(&self) {
        let mut known = lock(&self.known);
        if !matches!(*known, PermissionState::Missing(_)) {
            *known = PermissionState::Granted { rejected: 0 };
        }
    }

    /// A delete was rejected because the permission is missing. `error` ends the job if that applies to all blobs.
    pub fn forbidden(&self, error: impl FnOnce() -> Error) {
        let mut known = lock(&self.known);
        match &mut *known {
            PermissionState::Granted { rejected } if *rejected + 1 < WITHDRAWN_AFTER => *rejected += 1,
            PermissionState::Granted { .. } | PermissionState::Unknown => *known = PermissionState::Missing(error()),
            PermissionState::Missing(_) => {}
        }
    }

    /// A delete was rejected. `lacks` says whether the permission is missing, and `error` then ends the job.
    pub fn rejected(&self, status: Option<u16>, lacks: bool, error: impl FnOnce() -> Error) {
        if lacks {
            self.forbidden(error);
        } else if is_about_blob(status) {
            self.granted();
        }
    }

    /// Whether a delete was allowed.
    pub fn is_known(&self) -> bool {
        !matches!(*lock(&self.known), PermissionState::Unknown)
    }

    /// What the job ends with, if nothing may be deleted.
    pub fn missing(&self) -> Option<Error> {
        if let PermissionState::Missing(error) = &*lock(&self.known) { Some(error.clone()) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind;

    fn end() -> Error {
        Error::new(ErrorKind::Copy, "end")
    }

    #[test]
    fn a7_the_first_delete_shows_whether_deletes_are_allowed() {
        let lacks = (Some(403), true);
        for (first, then, is_missing) in [
            (lacks, lacks, true),
            (lacks, (Some(412), false), true),
            ((Some(412), false), lacks, false),
            ((Some(500), false), lacks, true),
            ((Some(403), false), (Some(409), false), false),
        ] {
            let permission = DeletePermission::default();
            assert!(!permission.is_known());
            for (status, lacks) in [first, then] {
                permission.rejected(status, lacks, end);
            }
            assert!(permission.is_known());
            assert_eq!(permission.missing().is_some(), is_missing, "{first:?} {then:?}");
        }
    }

    #[test]
    fn a7_a_right_that_is_withdrawn_midway_is_found_missing() {
        let permission = DeletePermission::default();
        permission.granted();
        for _ in 1..WITHDRAWN_AFTER {
            permission.forbidden(end);
        }
        assert!(permission.missing().is_none());
        // Rejections of single blobs do not add up.
        permission.granted();
        for _ in 1..WITHDRAWN_AFTER {
            permission.forbidden(end);
        }
        assert!(permission.missing().is_none());
        permission.forbidden(end);
        assert!(permission.missing().is_some());
        permission.granted();
        assert!(permission.missing().is_some());
    }
}
