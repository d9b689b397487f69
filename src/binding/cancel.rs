//! Abort signals, as the engine sees them.

use std::sync::LazyLock;

use napi_derive::napi;
use tokio_util::sync::CancellationToken;

/// Cancels the calls that it was passed to. The facade makes one for each `abortSignal`.
#[napi]
pub struct NativeCancel {
    token: CancellationToken,
}

#[napi]
impl NativeCancel {
    #[napi(constructor)]
    pub fn new() -> Self {
        Self { token: CancellationToken::new() }
    }

    /// Cancels. A second call does nothing.
    #[napi]
    pub fn cancel(&self) {
        self.token.cancel();
    }
}

/// The token of calls that cannot be canceled.
static NEVER: LazyLock<CancellationToken> = LazyLock::new(CancellationToken::new);

/// The token of a handle, or one that is never canceled.
pub fn token(cancel: Option<&NativeCancel>) -> CancellationToken {
    cancel.map_or(&*NEVER, |cancel| &cancel.token).clone()
}
