//! How many connections there may be: so many that the process still has descriptors for what else it does.

/// What is taken for the number of descriptors of a process where the system does not tell: Node on Windows and macOS has more.
#[cfg(not(unix))]
const USUAL_DESCRIPTORS: usize = 1024;
/// More connections than these at once would only cost memory. The service answers 20,000 requests/s for an account, which takes a few
/// hundred of them.
/// <https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account>
const MOST_OPEN: usize = 2048;
/// More idle connections than these are of no use to anybody.
const MOST_IDLE: usize = 512;
/// The part of the descriptors that connections may have, one in so many; the others are the program's own.
const SHARE: usize = 2;
/// Connections that a process can have however few descriptors there are.
const LEAST_OPEN: usize = 8;

/// How many connections there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// All together, those that are being made among them.
    pub open: usize,
    /// Those that nobody uses.
    pub idle: usize,
    /// Those to one origin: one that does not answer must not use up all.
    pub of_one_origin: usize,
    /// Those for bytes: they are held for as long as a download is read, and must not use up all.
    pub bytes: usize,
    /// Those for bytes to one origin.
    pub bytes_of_one_origin: usize,
}

impl Limits {
    /// The limits of a process that may have so many descriptors.
    pub fn of(descriptors: usize) -> Self {
        let open = (descriptors / SHARE).clamp(LEAST_OPEN, MOST_OPEN);
        Self {
            open,
            idle: (open / 2).min(MOST_IDLE),
            of_one_origin: open * 3 / 4,
            bytes: open * 3 / 4,
            bytes_of_one_origin: open / 2,
        }
    }

    /// How many requests may be on their way through proxies: those connections are not among the others.
    pub fn of_proxies(self) -> usize {
        self.open / 2
    }

    /// The limits of this process, as it is now. Node raises the soft limit to the hard one when it starts.
    pub fn of_this_process() -> Self {
        Self::of(descriptors())
    }
}

#[cfg(unix)]
fn descriptors() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
fn descriptors() -> usize {
    // Sockets are handles there, of which a process may have millions.
    16 * USUAL_DESCRIPTORS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_descriptors_are_left_to_the_program() {
        let limits = Limits::of(256);
        assert_eq!((limits.open, limits.idle), (128, 64));
        assert_eq!((limits.of_one_origin, limits.bytes, limits.bytes_of_one_origin), (96, 96, 64));
        assert_eq!(Limits::of(usize::MAX).open, MOST_OPEN);
        assert_eq!(Limits::of(0).open, LEAST_OPEN);
        assert!(Limits::of_this_process().open >= LEAST_OPEN);
    }

    #[test]
    fn no_limit_is_nothing() {
        for descriptors in 0..3000 {
            let limits = Limits::of(descriptors);
            assert!(limits.idle > 0 && limits.bytes_of_one_origin > 0, "{limits:?}");
            assert!(limits.bytes_of_one_origin < limits.of_one_origin && limits.of_one_origin < limits.open);
        }
    }
}
