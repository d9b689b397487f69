//! The limits of a mirror: what must not be deleted unless the options allow it. Pure, and checked before the first delete.

use crate::base::error::{Error, Result};

/// Below this number, every share of the destination is allowed.
const FEW: u64 = 100;

/// The limit of a caller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxDeletes {
    /// This many blobs.
    Number(u64),
    /// This part of the destination's blobs, from 0 to 1.
    Share(f64),
}

/// The caller's limits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DeleteLimits {
    /// The limit, if there is one.
    pub max_deletes: Option<MaxDeletes>,
    /// Whether everything may be deleted, and whether for a source without blobs.
    pub allows_mass_deletes: bool,
}

/// The numbers of a planned delete.
#[derive(Debug, Clone, Copy)]
pub struct DeletePlan {
    /// The number of blobs to delete.
    pub wanted: u64,
    /// The number that an earlier run of the job has deleted.
    pub done_before: u64,
    /// The number of blobs of the destination.
    pub listed: u64,
    /// The number of names of the source.
    pub source_names: u64,
}

impl MaxDeletes {
    /// Reads the option: a number below 1 is a share.
    ///
    /// # Errors
    /// An argument error that names the option.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is checked to be whole and not negative"
    )]
    pub fn new(number: f64) -> Result<Self> {
        match number {
            0.0 => Ok(Self::Number(0)),
            share if share > 0.0 && share < 1.0 => Ok(Self::Share(share)),
            count if count >= 1.0 && count.fract() == 0.0 && count.is_finite() => Ok(Self::Number(count as u64)),
            other => {
                let message = format!(
                    "The option \"maxDeletes\" must be a whole number of blobs, or a part of the destination's blobs between 0 and \
                     1, not {other}."
                );
                Err(Error::argument_range("options.maxDeletes", message))
            }
        }
    }
}

impl DeleteLimits {
    /// Why nothing is deleted, if these limits forbid it. The text names the option.
    pub fn forbid(&self, plan: DeletePlan) -> Option<String> {
        let DeletePlan { wanted, done_before, listed, source_names } = plan;
        let (all, before) = (wanted + done_before, listed + done_before);
        if wanted == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a share needs no last digit")]
        let limit = match self.max_deletes {
            Some(MaxDeletes::Number(most)) if all > most => Some(format!("\"maxDeletes\" is {most}")),
            // A product would be rounded: 0.29 of 100 blobs is a little less than 29.
            Some(MaxDeletes::Share(part)) if all as f64 / before as f64 > part => {
                Some(format!("\"maxDeletes\" is {part} of the {before} blobs of the destination"))
            }
            _ => None,
        };
        if let Some(limit) = limit {
            return Some(format!("{all} blobs would be deleted, and {limit}"));
        }
        if self.allows_mass_deletes {
            return None;
        }
        if source_names == 0 {
            return Some(format!(
                "the source has no blob within the filters, and {all} blobs of the destination would be deleted. If that is meant, pass \
                 \"allowMassDeletes\""
            ));
        }
        (before > FEW && all > before / 2).then(|| {
            format!(
                "{all} of the {before} blobs of the destination would be deleted, which is more than half. If that is meant, pass \
                 \"allowMassDeletes\""
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(wanted: u64, listed: u64, source_names: u64) -> DeletePlan {
        DeletePlan { wanted, done_before: 0, listed, source_names }
    }

    #[test]
    fn d4_an_empty_source_and_more_than_half_need_an_explicit_yes() {
        let (careful, yes) =
            (DeleteLimits::default(), DeleteLimits { allows_mass_deletes: true, ..Default::default() });
        for (plan, forbidden) in [
            (plan(0, 0, 0), false),
            (plan(0, 200, 0), false),
            (plan(1, 1, 0), true),
            (plan(200, 200, 0), true),
            (plan(99, 100, 1), false),
            (plan(51, 101, 50), true),
            (plan(50, 101, 51), false),
            (DeletePlan { done_before: 40, ..plan(20, 70, 50) }, true),
        ] {
            assert_eq!(careful.forbid(plan).is_some(), forbidden, "{plan:?}");
            assert_eq!(yes.forbid(plan), None, "{plan:?}");
        }
        assert!(careful.forbid(plan(200, 200, 0)).expect("a reason").contains("\"allowMassDeletes\""));
    }

    #[test]
    fn d4_a_number_or_a_share_always_limits_the_deletes() {
        let limited = |number: f64| DeleteLimits {
            max_deletes: Some(MaxDeletes::new(number).expect("a limit")),
            allows_mass_deletes: true,
        };
        for (number, wanted, forbidden) in
            [(0.0, 1, true), (5.0, 5, false), (5.0, 6, true), (0.1, 100, false), (0.1, 101, true), (1.0, 2, true)]
        {
            assert_eq!(limited(number).forbid(plan(wanted, 1000, 9)).is_some(), forbidden, "{number} {wanted}");
        }
        // A share that is reached exactly is allowed.
        for percent in 1..100_u32 {
            let share = limited(f64::from(percent) / 100.0);
            for (wanted, forbidden) in [(u64::from(percent), false), (u64::from(percent) + 1, true)] {
                assert_eq!(share.forbid(plan(wanted, 100, 9)).is_some(), forbidden, "{percent} % and {wanted}");
            }
        }
        // Deletes of an earlier run count.
        assert!(limited(5.0).forbid(DeletePlan { done_before: 3, ..plan(3, 9, 9) }).is_some());
        for wrong in [-1.0, 1.5, f64::NAN, f64::INFINITY] {
            assert!(MaxDeletes::new(wrong).is_err(), "{wrong}");
        }
    }
}
