//! How many blobs a page may have: what the job allows, fewer after pages that took too long, and fewer where each blob takes many bytes.

/// The smallest page that is requested.
const SMALLEST: u64 = 50;

/// The bytes that a page should not exceed. 5,000 blobs without metadata take about four megabytes, and with all the metadata that a blob may
/// have, fifty.
const BYTES: u64 = 8 << 20;

/// The size of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    most: u64,
    /// The average of the last page that had blobs.
    bytes_per_blob: u64,
}

impl PageSize {
    /// Pages with at most this number of blobs.
    pub fn new(most: u64) -> Self {
        Self { most, bytes_per_blob: 0 }
    }

    /// Allows other pages from now on.
    pub fn set_most(&mut self, most: u64) {
        self.most = most;
    }

    /// The number of blobs to request.
    pub fn next(self) -> u64 {
        let fitting = BYTES.checked_div(self.bytes_per_blob).unwrap_or(u64::MAX);
        self.most.min(fitting.max(SMALLEST))
    }

    /// A page was read.
    pub fn has_read(&mut self, blobs: usize, bytes: usize) {
        if let Some(average) = bytes.checked_div(blobs) {
            self.bytes_per_blob = average as u64;
        }
    }

    /// A page took too long. Whether smaller ones are left to try.
    pub fn timed_out(&mut self) -> bool {
        let can_shrink = self.most > SMALLEST;
        if can_shrink {
            self.most = (self.next() / 4).max(SMALLEST);
        }
        can_shrink
    }

    /// Continues after a page of another reader of the same listing.
    pub fn take_over(&mut self, other: Self) {
        *self = Self { most: self.most.min(other.most), ..other };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn s6_pages_of_blobs_with_much_metadata_are_smaller() {
        let mut size = PageSize::new(5000);
        assert_eq!(size.next(), 5000);
        size.has_read(5000, 50_000_000);
        assert_eq!(size.next(), 838);
        // What follows may have less.
        size.has_read(838, 838 * 700);
        assert_eq!(size.next(), 5000);
        size.has_read(0, 300);
        assert_eq!(size.next(), 5000);
    }

    #[test]
    fn a_page_that_takes_too_long_is_requested_smaller_until_it_is_small() {
        let mut size = PageSize::new(5000);
        let mut sizes = Vec::new();
        while size.timed_out() {
            sizes.push(size.next());
        }
        assert_eq!(sizes, [1250, 312, 78, 50]);
        assert!(!PageSize::new(10).timed_out());
    }

    proptest! {
        #[test]
        fn s6_no_page_is_larger_than_allowed_nor_empty(most in 1_u64..=5000, pages in proptest::collection::vec((0_usize..6000, 0_usize..1 << 30), 0..8)) {
            let mut size = PageSize::new(most);
            for (blobs, bytes) in pages {
                size.has_read(blobs, bytes);
                prop_assert!((1..=most).contains(&size.next()));
                prop_assert!(size.next() >= most.min(SMALLEST));
            }
        }
    }
}
