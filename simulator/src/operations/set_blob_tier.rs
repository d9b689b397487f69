//! Set Blob Tier. It changes neither the `ETag` nor the time of the blob.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::{guard, tier_header};
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::{Blob, BlobType};
use crate::state::tier::{ARCHIVE, premium};

/// Moves a blob to another tier; rehydration takes time by the service's clock.
pub fn run(call: &Call, state: &mut State, rehydration_takes: Duration) -> Result<ServiceResponse> {
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    let blob = match call.moment() {
        None => guard::annotate(call, entry)?,
        Some(time) => entry.snapshots.get_mut(time).ok_or_else(Failure::blob_not_found)?,
    };
    if blob.kind == BlobType::Append {
        return Err(Failure::invalid_blob_type());
    }
    let tier = tier_header::read(call, blob.kind, blob.content.length())?;
    let tier = tier.ok_or_else(|| Failure::missing_header(&names::ACCESS_TIER))?;
    reject_lower(blob, &tier)?;
    let archived = blob.tier_at(call.now);
    let leaves = archived.is_archived() && tier != ARCHIVE;
    let mut rehydration = None;
    if leaves {
        let mut new = tier_header::rehydration(call, &tier, rehydration_takes, call.now)?;
        if let Some(pending) = archived.rehydration {
            // Already rehydrating: only the priority can be raised.
            if pending.tier != tier || new.priority == pending.priority || new.priority == "Standard" {
                return Err(guard::being_rehydrated());
            }
            new.until = pending.until;
        }
        rehydration = Some(new);
    } else if archived.rehydration.is_some() {
        return Err(guard::being_rehydrated());
    }
    Arc::make_mut(blob).set_tier(&tier, rehydration, call.now);
    Ok(ServiceResponse::new(if leaves { StatusCode::ACCEPTED } else { StatusCode::OK }))
}

fn reject_lower(blob: &Blob, tier: &str) -> Result<()> {
    let rank = |tier: &str| premium(tier).map(|(rank, _)| rank);
    if blob.tier.as_deref().and_then(rank).is_some_and(|now| rank(tier).is_some_and(|then| then < now)) {
        let message = "A higher blob tier has already been explicitly set.";
        return Err(Failure::new(409, "CannotChangeToLowerTier", message));
    }
    Ok(())
}
