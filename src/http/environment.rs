//! The environment of a client. A worker thread can have its own, and test runners replace `process.env`, so what scripts see is passed in.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;

/// The variables that JavaScript reads while it runs. Node.js reads the other ones once, from the process.
const READ_BY_SCRIPTS: [&str; 5] =
    ["HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY", "NO_PROXY", "NODE_TLS_REJECT_UNAUTHORIZED"];

/// Those variables as a script sees them. Its `Debug` output has no values, because a proxy can have a password.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct GivenEnvironment(HashMap<String, String>);

impl GivenEnvironment {
    /// The value of a variable. `process` looks up the ones of the process.
    #[must_use]
    pub fn get(&self, name: &str, process: impl Fn(&str) -> Option<String>) -> Option<String> {
        let given = READ_BY_SCRIPTS.iter().any(|known| known.eq_ignore_ascii_case(name));
        if given { self.0.get(name).cloned() } else { process(name) }
    }
}

impl fmt::Debug for GivenEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_scripts_read_comes_from_them_and_the_rest_from_the_process() {
        let given: GivenEnvironment = serde_json::from_str(r#"{"HTTP_PROXY":"http://u:secret@given"}"#).unwrap();
        let process = |name: &str| Some(format!("{name} of the process"));
        assert_eq!(given.get("HTTP_PROXY", process).as_deref(), Some("http://u:secret@given"));
        for absent in ["HTTPS_PROXY", "NO_PROXY", "no_proxy", "NODE_TLS_REJECT_UNAUTHORIZED"] {
            assert_eq!(given.get(absent, process), None);
        }
        assert_eq!(given.get("SSL_CERT_FILE", process).as_deref(), Some("SSL_CERT_FILE of the process"));
        assert!(!format!("{given:?}").contains("secret"));
    }
}
