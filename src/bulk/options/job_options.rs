//! Reads the options of a job, once. Some of them are its identity: it selects other blobs, or copies them otherwise, with others.

use serde_json::{Map, Value};

use crate::base::arguments;
use crate::base::error::Result;
use crate::bulk::options::account_options::AccountOptions;
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;

/// The options of a job as the caller passes them.
#[derive(Debug, Clone, Default)]
pub struct JobOptions {
    /// Those of the copies.
    pub given: BeginCopyFromContainerOptions,
    /// Those of an account's containers.
    pub containers: AccountOptions,
    /// The selection of blobs, and how they are copied, as text: a job can only be resumed with the same one.
    pub selection: String,
}

impl JobOptions {
    /// Reads JSON.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn read(json: &str) -> Result<Self> {
        Ok(Self {
            given: arguments::parse(json)?,
            containers: arguments::parse(json)?,
            selection: selection(arguments::parse(json)?),
        })
    }
}

/// The options without those that may differ when a job is resumed.
fn selection(mut options: Map<String, Value>) -> String {
    options.retain(|name, _| !BeginCopyFromContainerOptions::may_differ(name) && !AccountOptions::may_differ(name));
    Value::Object(options).to_string()
}

/// Declares options of a job. Each is `same` if a job can only be resumed with the same value, as it selects the blobs or determines their
/// copies, and `free` if the value may differ. Keys are `free`, because a saved state must not contain one.
macro_rules! job_options {
    (
        $(#[$meta:meta])* pub struct $name:ident {
            $( $(#[$field_meta:meta])* $role:ident pub $field:ident $(as $public:literal)? : $type:ty ),* $(,)?
        }
    ) => {
        members! {
            $(#[$meta])*
            pub struct $name {
                $( $(#[$field_meta])* pub $field $(as $public)? : $type, )*
            }
        }

        impl $name {
            /// Whether the option of this name may differ when a job is resumed.
            pub fn may_differ(name: &str) -> bool {
                const FREE: &[bool] = &[ $( job_options!(@is_free $role) ),* ];
                let names = <Self as $crate::base::members::Members>::NAMES;
                $crate::base::members::index_of(names, name).is_some_and(|index| FREE[index])
            }
        }
    };
    (@is_free free) => { true };
    (@is_free same) => { false };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j3_options_for_files_speed_and_limits_are_not_the_identity() {
        let read = |json: &str| JobOptions::read(json).expect("options").selection;
        let with_key =
            r#"{"concurrency":4,"move":true,"customerProvidedKey":{"encryptionKey":"SECRET"},"journal":"j"}"#;
        assert_eq!(read(with_key), r#"{"move":true}"#);
        let of_account = r#"{"prefix":"p","maxErrors":1,"includeContainers":["c*"],"dryRun":false}"#;
        assert_eq!(read(of_account), r#"{"dryRun":false,"includeContainers":["c*"],"prefix":"p"}"#);
    }
}
