//! What prevents a write at the destination, and what is done about it: a pure decision from the service's rejection and the caller's options.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::error::{Error, Result};
use crate::bulk::decisions::skip_reason::SkipReason;
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;
use crate::copy::BlobFacts;
use crate::copy::options::CopyOptions;
use crate::rest::values::NameValues;

/// What to do about one kind of obstacle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum ObstaclePolicy {
    /// The blob fails.
    #[default]
    Fail,
    /// The blob is skipped.
    Skip,
    /// The obstacle is removed, and the blob copied.
    Clear,
}

/// How an obstacle is cleared. Each way is tried once for a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clearing {
    /// The current destination is deleted right before the write.
    Delete,
    /// Its lease is broken.
    BreakLease,
    /// The copy is made without tags.
    WithoutTags,
    /// The copy is made without a tier, which the kind of the destination's account does not have.
    WithoutTier,
    /// The copy is made without the stored MD5 hash of the source, which is invalid.
    WithoutMd5,
    /// The copy is made with other metadata: names that the service rejects are left out or changed.
    OtherMetadata,
}

/// The obstacles of one blob that were cleared.
pub type Cleared = BTreeSet<Clearing>;

/// What to do about a rejection.
#[derive(Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing helps.
    None,
    /// The blob is skipped.
    Skip(SkipReason),
    /// The copy is tried again after this step.
    Clear(Clearing),
}

/// The options about obstacles, checked.
#[derive(Debug, Clone, Default)]
pub struct Obstacles {
    archived: ObstaclePolicy,
    leased: ObstaclePolicy,
    types: ObstaclePolicy,
    tags: ObstaclePolicy,
    /// Features that all blobs must do without, found by earlier ones.
    found: Arc<FoundObstacles>,
}

#[derive(Debug, Default)]
struct FoundObstacles {
    tags: AtomicBool,
    tier: AtomicBool,
}

impl Obstacles {
    /// Checks the options.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Self> {
        let read = |option: &str, value: &Option<String>, names: &[(&str, ObstaclePolicy)]| {
            let Some(value) = value else { return Ok(ObstaclePolicy::Fail) };
            names.iter().find(|(name, _)| name == value).map(|(_, policy)| *policy).ok_or_else(|| {
                let known: Vec<_> = names.iter().map(|(name, _)| format!("{name:?}")).collect();
                let message = format!("The option {option:?} must be {}, not {value:?}.", known.join(" or "));
                Error::argument_range(format!("options.{option}"), message)
            })
        };
        let (fail, skip) = (("fail", ObstaclePolicy::Fail), ("skip", ObstaclePolicy::Skip));
        let replace = ("replace", ObstaclePolicy::Clear);
        Ok(Self {
            archived: read("archivedDestination", &given.archived_destination, &[fail, skip, replace])?,
            leased: read("leased", &given.leased, &[fail, skip, ("break", ObstaclePolicy::Clear)])?,
            types: read("typeConflict", &given.type_conflict, &[fail, replace])?,
            tags: read("onTagsForbidden", &given.on_tags_forbidden, &[fail, ("skip", ObstaclePolicy::Clear)])?,
            found: Arc::default(),
        })
    }

    /// Whether an option is about what exists at the destination.
    pub fn depend_on_destination(&self) -> bool {
        [self.archived, self.leased, self.types].iter().any(|policy| *policy != ObstaclePolicy::Fail)
    }

    /// Whether the lease of a blob that is replaced is broken.
    pub fn breaks_leases(&self) -> bool {
        self.leased == ObstaclePolicy::Clear
    }

    /// Whether blobs whose tags may not be read or written are copied without them.
    pub fn does_without_tags(&self) -> bool {
        self.tags == ObstaclePolicy::Clear
    }

    /// What to do about a rejection of a blob with these facts. A step that was already taken does not help again.
    pub fn remedy(&self, error: &Error, facts: &BlobFacts, cleared: &Cleared) -> Remedy {
        let of_source = error.copy_source().is_some();
        let (policy, reason, clearing) = match (error.code(), error.status()) {
            (Some("BlobArchived" | "BlobBeingRehydrated"), _) if !of_source => {
                (self.archived, SkipReason::ArchivedDestination, Clearing::Delete)
            }
            (Some("LeaseIdMissing"), _) if !of_source => (self.leased, SkipReason::Leased, Clearing::BreakLease),
            (Some("InvalidBlobType"), _) if !of_source => (self.types, SkipReason::Exists, Clearing::Delete),
            (Some("InvalidBlobTier" | "BlobAccessTierNotSupportedForAccountType"), _) if chose_tier(facts) => {
                (ObstaclePolicy::Clear, SkipReason::Exists, Clearing::WithoutTier)
            }
            (Some("InvalidMd5"), _) => (ObstaclePolicy::Clear, SkipReason::Exists, Clearing::WithoutMd5),
            (_, Some(403)) if facts.tag_count > 0 => (self.tags, SkipReason::Exists, Clearing::WithoutTags),
            _ => return Remedy::None,
        };
        match policy {
            ObstaclePolicy::Fail => Remedy::None,
            ObstaclePolicy::Skip => Remedy::Skip(reason),
            ObstaclePolicy::Clear if cleared.contains(&clearing) => Remedy::None,
            ObstaclePolicy::Clear => Remedy::Clear(clearing),
        }
    }

    /// The findings of earlier blobs that concern a blob with these facts.
    pub fn known(&self, facts: &BlobFacts) -> Cleared {
        let mut known = Cleared::new();
        if facts.tag_count > 0 && self.found.tags.load(Ordering::Relaxed) {
            known.insert(Clearing::WithoutTags);
        }
        if chose_tier(facts) && self.found.tier.load(Ordering::Relaxed) {
            known.insert(Clearing::WithoutTier);
        }
        known
    }

    /// A blob was copied after this was cleared. Other blobs do without the same features at once.
    pub fn learn(&self, cleared: &Cleared) {
        if cleared.contains(&Clearing::WithoutTags) {
            self.found.tags.store(true, Ordering::Relaxed);
        }
        if cleared.contains(&Clearing::WithoutTier) {
            self.found.tier.store(true, Ordering::Relaxed);
        }
    }
}

/// Whether a rejected write shows that the destination exists. Only an existing destination is an obstacle.
pub fn shows_existing(error: &Error) -> bool {
    const CODES: [&str; 4] = ["BlobArchived", "BlobBeingRehydrated", "LeaseIdMissing", "InvalidBlobType"];
    error.copy_source().is_none() && error.code().is_some_and(|code| CODES.contains(&code))
}

fn chose_tier(facts: &BlobFacts) -> bool {
    facts.tier_of_copy().is_some()
}

/// The options for a copy without what was cleared.
pub fn options_after(options: &Arc<CopyOptions>, cleared: &Cleared) -> Arc<CopyOptions> {
    let [tags, tier, md5] =
        [Clearing::WithoutTags, Clearing::WithoutTier, Clearing::WithoutMd5].map(|one| cleared.contains(&one));
    if !tags && !tier && !md5 {
        return Arc::clone(options);
    }
    let mut changed = CopyOptions::clone(options);
    if tags {
        changed.tags = Some(NameValues::default());
    }
    changed.drops_tier |= tier;
    changed.drops_md5 |= md5;
    Arc::new(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::{CopySourceError, ErrorKind, ResponseSummary};
    use crate::copy::blob_facts::BlobKind;
    use crate::rest::shared::AccessTier;

    fn rejected(status: u16, code: &str) -> Error {
        Error::new(ErrorKind::Service, "no")
            .with_code(code)
            .with_response(ResponseSummary { status, ..Default::default() })
    }

    fn tagged() -> BlobFacts {
        BlobFacts { tag_count: 1, ..BlobFacts::default() }
    }

    fn obstacles(json: &str) -> Obstacles {
        Obstacles::new(&serde_json::from_str(json).expect("options")).expect("obstacles")
    }

    #[test]
    fn p11_t6_t7_p3_each_rejection_has_its_option() {
        let none = Cleared::new();
        for (json, error, remedy) in [
            (
                r#"{"archivedDestination":"skip"}"#,
                rejected(409, "BlobArchived"),
                Remedy::Skip(SkipReason::ArchivedDestination),
            ),
            (r#"{"archivedDestination":"replace"}"#, rejected(409, "BlobArchived"), Remedy::Clear(Clearing::Delete)),
            (r#"{"leased":"skip"}"#, rejected(412, "LeaseIdMissing"), Remedy::Skip(SkipReason::Leased)),
            (r#"{"leased":"break"}"#, rejected(412, "LeaseIdMissing"), Remedy::Clear(Clearing::BreakLease)),
            (r#"{"typeConflict":"replace"}"#, rejected(409, "InvalidBlobType"), Remedy::Clear(Clearing::Delete)),
            (
                r#"{"onTagsForbidden":"skip"}"#,
                rejected(403, "AuthorizationPermissionMismatch"),
                Remedy::Clear(Clearing::WithoutTags),
            ),
            (r#"{"typeConflict":"replace"}"#, rejected(409, "BlobArchived"), Remedy::None),
            (r#"{"archivedDestination":"replace"}"#, rejected(409, "BlobImmutableDueToPolicy"), Remedy::None),
        ] {
            assert_eq!(obstacles("{}").remedy(&error, &tagged(), &none), Remedy::None, "{error:?}");
            assert_eq!(obstacles(json).remedy(&error, &tagged(), &none), remedy, "{json}");
            if let Remedy::Clear(clearing) = remedy {
                assert_eq!(
                    obstacles(json).remedy(&error, &tagged(), &Cleared::from([clearing])),
                    Remedy::None,
                    "{json}"
                );
            }
        }
    }

    #[test]
    fn p9_a_rejection_by_the_source_is_no_obstacle_of_the_destination() {
        let source = CopySourceError { status: Some(409), ..Default::default() };
        let error = rejected(409, "BlobArchived").with_copy_source(source);
        assert_eq!(
            obstacles(r#"{"archivedDestination":"replace"}"#).remedy(&error, &BlobFacts::default(), &Cleared::new()),
            Remedy::None
        );
        let forbidden = rejected(403, "AuthorizationFailure");
        assert_eq!(
            obstacles(r#"{"onTagsForbidden":"skip"}"#).remedy(&forbidden, &BlobFacts::default(), &Cleared::new()),
            Remedy::None
        );
    }

    #[test]
    fn p14_an_unsupported_tier_is_attempted_once() {
        let obstacles = Obstacles::default();
        let error = rejected(400, "BlobAccessTierNotSupportedForAccountType");
        let cool =
            BlobFacts { kind: BlobKind::BlockBlob, tier: Some(AccessTier("Cool".to_owned())), ..BlobFacts::default() };
        let inferred = BlobFacts { tier_inferred: true, ..cool.clone() };
        assert_eq!(obstacles.remedy(&error, &cool, &Cleared::new()), Remedy::Clear(Clearing::WithoutTier));
        assert_eq!(obstacles.remedy(&error, &inferred, &Cleared::new()), Remedy::None);
        obstacles.learn(&Cleared::from([Clearing::WithoutTier]));
        assert_eq!(obstacles.known(&cool), Cleared::from([Clearing::WithoutTier]));
        assert_eq!(obstacles.known(&inferred), Cleared::new());
        assert!(options_after(&Arc::default(), &obstacles.known(&cool)).drops_tier);
    }

    #[test]
    fn invalid_values_are_named() {
        for (json, option) in [
            (r#"{"archivedDestination":"delete"}"#, "archivedDestination"),
            (r#"{"leased":"wait"}"#, "leased"),
            (r#"{"typeConflict":"skip"}"#, "typeConflict"),
            (r#"{"onTagsForbidden":"replace"}"#, "onTagsForbidden"),
        ] {
            let error = Obstacles::new(&serde_json::from_str(json).expect("options")).expect_err("a rejection");
            assert!(error.message().contains(&format!("{option:?} must be \"fail\"")), "{}", error.message());
        }
    }
}
