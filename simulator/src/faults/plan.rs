//! The effect of a rule on the bytes of a response.

use bytes::Bytes;

use crate::faults::active_rule::ActiveRule;
use crate::wire::{End, Plan};

/// The changes to the connection of a response whose body has `length` bytes; `None` if the rule has none.
pub fn plan(live: &ActiveRule, length: u64) -> Option<Plan> {
    let what = &live.rule.what;
    if !what.changes_the_wire() {
        return None;
    }
    let body = what.body.clone().unwrap_or_default();
    let ends = [(body.truncate, End::Close), (body.reset, End::Reset), (body.stall, End::Stall)];
    let end = ends.into_iter().find_map(|(amount, end)| amount.map(|amount| (amount.of(length), end)));
    // A shorter response never reaches that position.
    let mut end = end.filter(|(count, _)| *count <= length);
    let no_length = what.missing_headers.iter().any(|name| name.eq_ignore_ascii_case("content-length"));
    if no_length && end.is_none() {
        // Without a length, a response ends where its connection does.
        end = Some((length, End::Close));
    }
    Some(Plan {
        length,
        instead: what.garbage.clone().map(Bytes::from),
        missing: what.missing_headers.clone(),
        replaced: what.replace_headers.clone().into_iter().collect(),
        wrong_length: body.wrong_length.unwrap_or_default(),
        garbage: body.garbage,
        corrupt: body.corrupt,
        slow: body.slow,
        end,
    })
}
