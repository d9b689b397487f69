//! Copies of memory that its owner may release in the meantime. The system makes them: an address that is no longer there is an error for it,
//! where reading it would end the process.

use std::sync::Arc;

use bytes::Bytes;

use super::lent_memory::LentMemory;

/// Whether copies can be made on this system at all.
pub const EXISTS: bool = cfg!(target_os = "linux");

/// Copies these bytes into lent memory, as many as fit. `None` if the memory is gone, or the process may not ask for this.
pub fn copy(bytes: &Bytes, memory: &Arc<LentMemory>) -> Option<Bytes> {
    let mut piece = memory.take()?;
    let length = bytes.len().min(memory.length());
    copy_from(bytes.as_ptr().addr(), &mut piece.memory()[..length]).then(|| piece.into_bytes(length))
}

/// Fills `target` with the bytes at an address. See `process_vm_readv(2)`: a process may always read its own memory, unless a filter of system
/// calls forbids it.
#[cfg(target_os = "linux")]
fn copy_from(address: usize, target: &mut [u8]) -> bool {
    use std::io::IoSliceMut;

    use nix::sys::uio::{RemoteIoVec, process_vm_readv};
    use nix::unistd::Pid;

    let length = target.len();
    let from = RemoteIoVec { base: address, len: length };
    process_vm_readv(Pid::this(), &mut [IoSliceMut::new(target)], &[from]) == Ok(length)
}

#[cfg(not(target_os = "linux"))]
fn copy_from(_: usize, _: &mut [u8]) -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_gone_is_not_copied() {
        let mut target = [0; 4];
        assert!(copy_from(b"abcd".as_ptr().addr(), &mut target));
        assert_eq!(&target, b"abcd");
        assert!(!copy_from(1, &mut target));
    }
}
