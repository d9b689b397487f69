//! The options that concern the destination as a set: what is deleted there, and where replaced states are copied.

use crate::base::error::{Error, Result};
use crate::bulk::decisions::delete_brakes::{DeleteLimits, MaxDeletes};
use crate::bulk::options::begin_options::{BeginCopyFromContainerOptions, KeepReplacedOptions};

/// A copy that deletes what the source does not have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MirrorOptions {
    /// Whether blobs that the filters exclude are deleted as well.
    pub deletes_excluded: bool,
    /// The limits on deletes.
    pub limits: DeleteLimits,
    /// Whether the snapshots of a blob are deleted with it.
    pub deletes_snapshots: bool,
}

impl MirrorOptions {
    /// Checks the options; `None` if nothing is deleted.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Option<Self>> {
        let deletes_snapshots = match given.delete_snapshots.as_deref() {
            None | Some("refuse") => false,
            Some("include") => true,
            Some(other) => {
                let message =
                    format!("The option \"deleteSnapshots\" must be \"refuse\" or \"include\", not {other:?}.");
                return Err(Error::argument_range("options.deleteSnapshots", message));
            }
        };
        let limits = DeleteLimits {
            max_deletes: given.max_deletes.map(MaxDeletes::new).transpose()?,
            allows_mass_deletes: given.allow_mass_deletes == Some(true),
        };
        if given.delete_extraneous == Some(true) {
            if given.moves == Some(true) {
                let message = "The options \"move\" and \"deleteExtraneous\" contradict each other: a move empties the source, and the next \
                               run would delete everything that was moved.";
                return Err(Error::argument_range("options.deleteExtraneous", message));
            }
            let deletes_excluded = given.delete_excluded == Some(true);
            return Ok(Some(Self { deletes_excluded, limits, deletes_snapshots }));
        }
        for (option, is_given) in [
            ("deleteExcluded", given.delete_excluded == Some(true)),
            ("maxDeletes", limits.max_deletes.is_some()),
            ("allowMassDeletes", limits.allows_mass_deletes),
            ("deleteSnapshots", deletes_snapshots),
        ] {
            if is_given {
                let message = format!(
                    "The option \"{option}\" has a meaning only with \"deleteExtraneous\": true. Without it, nothing is deleted."
                );
                return Err(Error::argument_range(format!("options.{option}"), message));
            }
        }
        Ok(None)
    }
}

/// Where the old state of a blob is copied before the blob is replaced or deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeepReplaced {
    /// Another container of the destination's account.
    pub container: Option<String>,
    /// The prefix of names there.
    pub prefix: String,
}

impl KeepReplaced {
    /// Checks the option.
    ///
    /// # Errors
    /// An argument error.
    pub fn new(given: Option<&KeepReplacedOptions>, destination_prefix: &str) -> Result<Option<Self>> {
        let Some(KeepReplacedOptions { container, prefix }) = given else { return Ok(None) };
        let container = container.clone().filter(|name| !name.is_empty());
        let prefix = prefix.clone().unwrap_or_default();
        if container.is_none() && destination_prefix.starts_with(&prefix) {
            let message = format!(
                "The option \"keepReplaced\" must name another \"container\", or a \"prefix\" that the names at the destination do not \
                 begin with: they begin with {destination_prefix:?}."
            );
            return Err(Error::argument_range("options.keepReplaced", message));
        }
        if container.as_deref().is_some_and(|name| name.contains(['/', '?', '#', '%'])) {
            let message =
                "The option \"keepReplaced.container\" must be the name of a container in the destination's account.";
            return Err(Error::argument_range("options.keepReplaced.container", message));
        }
        Ok(Some(Self { container, prefix }))
    }

    /// Whether a blob of the destination container is one that was kept.
    pub fn is_kept(&self, name: &str) -> bool {
        self.container.is_none() && name.starts_with(&self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Option<MirrorOptions>> {
        MirrorOptions::new(&serde_json::from_str(json).expect("options"))
    }

    #[test]
    fn d3_nothing_is_deleted_without_the_option() {
        assert_eq!(read("{}").expect("options"), None);
        assert_eq!(read(r#"{"deleteExtraneous":false}"#).expect("options"), None);
        let mirror =
            read(r#"{"deleteExtraneous":true,"deleteSnapshots":"include"}"#).expect("options").expect("a mirror");
        assert!(mirror.deletes_snapshots && !mirror.deletes_excluded && !mirror.limits.allows_mass_deletes);
    }

    #[test]
    fn options_that_contradict_each_other_are_named() {
        for (json, option) in [
            (r#"{"deleteExcluded":true}"#, "deleteExcluded"),
            (r#"{"maxDeletes":3}"#, "maxDeletes"),
            (r#"{"allowMassDeletes":true}"#, "allowMassDeletes"),
            (r#"{"deleteSnapshots":"include"}"#, "deleteSnapshots"),
            (r#"{"deleteExtraneous":true,"deleteSnapshots":"only"}"#, "deleteSnapshots"),
            (r#"{"deleteExtraneous":true,"maxDeletes":1.5}"#, "maxDeletes"),
            (r#"{"deleteExtraneous":true,"move":true}"#, "move"),
        ] {
            assert!(read(json).expect_err(json).message().contains(&format!("\"{option}\"")), "{json}");
        }
    }

    #[test]
    fn d17_deleted_blobs_are_kept_outside_the_destination() {
        let kept = |container: Option<&str>, prefix: Option<&str>, destination: &str| {
            let given =
                KeepReplacedOptions { container: container.map(str::to_owned), prefix: prefix.map(str::to_owned) };
            KeepReplaced::new(Some(&given), destination)
        };
        let within = kept(None, Some("old/"), "").expect("allowed").expect("an option");
        assert!(within.is_kept("old/a") && !within.is_kept("older"));
        let elsewhere = kept(Some("attic"), None, "").expect("allowed").expect("an option");
        assert!(!elsewhere.is_kept("old/a"));
        for (container, prefix, destination) in
            [(None, None, ""), (None, Some("p/"), "p/q/"), (None, Some("p/"), "p/"), (Some("a/b"), None, "")]
        {
            assert!(kept(container, prefix, destination).is_err(), "{container:?} {prefix:?}");
        }
        assert_eq!(KeepReplaced::new(None, "").expect("nothing"), None);
    }
}
