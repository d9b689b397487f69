//! Which blobs cost a fee when they are deleted or overwritten: those that were in a cool tier for less than its minimum.
//! <https://learn.microsoft.com/azure/storage/blobs/access-tiers-overview#early-deletion-charges>

use crate::copy::BlobFacts;
use crate::rest::values::Timestamp;

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A tier with a minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EarlyTier {
    /// 30 days.
    Cool,
    /// 90 days.
    Cold,
    /// 180 days.
    Archive,
}

impl EarlyTier {
    const ALL: [(Self, &str, i64); 3] =
        [(Self::Cool, "Cool", 30), (Self::Cold, "Cold", 90), (Self::Archive, "Archive", 180)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The tier in which a blob has been for less than the minimum at this time. `None` if the times of the blob are unknown.
    pub fn of(blob: &BlobFacts, now: Timestamp) -> Option<Self> {
        let (name, since) = (blob.tier.as_ref()?, blob.tier_since.or(blob.last_modified)?);
        let (tier, _, days) = Self::ALL.into_iter().find(|(_, known, _)| name.0.eq_ignore_ascii_case(known))?;
        (now.0.saturating_sub(since.0) < days * DAY).then_some(tier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::shared::AccessTier;

    #[test]
    fn p11_the_minimum_of_each_tier_counts_from_when_the_blob_came_to_it() {
        let now = Timestamp(1000 * DAY);
        for (tier, days, expected) in [
            ("Hot", 0, None),
            ("Cool", 29, Some(EarlyTier::Cool)),
            ("Cool", 30, None),
            ("cold", 89, Some(EarlyTier::Cold)),
            ("Cold", 90, None),
            ("Archive", 179, Some(EarlyTier::Archive)),
            ("Archive", 180, None),
        ] {
            let since = Some(Timestamp(now.0 - days * DAY));
            let blob = BlobFacts { tier: Some(AccessTier(tier.into())), tier_since: since, ..BlobFacts::default() };
            assert_eq!(EarlyTier::of(&blob, now), expected, "{tier} {days}");
            let changed = BlobFacts { tier_since: None, last_modified: since, ..blob.clone() };
            assert_eq!(EarlyTier::of(&changed, now), expected, "{tier} {days}");
            assert_eq!(EarlyTier::of(&BlobFacts { tier_since: None, ..blob }, now), None);
        }
        assert_eq!(
            [EarlyTier::Cool, EarlyTier::Cold, EarlyTier::Archive].map(EarlyTier::name),
            ["Cool", "Cold", "Archive"]
        );
    }
}
