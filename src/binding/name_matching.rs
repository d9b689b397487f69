//! The names of a page, which JavaScript tests against the caller's regular expressions.

#![expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes as an owned value")]

use std::sync::Arc;

use napi_derive::napi;

use crate::base::error::{Error, ErrorKind};
use crate::binding::call_result::{CallResult, to_json};
use crate::binding::container_copy::NativeContainerCopy;
use crate::binding::credential::StoredError;

#[napi]
impl NativeContainerCopy {
    /// Waits for names to test, and returns them as a JSON array. Nothing if there are no more.
    #[napi]
    pub fn names_to_test(&self, call: u32) {
        let copy = Arc::clone(self.copy());
        self.calls().start(call, || async move {
            match copy.names_to_test().await.map(|names| to_json(&names)) {
                None => CallResult::empty(),
                Some(Ok(json)) => CallResult::succeeded(json, None),
                Some(Err(error)) => CallResult::failed(&error),
            }
        });
    }

    /// Takes the results: one character for each name.
    #[napi]
    pub fn resolve_name_tests(&self, results: String) {
        if let Some(tests) = self.copy().name_matching() {
            tests.resolve(&results);
        }
    }

    /// The test failed. `thrown` is the number of the thrown error.
    #[napi]
    pub fn fail_name_tests(&self, thrown: u32) {
        let Some(tests) = self.copy().name_matching() else { return };
        let error = Error::new(ErrorKind::Copy, "A regular expression of \"include\" or \"exclude\" threw an error.");
        tests.fail(error.with_caller_error(StoredError::shared(self.calls(), thrown)));
    }
}
