//! `x-ms-access-tier` and related headers.

use std::time::{Duration, SystemTime};

use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::state::blob::{Blob, BlobType};
use crate::state::tier::{Rehydration, premium, standard};

/// The tier that the request names for a blob of a type and a length, if it names one.
pub fn read(call: &Call, kind: BlobType, length: u64) -> Result<Option<String>> {
    let Some(name) = call.owned_header(&names::ACCESS_TIER) else { return Ok(None) };
    if kind == BlobType::Block && call.further_tiers.contains(&name) {
        return Ok(Some(name));
    }
    match (kind, standard(&name), premium(&name)) {
        (BlobType::Page, _, Some((_, largest))) if length > largest => {
            let message = "Specified blob tier size limit cannot be less than content length.";
            Err(Failure::new(409, "BlobTierInadequateForContentLength", message))
        }
        (BlobType::Block, Some(_), _) | (BlobType::Page, _, Some(_)) => Ok(Some(name)),
        (_, None, None) => Err(Failure::invalid_header()),
        (_, Some(_), _) | (_, _, Some(_)) => {
            let message = "The specified blob tier is not valid for the type of the blob.";
            Err(Failure::new(400, "InvalidBlobTier", message))
        }
    }
}

/// `x-ms-rehydrate-priority`.
pub fn priority(call: &Call) -> Result<&'static str> {
    match call.header(&names::REHYDRATE_PRIORITY) {
        None | Some("Standard") => Ok("Standard"),
        Some("High") => Ok("High"),
        Some(_) => Err(Failure::invalid_header()),
    }
}

/// Starts the rehydration of a copy of an archived blob; other copies have their tier at once.
pub fn rehydrate_copy(call: &Call, result: &mut Blob, source: &Blob, takes: Duration) -> Result<()> {
    if let Some(tier) = result.tier.clone().filter(|_| source.tier_at(call.now).is_archived()) {
        let rehydration = rehydration(call, &tier, takes, call.now)?;
        result.set_tier(&tier, Some(rehydration), call.now);
    }
    Ok(())
}

/// A rehydration that starts now.
pub fn rehydration(call: &Call, tier: &str, takes: Duration, now: SystemTime) -> Result<Rehydration> {
    Ok(Rehydration { tier: tier.to_owned(), priority: priority(call)?, until: now + takes })
}
