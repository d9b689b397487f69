//! Which states of each blob are copied: the current one, that of a time, or all of them in the order in which they were created.

use crate::base::error::{Error, Result};
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;

/// Which states of each blob are copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum States {
    /// The current one.
    #[default]
    Current,
    /// The version that was the current one then. The text is after all version ids of that time.
    AsOf(String),
    /// The snapshots, and then the current state.
    Snapshots,
    /// The earlier versions, and then the current one.
    Versions,
}

impl States {
    /// Reads the options.
    ///
    /// # Errors
    /// An argument error that names an option, alone or in an invalid combination.
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Self> {
        let (snapshots, versions) = (given.snapshots == Some(true), given.versions == Some(true));
        let as_of = given.as_of.map(|time| {
            let text = time.to_iso().filter(|text| text.ends_with('Z'));
            text.map(|text| text.replace('Z', "9999Z")).ok_or_else(|| {
                Error::argument_range("options.asOf", "The option \"asOf\" must be a time that a calendar has.")
            })
        });
        let chosen: Vec<_> = [("asOf", as_of.is_some()), ("snapshots", snapshots), ("versions", versions)]
            .into_iter()
            .filter_map(|(name, is_chosen)| is_chosen.then_some(name))
            .collect();
        if let [one, other, ..] = chosen.as_slice() {
            let why = "each says which states of a blob are copied";
            return Err(rejected(one, other, why));
        }
        let Some(option) = chosen.first() else { return Ok(Self::Current) };
        let replaces = !matches!(given.overwrite.as_deref(), None | Some("always"));
        for (other, is_given, why) in [
            ("move", given.moves == Some(true), "the source would lose states that were not moved"),
            (
                "keepReplaced",
                given.keep_replaced.is_some(),
                "the states that are written on the way would be kept as well",
            ),
            (
                "deleteExtraneous",
                as_of.is_some() && given.delete_extraneous == Some(true),
                "a mirror compares with what the source has now",
            ),
            (
                "keepImmutability",
                (snapshots || versions) && given.keep_immutability == Some(true),
                "a state that is protected could not be overwritten by the next one",
            ),
            (
                "overwrite",
                replaces && (snapshots || versions),
                "each state overwrites the one before it. Use \"always\"",
            ),
        ] {
            if is_given {
                return Err(rejected(option, other, why));
            }
        }
        Ok(match as_of {
            Some(time) => Self::AsOf(time?),
            None if snapshots => Self::Snapshots,
            None => Self::Versions,
        })
    }

    /// The option for it, if it is not only the current state.
    pub fn option(&self) -> Option<&'static str> {
        match self {
            Self::Current => None,
            Self::AsOf(_) => Some("asOf"),
            Self::Snapshots => Some("snapshots"),
            Self::Versions => Some("versions"),
        }
    }

    /// What the listing must include.
    pub fn include(&self) -> Option<&'static str> {
        match self {
            Self::Current => None,
            Self::Snapshots => Some("snapshots"),
            Self::AsOf(_) | Self::Versions => Some("versions"),
        }
    }

    /// Whether earlier states are written before the current one.
    pub fn replays(&self) -> bool {
        matches!(self, Self::Snapshots | Self::Versions)
    }

    /// Whether one name has several items in a listing.
    pub fn gathers(&self) -> bool {
        *self != Self::Current
    }

    /// Rejects what only the copy of a container supports.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn only_current(&self, of: &str) -> Result<()> {
        let Some(option) = self.option() else { return Ok(()) };
        let message = format!("The option \"{option}\" is for the copy of a container, not for {of}.");
        Err(Error::argument_range(format!("options.{option}"), message))
    }
}

fn rejected(option: &str, other: &str, why: &str) -> Error {
    let message = format!("The options \"{option}\" and \"{other}\" cannot be combined: {why}.");
    Error::argument_range(format!("options.{option}"), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<States> {
        States::new(&serde_json::from_str(json).expect("options"))
    }

    #[test]
    fn t1_contradictory_options_are_both_named() {
        for (json, one, other) in [
            (r#"{"snapshots":true,"versions":true}"#, "snapshots", "versions"),
            (r#"{"asOf":0,"versions":true}"#, "asOf", "versions"),
            (r#"{"versions":true,"move":true}"#, "versions", "move"),
            (r#"{"snapshots":true,"keepReplaced":{}}"#, "snapshots", "keepReplaced"),
            (r#"{"snapshots":true,"overwrite":"never"}"#, "snapshots", "overwrite"),
            (r#"{"asOf":0,"deleteExtraneous":true}"#, "asOf", "deleteExtraneous"),
            (r#"{"versions":true,"keepImmutability":true}"#, "versions", "keepImmutability"),
        ] {
            let json = json.replace("\"asOf\":0", "\"asOf\":\"2026-01-01T00:00:00Z\"");
            let error = read(&json).expect_err("a rejection");
            assert!(error.message().contains(one) && error.message().contains(other), "{}", error.message());
        }
        assert_eq!(read(r#"{"snapshots":false}"#).expect("options"), States::Current);
    }
}
