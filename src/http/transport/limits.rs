//! The limits on connections. They leave file descriptors for the rest of the process.

/// The assumed number of file descriptors if the system does not report it. Node on Windows and macOS has more.
#[cfg(not(unix))]
const USUAL_DESCRIPTORS: usize = 1024;
/// The maximum number of connections. More would only cost memory. The service accepts 20,000 requests/s for an
/// account, which takes a few hundred connections.
/// <https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account>
const MOST_OPEN: usize = 2048;
/// The maximum number of idle connections. More are useless.
const MOST_IDLE: usize = 512;
/// The share of the file descriptors for connections, as a divisor. The rest is for the program.
const SHARE: usize = 2;
/// The minimum number of connections, however few descriptors there are.
const LEAST_OPEN: usize = 8;

/// The limits on connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// All connections, including those that are being made.
    pub open: usize,
    /// Idle connections.
    pub idle: usize,
    /// Connections to one origin: an origin that does not respond must not use up all.
    pub of_one_origin: usize,
    /// Connections for large bodies: they are held as long as a download is read, and must not use up all.
    pub bytes: usize,
    /// Connections for large bodies to one origin.
    pub bytes_of_one_origin: usize,
}

impl Limits {
    /// The limits for a process with this many file descriptors.
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

    /// The current limits of this process. Node raises the soft limit to the hard one when it starts.
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
    // Sockets are handles on Windows, of which a process may have millions.
    16 * USUAL_DESCRIPTORS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_file_descriptors_are_left_to_the_program() {
        let limits = Limits::of(256);
        assert_eq!((limits.open, limits.idle), (128, 64));
        assert_eq!((limits.of_one_origin, limits.bytes, limits.bytes_of_one_origin), (96, 96, 64));
        assert_eq!(Limits::of(usize::MAX).open, MOST_OPEN);
        assert_eq!(Limits::of(0).open, LEAST_OPEN);
        assert!(Limits::of_this_process().open >= LEAST_OPEN);
    }

    #[test]
    fn no_limit_is_zero() {
        for descriptors in 0..3000 {
            let limits = Limits::of(descriptors);
            assert!(limits.idle > 0 && limits.bytes_of_one_origin > 0, "{limits:?}");
            assert!(limits.bytes_of_one_origin < limits.of_one_origin && limits.of_one_origin < limits.open);
        }
    }
}
