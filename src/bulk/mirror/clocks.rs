//! When a job began, for its deletes: by the service's clock, which dates the blobs, and by this machine's, so that a service whose
//! responses run ahead of its blobs, or a proxy that dates them itself, does not make new blobs look old.

use crate::rest::BlobEndpoint;
use crate::rest::values::Timestamp;

/// The difference of both clocks above which a mirror says so, in milliseconds.
const FAR_APART: i64 = 5 * 60 * 1000;

/// The time of this machine in whole seconds, as the service has it.
pub fn local_time(endpoint: &BlobEndpoint) -> Timestamp {
    let time = Timestamp::from_system_time(endpoint.pipeline.now()).unwrap_or_default();
    Timestamp(time.0.div_euclid(1000) * 1000)
}

/// The time of a response, but no later than when this machine sent the request. Its clock can only make a job keep more.
pub fn no_later(date: Option<Timestamp>, sent: Timestamp) -> Option<Timestamp> {
    date.map(|date| date.min(sent))
}

/// What a mirror says of clocks that are far apart: the time of the response, and when this machine sent the request and received it.
pub fn far_apart(date: Timestamp, sent: Timestamp, received: Timestamp) -> Option<String> {
    let (difference, is_behind) = if date > received { (date.0 - received.0, true) } else { (sent.0 - date.0, false) };
    if difference <= FAR_APART {
        return None;
    }
    let minutes = difference / 60_000;
    Some(if is_behind {
        format!(
            "The clock of this machine is {minutes} minutes behind that of the destination's service. The earlier one counts, so blobs \
             that were written there in the last {minutes} minutes are not deleted (\"newer\")."
        )
    } else {
        format!("The clock of this machine is {minutes} minutes ahead of that of the destination's service.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d11_the_earlier_clock_counts() {
        let time = |seconds: i64| Timestamp(seconds * 1000);
        assert_eq!(no_later(None, time(5)), None);
        assert_eq!(no_later(Some(time(65)), time(5)), Some(time(5)));
        assert_eq!(no_later(Some(time(5)), time(65)), Some(time(5)));
    }

    #[test]
    fn d11_clocks_that_are_far_apart_are_told() {
        let note = |date: i64, sent: i64, received: i64| {
            far_apart(Timestamp(date * 1000), Timestamp(sent * 1000), Timestamp(received * 1000))
        };
        assert_eq!(note(300, 0, 0), None);
        assert!(note(420, 0, 0).is_some_and(|note| note.contains("7 minutes behind") && note.contains("\"newer\"")));
        assert!(note(0, 420, 420).is_some_and(|note| note.contains("7 minutes ahead")));
        // A slow request does not count as a difference of the clocks.
        assert_eq!(note(900, 0, 900), None);
    }
}
