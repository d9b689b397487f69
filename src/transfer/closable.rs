//! A value that one call uses at a time, such as the reader of content. Closing drops it: at once, or when the call that uses it is done.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};
use tokio_util::sync::CancellationToken;

/// A value that can be closed at any time. Clones share it.
pub struct Closable<T>(Arc<SharedContent<T>>);

struct SharedContent<T> {
    content: Mutex<Option<T>>,
    closed: CancellationToken,
}

impl<T> Clone for Closable<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Closable<T> {
    /// `closed` is canceled when it is closed. Canceling it in another way also ends the calls that use the value.
    pub fn new(content: T, closed: CancellationToken) -> Self {
        Self(Arc::new(SharedContent { content: Mutex::new(Some(content)), closed }))
    }

    /// Waits until no other call uses it. It is empty after it was closed, or its value was taken out.
    pub async fn lock(&self) -> InUse<'_, T> {
        let guard = self.0.content.lock().await;
        InUse { guard, _released: Released(&self.0) }
    }

    /// Takes the value out, unless a call uses it.
    pub fn take_unused(&self) -> Option<T> {
        self.0.content.try_lock().ok().and_then(|mut content| content.take())
    }

    /// The token that is canceled when it is closed.
    pub fn closed(&self) -> &CancellationToken {
        &self.0.closed
    }

    /// Drops the value.
    pub fn close(&self) {
        self.0.closed.cancel();
        self.0.drop_content();
    }
}

impl<T> SharedContent<T> {
    /// Does nothing while a call uses the value; that call does this afterwards.
    fn drop_content(&self) {
        let content = self.content.try_lock().ok().and_then(|mut content| content.take());
        drop(content);
    }
}

/// Exclusive access to the value.
pub struct InUse<'a, T> {
    // Dropped in this order: closing cannot drop the content before the guard is gone, and cancels the token before it tries.
    guard: MutexGuard<'a, Option<T>>,
    _released: Released<'a, T>,
}

impl<T> Deref for InUse<'_, T> {
    type Target = Option<T>;

    fn deref(&self) -> &Self::Target {
        &self.guard
    }
}

impl<T> DerefMut for InUse<'_, T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.guard
    }
}

struct Released<'a, T>(&'a SharedContent<T>);

impl<T> Drop for Released<'_, T> {
    fn drop(&mut self) {
        if self.0.closed.is_cancelled() {
            self.0.drop_content();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unused_value_is_dropped_at_once() {
        let content = Arc::new(());
        let closable = Closable::new(Arc::clone(&content), CancellationToken::new());
        closable.close();
        assert_eq!(Arc::strong_count(&content), 1);
        assert!(closable.lock().await.is_none());
        assert!(closable.closed().is_cancelled());
    }

    #[tokio::test]
    async fn a_value_in_use_is_dropped_after_its_use_even_if_put_back() {
        let content = Arc::new(());
        let closable = Closable::new(Arc::clone(&content), CancellationToken::new());
        let using = closable.lock().await;
        closable.close();
        assert!(using.is_some());
        drop(using);
        assert_eq!(Arc::strong_count(&content), 1);
        *closable.lock().await = Some(Arc::clone(&content));
        assert_eq!(Arc::strong_count(&content), 1, "it would never be dropped");
    }

    #[tokio::test]
    async fn only_an_unused_value_can_be_taken() {
        let closable = Closable::new(1, CancellationToken::new());
        let using = closable.lock().await;
        assert_eq!(closable.take_unused(), None);
        drop(using);
        assert_eq!(closable.take_unused(), Some(1));
        assert_eq!(closable.take_unused(), None);
    }
}
