//! Which containers of an account are copied: a pure decision from their names.
//!
//! `$logs` and `$blobchangefeed` are written only by the service. `$web` and `$root` belong to the account's owner, but are rarely meant
//! by "all containers": a site would be published, and blobs would appear at the root of the account.
//! <https://learn.microsoft.com/rest/api/storageservices/list-containers2>

use crate::base::error::Result;
use crate::bulk::naming::glob::Glob;
use crate::bulk::options::filter::{matches_any, read_globs};

/// Written by the service.
const OF_THE_SERVICE: [&str; 2] = ["$logs", "$blobchangefeed"];

job_options! {
    /// The options as the caller passes them, besides those of each container's copy.
    #[derive(Debug, Clone, Default, PartialEq)]
    #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields, rename_all = "camelCase"))]
    pub struct AccountOptions {
        /// The prefix of container names.
        same pub container_prefix: Option<String>,
        /// Globs, of which a container's name must match one.
        same pub include_containers: Option<Vec<String>>,
        /// Globs, none of which a container's name may match.
        same pub exclude_containers: Option<Vec<String>>,
        /// Whether `$web` and `$root` are copied without being named.
        same pub include_system: Option<bool>,
        /// Whether containers that are created have the source's public access.
        same pub copy_public_access: Option<bool>,
    }
}

/// How a container is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// It is copied.
    Copy,
    /// It is a system container that was not named.
    System,
    /// It is not selected.
    Hidden,
}

/// The selection of containers.
#[derive(Debug, Clone, PartialEq)]
pub struct ChosenContainers {
    /// The options, checked.
    pub options: AccountOptions,
    include: Vec<Glob>,
    exclude: Vec<Glob>,
}

impl ChosenContainers {
    /// Checks the options.
    ///
    /// # Errors
    /// An argument error that names one of them.
    pub fn new(options: AccountOptions) -> Result<Self> {
        let include = read_globs("includeContainers", options.include_containers.as_deref())?;
        let exclude = read_globs("excludeContainers", options.exclude_containers.as_deref())?;
        Ok(Self { options, include, exclude })
    }

    /// How the container of this name is handled.
    pub fn choose(&self, name: &str) -> Choice {
        let is_named = |names: &Option<Vec<String>>| names.iter().flatten().any(|given| given == name);
        let AccountOptions { include_containers, exclude_containers, include_system, .. } = &self.options;
        let named = is_named(include_containers);
        let included = named || self.include.is_empty() || matches_any(&self.include, name);
        if !included || is_named(exclude_containers) || matches_any(&self.exclude, name) {
            return Choice::Hidden;
        }
        let system = name.starts_with('$') && !named && *include_system != Some(true);
        if system || OF_THE_SERVICE.contains(&name) { Choice::System } else { Choice::Copy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o14_system_containers_are_copied_only_if_named() {
        let choose = |json: &str, name: &str| {
            let options = serde_json::from_str(json).expect("options");
            ChosenContainers::new(options).expect("options").choose(name)
        };
        assert_eq!(choose("{}", "c1"), Choice::Copy);
        for name in ["$web", "$root", "$logs", "$blobchangefeed"] {
            assert_eq!(choose("{}", name), Choice::System, "{name}");
        }
        assert_eq!(choose(r#"{"includeSystem":true}"#, "$web"), Choice::Copy);
        assert_eq!(choose(r#"{"includeSystem":true}"#, "$logs"), Choice::System);
        assert_eq!(choose(r#"{"includeContainers":["$web","c*"]}"#, "$web"), Choice::Copy);
        assert_eq!(choose(r#"{"includeContainers":["*"]}"#, "$web"), Choice::System);
        assert_eq!(choose(r#"{"includeContainers":["c*"]}"#, "$web"), Choice::Hidden);
        assert_eq!(choose(r#"{"excludeContainers":["$*"]}"#, "$web"), Choice::Hidden);
        assert_eq!(choose(r#"{"includeContainers":["c*"],"excludeContainers":["c2"]}"#, "c2"), Choice::Hidden);
    }
}
