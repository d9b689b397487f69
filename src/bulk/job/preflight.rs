//! Finds out that a shared access signature lacks a permission that the job needs, before anything is written: the signature itself says what
//! it permits. Only what is certain is rejected. The letters of a stored access policy, and of roles, are not in a URL.

use tokio_util::sync::CancellationToken;

use crate::auth::Anonymous;
use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::base::url::parameter;
use crate::bulk::copying::permissions::MISSING_PERMISSION;
use crate::bulk::copying::worker::Worker;
use crate::bulk::job::job_permissions::{
    AnyPermission, JobSource, NeededPermission, has_nothing_to_do, may_write_nothing, of_listings, of_page, of_run,
    of_writing, writes_for_certain,
};
use crate::bulk::listing::page::Page;
use crate::bulk::mirror::account::is_hierarchical;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::report::side::Side;
use crate::rest::BlobEndpoint;

/// The source, unless each blob has its own, and the destination.
type BothEndpoints<'a> = (Option<&'a BlobEndpoint>, &'a BlobEndpoint);

/// The permissions in the order in which a signature has them.
/// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-permissions>
const ORDER: &str = "racwdxyltfmeopi";

/// What a signature permits, as its URL says it.
struct Signature {
    /// `sp`.
    permissions: String,
    /// `srt`, of a signature for an account.
    resource_types: Option<String>,
    /// `sr`, of a signature for a container, or for one blob.
    resource: Option<String>,
}

impl Signature {
    /// The signature of an endpoint; `None` if there is none, or if it does not say what it permits.
    fn of(endpoint: &BlobEndpoint) -> Option<Self> {
        let value = |name| parameter(&endpoint.url, name);
        value("sig")?;
        // A key or a token in addition to it may permit more.
        endpoint.pipeline.credential::<Anonymous>()?;
        if value("si").is_some() {
            return None;
        }
        Some(Self { permissions: value("sp")?, resource_types: value("srt"), resource: value("sr") })
    }

    /// What is missing for a need, in words.
    fn missing(&self, need: &NeededPermission) -> Option<String> {
        let AnyPermission { any_of, resource_type } = need.letters;
        let (letter, why) = (&any_of[..1], need.why);
        if !self.permissions.contains(|letter| any_of.contains(letter)) {
            return Some(format!("without {letter:?} ({why})"));
        }
        let types = self.resource_types.as_deref().unwrap_or(resource_type);
        if !types.contains(resource_type) {
            return Some(format!("with the resource types {types:?}, without {resource_type:?} ({why})"));
        }
        let of_one = self.resource.as_deref().filter(|resource| matches!(*resource, "b" | "bs" | "bv"));
        // One blob has no listing.
        of_one.filter(|_| resource_type == "c").map(|resource| format!("for one blob alone, \"sr={resource}\" ({why})"))
    }

    /// The permissions of a signature that suffices.
    fn enough(&self, needs: &[&NeededPermission]) -> String {
        let lacks =
            |need: &&&NeededPermission| !self.permissions.contains(|letter| need.letters.any_of.contains(letter));
        let wanted: String = needs.iter().filter(lacks).map(|need| &need.letters.any_of[..1]).collect();
        ORDER.chars().filter(|letter| self.permissions.contains(*letter) || wanted.contains(*letter)).collect()
    }
}

/// What the signature of one side lacks, in a sentence; `None` if it may have everything.
fn fault(side: Side, endpoint: &BlobEndpoint, needs: &[NeededPermission]) -> Option<String> {
    let signature = Signature::of(endpoint)?;
    let needs: Vec<_> = needs.iter().filter(|need| need.side == side).collect();
    let missing: Vec<_> = needs.iter().filter_map(|need| signature.missing(need)).collect();
    if missing.is_empty() {
        return None;
    }
    Some(format!(
        "The shared access signature of the {}, {}, does not suffice: it has the permissions {:?}, {}. Pass one with {:?}.",
        side.name(),
        endpoint.shown(),
        signature.permissions,
        missing.join(", and "),
        signature.enough(&needs)
    ))
}

/// What the signatures of both sides lack: one sentence for each side.
fn faults(sides: BothEndpoints<'_>, needs: &[NeededPermission]) -> Vec<String> {
    let (source, destination) = sides;
    let sides = [(Side::Source, source), (Side::Destination, Some(destination))];
    sides.into_iter().filter_map(|(side, endpoint)| fault(side, endpoint?, needs)).collect()
}

/// The findings for a job that is not rejected.
#[derive(Default)]
pub(in crate::bulk) struct PermissionFindings {
    /// What a run would be rejected for, in sentences, if this is a plan.
    pub notes: Vec<String>,
    /// The error that ends the job before its first write.
    pub lacking: Option<Error>,
}

/// Rejects a job whose signatures do not let it list, before any request. The error names everything that they lack. Whether a container has
/// anything to copy shows its first page, so [`check_page`] does the rest; for other jobs, it is done here.
///
/// # Errors
/// The error names the sides, the permissions and what they are for. Its status is that of the service for such requests.
pub(in crate::bulk) fn check(
    sides: BothEndpoints<'_>,
    options: &ContainerCopyOptions,
    from: JobSource,
) -> Result<PermissionFindings> {
    let of_listings = of_listings(options, from);
    let may_list = faults(sides, &of_listings).is_empty();
    let has_page = matches!(from, JobSource::Container | JobSource::SameAccount);
    if !may_list && options.only_reads() {
        reject(&faults(sides, &of_listings), options)?;
    }
    if may_list && has_page {
        return Ok(PermissionFindings::default());
    }
    let needs = [of_listings, of_run(options, from)].concat();
    conclude(sides, needs, (of_writing(options), !may_write_nothing(options, from)), options)
}

/// Does the same for a container whose first page was read.
///
/// # Errors
/// As [`check`].
pub(in crate::bulk) async fn check_page(
    worker: &Worker,
    from: JobSource,
    page: &Page,
    cancel: &CancellationToken,
) -> Result<PermissionFindings> {
    let Worker { source, destination, options, .. } = worker;
    let mut needs = Vec::new();
    let mut write = None;
    if worker.is_resumed || !has_nothing_to_do(options, page) {
        needs.extend(of_run(options, from));
        write = of_writing(options);
    }
    let writes = !may_write_nothing(options, from) || (!worker.is_resumed && writes_for_certain(options, page));
    // What is on the page of a resumed job may be done.
    let of_blobs =
        if worker.is_resumed { Vec::new() } else { of_page(options, from, page, destination.pipeline.now()) };
    let sides = (Some(source), destination);
    // A hierarchical namespace has no tags, so none are written there.
    if faults(sides, &of_blobs).is_empty() || is_hierarchical(destination, cancel).await != Some(true) {
        needs.extend(of_blobs);
    } else {
        needs.extend(of_blobs.into_iter().filter(|need| need.letters.any_of != "t"));
    }
    conclude(sides, needs, (write, writes), options)
}

/// Rejects a job that lacks a permission that it certainly needs, or reports why its run would be rejected. `write` is what its first write takes, and
/// `writes` whether there is one for certain.
fn conclude(
    sides: BothEndpoints<'_>,
    mut needs: Vec<NeededPermission>,
    (write, writes): (Option<NeededPermission>, bool),
    options: &ContainerCopyOptions,
) -> Result<PermissionFindings> {
    let (certain, perhaps) = if writes { (write, None) } else { (None, write) };
    needs.extend(certain);
    let is_rejected = !faults(sides, &needs).is_empty();
    needs.extend(perhaps);
    let faults = faults(sides, &needs);
    if options.only_reads() {
        let run = if is_rejected { "A run" } else { "A run that has to write" };
        let notes = faults.iter().map(|fault| format!("{run} would be rejected: {fault}")).collect();
        return Ok(PermissionFindings { notes, lacking: None });
    }
    if is_rejected {
        reject(&faults, options)?;
    }
    Ok(PermissionFindings { notes: Vec::new(), lacking: reject(&faults, options).err() })
}

fn reject(faults: &[String], options: &ContainerCopyOptions) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let message = format!("{} {}", options.purpose().nothing_done(), faults.join(" "));
    let response = ResponseSummary { status: 403, ..ResponseSummary::default() };
    Err(Error::new(ErrorKind::Service, message).with_code(MISSING_PERMISSION).with_response(response))
}
