//! How a job ends, and what makes it end early. Pure decisions from the counts.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind};
use crate::bulk::listing::interrupted::is_of_listing;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::purpose::Purpose;
use crate::bulk::report::counts::Deletes;
use crate::bulk::report::event::BlobFailure;
use crate::bulk::report::summary::Summary;

/// After this many failures with the same code, and no success, the job stops: the cause concerns all blobs.
const ALIKE: u64 = 20;

/// How a job ended.
#[derive(Debug, Clone)]
pub enum End {
    /// Everything is done.
    Done,
    /// It was canceled.
    Cancelled,
    /// Not everything was done.
    Failed(Error),
}

/// Why the job stops after these failures, if it does.
pub(in crate::bulk) fn brake(summary: &Summary, max_errors: Option<u64>, purpose: Purpose) -> Option<Error> {
    let first = &summary.failures.first()?.failure;
    if let Some(most) = max_errors
        && summary.failed > most
    {
        let message = format!(
            "{} blobs could not be {}, and \"maxErrors\" is {most}. {} The first error: {}",
            summary.failed,
            purpose.done(),
            purpose.stopped(),
            first.message
        );
        return Some(Error::new(ErrorKind::Copy, message).with_code("TooManyErrors"));
    }
    let nothing_went_well = summary.counts.copied == 0 && summary.counts.skipped.is_empty();
    if nothing_went_well && summary.failed >= ALIKE && summary.failed_by_code.len() == 1 {
        let message = format!(
            "The first {} blobs failed alike, so the job stopped instead of failing for all. {}",
            summary.failed, first.message
        );
        return Some(of_failure(first, message));
    }
    None
}

/// The error of a listing that ended too early, with what it means for the job.
pub(in crate::bulk) fn with_consequence(error: Error, options: &ContainerCopyOptions) -> Error {
    if !is_of_listing(&error) {
        return error;
    }
    let purpose = options.purpose();
    let further = if purpose != Purpose::Copy {
        ""
    } else if !options.range.is_whole() {
        " Run the shard again: it continues after what is there."
    } else if options.files.journal.is_some() {
        " Run it again with the same journal: it continues from there."
    } else {
        " A job that is resumed with \"resumeFrom\" and the text of toString() continues from there."
    };
    let message = format!("{} {}{further}", error.message(), purpose.stopped());
    error.with_message(message)
}

/// How the job ended, once nothing is in flight. `stopped` is the reason of an early end.
pub(in crate::bulk) fn outcome(summary: &Summary, stopped: Option<Error>, cancel: &CancellationToken) -> End {
    match stopped {
        Some(error) if cancel.is_cancelled() && error.kind() == ErrorKind::Aborted => End::Cancelled,
        Some(error) => End::Failed(error),
        None => match summary.failures.first() {
            None => match containers_outcome(summary) {
                End::Done if summary.counts.deletes.are_incomplete() => {
                    End::Failed(not_deleted(&summary.counts.deletes))
                }
                end => end,
            },
            Some(first) => {
                let within = first.container.as_ref().map(|container| format!(" of the container {container:?}"));
                let message = format!(
                    "{} of {} blobs could not be copied; the others were. The first: {:?}{}: {}",
                    summary.failed + summary.conflicts,
                    summary.counts.listed,
                    first.source,
                    within.unwrap_or_default(),
                    first.failure.message
                );
                End::Failed(Error::new(ErrorKind::Copy, message).with_code("ContainerCopyIncomplete"))
            }
        },
    }
}

/// The error for blobs that should have been deleted, but were not.
fn not_deleted(deletes: &Deletes) -> Error {
    let Deletes { wanted, done, refused, .. } = deletes;
    let numbers = format!("{done} of {wanted} blobs that only the destination has were deleted");
    if let Some(reason) = &deletes.withheld_because {
        // It may be a sentence of the service.
        let reason = reason.trim_end_matches('.');
        let message =
            format!("{numbers}, and {} deletes were withheld: {reason}. All copies were made.", deletes.withheld);
        return Error::new(ErrorKind::Copy, message).with_code("DeletesWithheld");
    }
    let codes: Vec<_> = deletes.refused_by_code.iter().map(|(code, count)| format!("{code} ({count})")).collect();
    let is_forbidden = deletes.refused_by_code.contains_key("AuthorizationPermissionMismatch");
    let advice = if is_forbidden {
        " To delete there takes \"d\" in a shared access signature, and to look at the source \"r\"."
    } else {
        ""
    };
    let message = format!("{numbers}, and {refused} could not be: {}. All copies were made.{advice}", codes.join(", "));
    Error::new(ErrorKind::Copy, message).with_code("DeletesRefused")
}

/// How a job ended whose blobs were all copied, as far as their containers could be listed.
fn containers_outcome(summary: &Summary) -> End {
    let Some(containers) = &summary.containers else { return End::Done };
    let Some(first) = containers.failures.first() else { return End::Done };
    let message = format!(
        "{} containers could not be copied; the others were. The first: {:?}: {}",
        containers.failed, first.container, first.failure.message
    );
    End::Failed(Error::new(ErrorKind::Copy, message).with_code("AccountCopyIncomplete"))
}

fn of_failure(failure: &BlobFailure, message: String) -> Error {
    let error = Error::new(ErrorKind::Copy, message);
    match &failure.code {
        Some(code) => error.with_code(code),
        None => error,
    }
}
