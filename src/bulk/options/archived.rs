//! What to do about archived sources, which cannot be read.

use std::sync::Arc;

use crate::base::error::{Error, Result};
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;
use crate::copy::BlobFacts;
use crate::copy::options::CopyOptions;
use crate::copy::plan::CopyStrategy;
use crate::rest::BlobEndpoint;
use crate::rest::shared::{AccessTier, RehydratePriority};

/// The first service version that copies an archived blob to an online tier of another account.
/// <https://learn.microsoft.com/azure/storage/blobs/archive-rehydrate-to-online-tier>
const ACROSS_ACCOUNTS: &str = "2021-02-12";

/// What to do about archived blobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Archived {
    /// Skip them, and count them.
    #[default]
    Skip,
    /// Count them as failed.
    Fail,
    /// Copy them to this tier by Copy Blob, with this priority.
    Rehydrate(AccessTier, Option<RehydratePriority>),
}

impl Archived {
    /// Reads the options.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Self> {
        let wrong = |option: &str, message: String| Err(Error::argument_range(format!("options.{option}"), message));
        let archived = match given.archived.as_deref() {
            None | Some("skip") => Self::Skip,
            Some("fail") => Self::Fail,
            Some("rehydrate") => {
                let tier = given.rehydrate_to.clone().unwrap_or_else(|| "Hot".to_owned());
                if !["Hot", "Cool", "Cold"].contains(&tier.as_str()) {
                    let message =
                        format!("The option \"rehydrateTo\" must be \"Hot\", \"Cool\" or \"Cold\", not {tier:?}.");
                    return wrong("rehydrateTo", message);
                }
                Self::Rehydrate(AccessTier(tier), given.rehydrate_priority.clone())
            }
            Some(other) => {
                let message =
                    format!("The option \"archived\" must be \"skip\", \"fail\" or \"rehydrate\", not {other:?}.");
                return wrong("archived", message);
            }
        };
        let (rehydrates, replays) =
            (matches!(archived, Self::Rehydrate(..)), given.snapshots == Some(true) || given.versions == Some(true));
        for (option, is_given, why) in [
            (
                "rehydrateTo",
                !rehydrates && given.rehydrate_to.is_some(),
                "has a meaning only with \"archived\": \"rehydrate\"",
            ),
            (
                "rehydratePriority",
                !rehydrates && given.rehydrate_priority.is_some(),
                "has a meaning only with \"archived\": \"rehydrate\"",
            ),
            (
                "move",
                rehydrates && given.moves == Some(true),
                "cannot be combined with \"archived\": \"rehydrate\": a source must not be deleted before its copy is rehydrated, which \
                 takes hours",
            ),
            (
                if given.versions == Some(true) { "versions" } else { "snapshots" },
                rehydrates && replays,
                "cannot be combined with \"archived\": \"rehydrate\": a copy that is being rehydrated cannot be overwritten by the next state",
            ),
        ] {
            if is_given {
                return wrong(option, format!("The option {option:?} {why}."));
            }
        }
        Ok(archived)
    }

    /// Why a source is skipped. One that is being rehydrated cannot be copied until that has ended.
    pub fn skips(&self, facts: &BlobFacts) -> Option<SkipReason> {
        let skips = match self {
            Self::Skip => facts.archived(),
            Self::Fail => false,
            Self::Rehydrate(..) => facts.archive_status.is_some(),
        };
        skips.then(|| SkipReason::of_archived(facts))
    }

    /// The options for the copies of archived blobs, if they are copied. Only Copy Blob does that.
    pub fn options(&self, copy: &CopyOptions) -> Option<Arc<CopyOptions>> {
        let Self::Rehydrate(tier, priority) = self else { return None };
        let mut options =
            CopyOptions { tier: Some(tier.clone()), rehydrate_priority: priority.clone(), ..copy.clone() };
        options.preferences.strategy = CopyStrategy::Asynchronous;
        Some(Arc::new(options))
    }

    /// Rejects a copy to another account with a service version that does not support it.
    ///
    /// # Errors
    /// An argument error.
    pub fn reject_old_version(&self, source: &BlobEndpoint, destination: &BlobEndpoint) -> Result<()> {
        let version = destination.pipeline.service_version();
        if !matches!(self, Self::Rehydrate(..)) || source.same_account(destination) || version >= ACROSS_ACCOUNTS {
            return Ok(());
        }
        let message = format!(
            "\"archived\": \"rehydrate\" between two accounts needs the service version {ACROSS_ACCOUNTS} or a newer one, and the client of \
             the destination asks for {version}. Nothing was copied. Leave \"serviceVersion\" out of its options."
        );
        Err(Error::argument_range("options.archived", message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::shared::ArchiveStatus;

    fn read(json: &str) -> Result<Archived> {
        Archived::new(&serde_json::from_str(json).expect("options"))
    }

    #[test]
    fn p9_archived_sources_are_rehydrated_by_option() {
        let hot = Archived::Rehydrate(AccessTier("Hot".to_owned()), None);
        assert_eq!(read(r#"{"archived":"rehydrate"}"#).expect("options"), hot);
        let cold = read(r#"{"archived":"rehydrate","rehydrateTo":"Cold","rehydratePriority":"High"}"#);
        let cold = cold.expect("options").options(&CopyOptions::default()).expect("options");
        assert_eq!(cold.tier, Some(AccessTier("Cold".to_owned())));
        assert_eq!(cold.rehydrate_priority, Some(RehydratePriority("High".to_owned())));
        assert_eq!(cold.preferences.strategy, CopyStrategy::Asynchronous);
        assert_eq!(Archived::Fail.options(&CopyOptions::default()).map(|_| ()), None);
        let archived = BlobFacts { tier: Some(AccessTier("Archive".to_owned())), ..BlobFacts::default() };
        assert_eq!((hot.skips(&archived), Archived::Skip.skips(&archived)), (None, Some(SkipReason::Archived)));
        let status = Some(ArchiveStatus("rehydrate-pending-to-hot".to_owned()));
        let pending = BlobFacts { archive_status: status, ..archived };
        assert_eq!((hot.skips(&pending), Archived::Fail.skips(&pending)), (Some(SkipReason::Rehydrating), None));
    }

    #[test]
    fn p9_contradictory_options_are_named() {
        for (json, option) in [
            (r#"{"archived":"thaw"}"#, "archived"),
            (r#"{"archived":"rehydrate","rehydrateTo":"Archive"}"#, "rehydrateTo"),
            (r#"{"rehydrateTo":"Hot"}"#, "rehydrateTo"),
            (r#"{"archived":"fail","rehydratePriority":"High"}"#, "rehydratePriority"),
            (r#"{"archived":"rehydrate","move":true}"#, "move"),
            (r#"{"archived":"rehydrate","snapshots":true}"#, "snapshots"),
            (r#"{"archived":"rehydrate","versions":true}"#, "versions"),
        ] {
            let error = read(json).expect_err(json);
            assert!(error.message().starts_with(&format!("The option \"{option}\"")), "{}", error.message());
        }
    }
}
