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
    /// Waits for names that are to be tested, and returns them as a JSON array; nothing when no more come.
    #[napi]
    pub fn names_to_test(&self, call: u32) {
        let copy = Arc::clone(self.copy());
        self.calls().start(call, || async move {
            match copy.names_to_test().await.map(|names| to_json(&names)) {
                None => CallResult::empty(),
                Some(Ok(json)) => CallResult::answered(json, None),
                Some(Err(error)) => CallResult::failed(&error),
            }
        });
    }

    /// What these names match: one character for each.
    #[napi]
    pub fn answer_name_tests(&self, answer: String) {
        if let Some(tests) = self.copy().name_matching() {
            tests.answer(&answer);
        }
    }

    /// The test failed. `thrown` is the number of what was thrown.
    #[napi]
    pub fn fail_name_tests(&self, thrown: u32) {
        let Some(tests) = self.copy().name_matching() else { return };
        let error = Error::new(ErrorKind::Copy, "A regular expression of \"include\" or \"exclude\" threw an error.");
        tests.fail(error.with_caller_error(StoredError::shared(self.calls(), thrown)));
    }
}
