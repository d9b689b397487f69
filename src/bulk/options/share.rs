//! The share of a listing that one job copies before it leaves the rest to another. Pure.

use crate::base::error::{Error, ErrorKind};

/// The error code of a job that took its share and left the rest.
pub const SHARE_TAKEN: &str = "ShareTaken";

/// The share of a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// The number of listed blobs.
    pub blobs: Option<u64>,
    /// Their total number of bytes.
    pub bytes: Option<u64>,
}

/// What a job has used of its share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShareProgress {
    blobs: u64,
    bytes: u64,
}

impl ShareProgress {
    /// Takes a blob of this size. Returns whether it is within the share: the first one always is, so that every job makes progress.
    pub fn take(&mut self, bytes: u64, share: Share) -> bool {
        let next = Self { blobs: self.blobs + 1, bytes: self.bytes.saturating_add(bytes) };
        let fits = |most: Option<u64>, number: u64| most.is_none_or(|most| number <= most);
        let takes = self.blobs == 0 || fits(share.blobs, next.blobs) && fits(share.bytes, next.bytes);
        if takes {
            *self = next;
        }
        takes
    }
}

/// Why the job ends.
pub fn share_taken() -> Error {
    let message = "The job took its share of the blobs, and left the rest. Resume it, or copy the rest in another job.";
    Error::new(ErrorKind::Copy, message).with_code(SHARE_TAKEN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_job_progresses_within_its_share(
            sizes in prop::collection::vec(0_u64..20, 1..60),
            blobs in prop::option::of(1_u64..9),
            bytes in prop::option::of(1_u64..30),
        ) {
            let share = Share { blobs, bytes };
            let (mut left, mut jobs) = (sizes.as_slice(), 0);
            while !left.is_empty() {
                let mut taken = ShareProgress::default();
                let count = left.iter().take_while(|size| taken.take(**size, share)).count();
                prop_assert!(count > 0);
                prop_assert!(blobs.is_none_or(|most| count as u64 <= most));
                let total: u64 = left[..count].iter().sum();
                prop_assert!(count == 1 || bytes.is_none_or(|most| total <= most));
                left = &left[count..];
                jobs += 1;
            }
            prop_assert!(jobs <= sizes.len());
            prop_assert!(jobs == 1 || blobs.is_some() || bytes.is_some());
        }
    }
}
