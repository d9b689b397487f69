//! What is found out about both containers before the first page: whether the destination exists, and whether both are one. An account has
//! several host names (a secondary endpoint, a private one, a custom domain), so that URLs alone do not say it.

use futures_util::future::join;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::keep_replaced::Keeper;
use crate::bulk::copying::worker::Worker;
use crate::bulk::listing::page::Page;
use crate::bulk::mirror::account::date_of;
use crate::bulk::mirror::clocks::{far_apart, local_time, no_later};
use crate::bulk::naming::blob_endpoint::endpoint;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::purpose::Purpose;
use crate::copy::BlobFacts;
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobGetPropertiesOptions;
use crate::rest::container::ContainerGetPropertiesOptions;
use crate::rest::values::Timestamp;

/// How the name of an account ends at its secondary endpoint.
/// <https://learn.microsoft.com/azure/storage/common/storage-redundancy-grs#read-access-to-data-in-the-secondary-region>
const SECONDARY: &str = "-secondary";

/// What identifies a container: the service gives no two the same `ETag` at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::bulk) struct ContainerStamp {
    etag: String,
    last_modified: Timestamp,
}

impl ContainerStamp {
    /// The stamp of a container, if both are known.
    pub fn of(etag: Option<&str>, last_modified: Option<Timestamp>) -> Option<Self> {
        let etag = etag?.trim_matches('"').to_owned();
        Some(Self { etag, last_modified: last_modified? })
    }
}

/// The facts that a container reports.
#[derive(Debug, Clone, Default)]
pub(in crate::bulk) struct ContainerFacts {
    /// The service's time, but no later than when this machine sent the request.
    pub date: Option<Timestamp>,
    /// How far the clocks of both are apart, if it is worth a note.
    pub note: Option<String>,
    /// Whether it has an immutability policy, and a legal hold.
    pub held: (bool, bool),
    /// What identifies it; `None` if the credential may not read it.
    pub stamp: Option<ContainerStamp>,
}

impl ContainerFacts {
    /// What is known from the time of a response, whose request this machine sent then.
    fn at(container: &BlobEndpoint, date: Option<Timestamp>, sent: Timestamp) -> Self {
        let note = date.and_then(|date| far_apart(date, sent, local_time(container)));
        Self { date: no_later(date, sent), note, ..Self::default() }
    }
}

impl ContainerFacts {
    /// What the caller of a job that writes here should know.
    pub fn notes(&self, options: &ContainerCopyOptions) -> Vec<String> {
        let what = match self.held {
            _ if options.compare.is_some() => None,
            (true, true) => Some("an immutability policy and a legal hold"),
            (true, false) => Some("an immutability policy"),
            (false, true) => Some("a legal hold"),
            (false, false) => None,
        };
        let held = what.map(|what| {
            format!("The destination container has {what}: the service may reject that its blobs are overwritten or deleted.")
        });
        // The deletes alone depend on clocks.
        held.into_iter().chain(self.note.clone().filter(|_| options.mirror.is_some())).collect()
    }
}

/// The facts of both containers.
#[derive(Debug)]
pub(in crate::bulk) struct Sides {
    /// The time of the destination's service, or this machine's if it is earlier.
    pub date: Option<Timestamp>,
    /// What the caller should know about the destination.
    pub notes: Vec<String>,
    /// Whether both may be one container, which its blobs must show.
    pub may_be_one: bool,
}

/// Whether the job would read what it writes, if both containers were one.
pub(in crate::bulk) fn prefixes_overlap(options: &ContainerCopyOptions) -> bool {
    let (from, to) = (options.filter.prefix(), options.mapping.destination_prefix());
    from.starts_with(to) || to.starts_with(from)
}

/// The error of a copy into the part of a container that it reads: it would find its own blobs, and a mirror would delete its source.
pub(in crate::bulk) fn overlap(
    source: &BlobEndpoint,
    destination: &BlobEndpoint,
    options: &ContainerCopyOptions,
) -> Error {
    let (from, to) = (options.filter.prefix(), options.mapping.destination_prefix());
    let (one, other) = (source.shown(), destination.shown());
    let both = if source.same_place(destination) {
        format!("both are in {one}")
    } else {
        format!("{one} and {other} are the same container, under two names of its account")
    };
    let message = format!(
        "Source and destination overlap: {both}, the names of one begin with {from:?} and those of the other with {to:?}. {} Copy to \
         another container, or to a \"destinationPrefix\" that is not within the \"prefix\".",
        options.purpose().nothing_done()
    );
    Error::argument_range("options.destinationPrefix", message)
}

/// Rejects a place for replaced blobs that is part of what the job copies: the next run would take what was kept for blobs of a side.
///
/// # Errors
/// An argument error.
pub(in crate::bulk) fn reject_kept_within(worker: &Worker, source: Option<&BlobEndpoint>) -> Result<()> {
    let Worker { destination, options, .. } = worker;
    let keeper = worker.keeper.as_ref().and_then(Keeper::container);
    let (Some(keeper), Some(kept)) = (keeper, &options.keep_replaced) else { return Ok(()) };
    let wrong = |message: String| Err(Error::argument_range("options.keepReplaced", message));
    if kept.container.is_some() && keeper.same_place(destination) {
        return wrong(format!(
            "The option \"keepReplaced.container\" is the destination itself, {}. Nothing was copied. Name another container, or leave it \
             out and pass a \"prefix\": then what is kept is no part of the destination.",
            destination.shown()
        ));
    }
    let (from, to) = (options.filter.prefix(), kept.prefix.as_str());
    let overlaps = from.starts_with(to) || to.starts_with(from);
    match source.filter(|source| overlaps && keeper.same_place(source)) {
        None => Ok(()),
        Some(source) => wrong(format!(
            "The option \"keepReplaced\" names a part of the source, {}, and what is kept there would be copied as well. Nothing was copied. \
             Name another \"container\", or a \"prefix\" that is not within that of the source.",
            source.shown()
        )),
    }
}

/// Whether two URLs are those of one account, at its primary or its secondary endpoint.
pub(in crate::bulk) fn is_one_account(source: &BlobEndpoint, destination: &BlobEndpoint) -> bool {
    let primary = |side: &BlobEndpoint| {
        let (label, domain) = side.url.host_str().unwrap_or_default().split_once('.').unwrap_or_default();
        // An address of numbers has no label of an account.
        let host = match label.strip_suffix(SECONDARY) {
            Some(label) => format!("{label}.{domain}"),
            None => side.url.host_str().unwrap_or_default().to_owned(),
        };
        let path = side.url.path().trim_end_matches('/');
        let path = path.strip_suffix(SECONDARY).unwrap_or(path).to_owned();
        (side.url.scheme().to_owned(), host, side.url.port_or_known_default(), path)
    };
    primary(source) == primary(destination)
}

/// Whether two URLs may be those of one container. Within one host, the path decides, where an emulator has the account.
pub(in crate::bulk) fn may_be_one(source: &BlobEndpoint, destination: &BlobEndpoint) -> bool {
    let parts = |side: &BlobEndpoint| {
        let path = side.url.path().trim_end_matches('/');
        let (account, name) = path.rsplit_once('/').unwrap_or_default();
        (account.strip_suffix(SECONDARY).unwrap_or(account).to_owned(), name.to_owned())
    };
    let ((account, name), (other_account, other_name)) = (parts(source), parts(destination));
    name == other_name && (source.url.origin() != destination.url.origin() || account == other_account)
}

/// Looks at the destination, and at the source if it may be the same container. A comparison of a container with itself does no harm.
///
/// # Errors
/// As [`destination_facts`]; an argument error if both are one.
pub(in crate::bulk) async fn check_both(
    source: &BlobEndpoint,
    destination: &BlobEndpoint,
    options: &ContainerCopyOptions,
    cancel: &CancellationToken,
) -> Result<Sides> {
    let matters = options.purpose() != Purpose::Comparison && prefixes_overlap(options);
    let may_be_one = matters && may_be_one(source, destination);
    let at_source =
        async { if may_be_one { container_facts(source, cancel).await.unwrap_or_default().stamp } else { None } };
    let at_destination = destination_facts(destination, "destination container", options, cancel);
    // The destination first: what is written there from the time of its response on is newer than the job.
    let (facts, stamp) = join(Box::pin(at_destination), Box::pin(at_source)).await;
    let facts = facts?;
    let notes = facts.notes(options);
    let ContainerFacts { date, stamp: other, .. } = facts;
    match (stamp, other) {
        (Some(stamp), Some(other)) if stamp == other => Err(overlap(source, destination, options)),
        (Some(_), Some(_)) => Ok(Sides { date, notes, may_be_one: false }),
        _ => Ok(Sides { date, notes, may_be_one }),
    }
}

/// Rejects a job whose destination has the very blob that the source has, where the containers could not be compared.
///
/// # Errors
/// An argument error if both are one.
pub(in crate::bulk) async fn reject_same_blob(worker: &Worker, first: &Page, cancel: &CancellationToken) -> Result<()> {
    let Worker { source, destination, options, .. } = worker;
    let Some(listed) = first.blobs.iter().find(|listed| listed.facts.etag.is_some()) else { return Ok(()) };
    let there = endpoint(destination, &listed.name)?;
    let Ok(response) = there.execute(&BlobGetPropertiesOptions::default(), cancel).await else { return Ok(()) };
    let there = BlobFacts::from_properties(&response.output);
    let stamp = |facts: &BlobFacts| ContainerStamp::of(facts.etag.as_deref(), facts.last_modified);
    let is_same = stamp(&there).is_some() && stamp(&there) == stamp(&listed.facts);
    if is_same { Err(overlap(source, destination, options)) } else { Ok(()) }
}

/// Requests the properties of a container.
///
/// # Errors
/// The failed request.
pub(in crate::bulk) async fn container_facts(
    container: &BlobEndpoint,
    cancel: &CancellationToken,
) -> Result<ContainerFacts> {
    let sent = local_time(container);
    let response = container.execute(&ContainerGetPropertiesOptions::default(), cancel).await?.output;
    let stamp = ContainerStamp::of(response.etag.as_deref(), response.last_modified);
    let held = (response.has_immutability_policy == Some(true), response.has_legal_hold == Some(true));
    Ok(ContainerFacts { held, stamp, ..ContainerFacts::at(container, response.date, sent) })
}

/// Looks at a container that is written, `what` in messages. A credential that may write blobs need not be allowed to read the
/// container's properties: only a missing container is an error. For a plan, whose job sends the destination no other request, so is a
/// credential that is not valid.
///
/// # Errors
/// The failed request.
pub(in crate::bulk) async fn destination_facts(
    destination: &BlobEndpoint,
    what: &str,
    options: &ContainerCopyOptions,
    cancel: &CancellationToken,
) -> Result<ContainerFacts> {
    let sent = local_time(destination);
    let error = match container_facts(destination, cancel).await {
        Ok(facts) => return Ok(facts),
        Err(error) => error,
    };
    let (purpose, shown) = (options.purpose(), destination.shown());
    let nothing = purpose.nothing_done();
    if error.status() == Some(404) {
        let create = if purpose == Purpose::Comparison { "" } else { " Create it first:" };
        let message = format!("The {what} {shown} does not exist. {nothing}{create} {}", error.message());
        return Err(error.with_message(message));
    }
    let is_invalid = purpose == Purpose::Plan && error.code() == Some("AuthenticationFailed");
    if is_invalid || error.code() == Some("InvalidHeaderValue") {
        let hint = version_hint(destination, &error);
        let message = format!("The {what} {shown} cannot be looked at. {nothing} {} {hint}", error.message());
        return Err(error.with_message(message.trim_end()));
    }
    if error.kind() == ErrorKind::Service {
        return Ok(ContainerFacts::at(destination, date_of(&error), sent));
    }
    Err(error)
}

/// The error of a service for an unsupported version, with that version.
pub(in crate::bulk) fn version_hint(container: &BlobEndpoint, error: &Error) -> String {
    let version = container.pipeline.service_version();
    let is_header = error.code() == Some("InvalidHeaderValue");
    let value = is_header.then(|| {
        format!("Requests ask for the service version {version}: an older service does not know it, such as an old emulator.")
    });
    value.unwrap_or_default()
}
