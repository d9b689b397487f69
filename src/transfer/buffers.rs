//! Reuses memory, because allocating it from the system costs more than filling it.

use std::sync::Mutex;

use crate::base::lock::lock;

use bytes::Bytes;

/// The memory of sent content, for the content that is read next.
#[derive(Default)]
pub struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    /// An empty buffer, with memory if there is some.
    pub fn take(&self) -> Vec<u8> {
        lock(&self.0).pop().unwrap_or_default()
    }

    /// Takes back the memory of content without other references.
    pub fn give_back(&self, content: Bytes) {
        if content.is_unique() {
            let mut buffer = Vec::from(content);
            buffer.clear();
            lock(&self.0).push(buffer);
        }
    }

    /// Frees the memory: nothing is read any more.
    pub fn clear(&self) {
        lock(&self.0).clear();
    }
}

#[cfg(test)]
impl Buffers {
    /// The amount of unused memory.
    pub fn memory(&self) -> usize {
        lock(&self.0).iter().map(Vec::capacity).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_reused_once_it_is_no_longer_read() {
        let buffers = Buffers::default();
        let content = Bytes::from(vec![1; 1024]);
        let (address, reader) = (content.as_ptr(), content.clone());
        buffers.give_back(content);
        assert_eq!(buffers.take().capacity(), 0, "it is still being read");
        buffers.give_back(reader);
        let again = buffers.take();
        assert_eq!((again.as_ptr(), again.len(), again.capacity()), (address, 0, 1024));
        assert_eq!(buffers.take().capacity(), 0);
    }
}
