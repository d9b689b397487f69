//! Selects the blobs of the source: a pure decision from the name and the facts that a listing has.

use crate::base::error::{Error, Result};
use crate::bulk::naming::glob::Glob;
use crate::bulk::naming::name_matching::PatternMatches;
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;
use crate::bulk::options::tag_filter::TagFilter;
use crate::copy::BlobFacts;
use crate::copy::blob_facts::BlobKind;
use crate::rest::values::Timestamp;

/// The filter, checked.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    prefix: String,
    include: Vec<Glob>,
    exclude: Vec<Glob>,
    /// Whether regular expressions include.
    includes_matched: bool,
    /// Whether there are regular expressions at all.
    has_expressions: bool,
    modified_since: Option<Timestamp>,
    modified_before: Option<Timestamp>,
    min_size: u64,
    max_size: Option<u64>,
    access_tiers: Option<Vec<String>>,
    blob_kinds: Option<Vec<BlobKind>>,
    tags: Option<TagFilter>,
}

impl Filter {
    /// Checks a filter.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Self> {
        let filter = Self {
            prefix: given.prefix.clone().unwrap_or_default(),
            include: read_globs("include", given.include.as_deref())?,
            exclude: read_globs("exclude", given.exclude.as_deref())?,
            includes_matched: any(given.include_expressions.as_ref()),
            has_expressions: any(given.include_expressions.as_ref()) || any(given.exclude_expressions.as_ref()),
            modified_since: given.modified_since,
            modified_before: given.modified_before,
            min_size: given.min_size.map(|size| bytes("minSize", size)).transpose()?.unwrap_or_default(),
            max_size: given.max_size.map(|size| bytes("maxSize", size)).transpose()?,
            access_tiers: given.access_tiers.clone(),
            blob_kinds: given
                .blob_types
                .as_ref()
                .map(|types| types.iter().map(|name| kind(name)).collect())
                .transpose()?,
            tags: given.tag_filter.as_deref().map(TagFilter::new).transpose()?,
        };
        let backwards = |message: &str| Error::argument_range("options", message);
        if filter.max_size.is_some_and(|most| most < filter.min_size) {
            return Err(backwards("The option \"minSize\" must not exceed \"maxSize\": no blob would be copied."));
        }
        if let (Some(since), Some(before)) = (filter.modified_since, filter.modified_before)
            && since.0 >= before.0
        {
            return Err(backwards(
                "The option \"modifiedSince\" must be earlier than \"modifiedBefore\": no blob would be copied.",
            ));
        }
        Ok(filter)
    }

    /// The prefix of all names. The service filters by it.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether the filter includes a name, given the result of the caller's regular expressions. It applies to both sides of a copy
    /// alike: excluded blobs are neither copied nor deleted.
    pub fn takes_name(&self, name: &str, matched: PatternMatches) -> bool {
        let includes_all = self.include.is_empty() && !self.includes_matched;
        name.starts_with(&self.prefix)
            && (includes_all || (self.includes_matched && matched.included) || matches_any(&self.include, name))
            && !(self.has_expressions && matched.excluded)
            && !matches_any(&self.exclude, name)
    }

    /// Whether the caller must test names.
    pub fn has_expressions(&self) -> bool {
        self.has_expressions
    }

    /// Whether the filter includes a blob with these facts, if its name is included.
    pub fn takes_facts(&self, facts: &BlobFacts) -> bool {
        let modified = facts.last_modified.map(|time| time.0);
        let length = facts.length.unwrap_or_default();
        self.modified_since.is_none_or(|since| modified.is_none_or(|time| time >= since.0))
            && self.modified_before.is_none_or(|before| modified.is_none_or(|time| time < before.0))
            && length >= self.min_size
            && self.max_size.is_none_or(|most| length <= most)
            && self.access_tiers.as_ref().is_none_or(|tiers| {
                facts.tier.as_ref().is_some_and(|tier| tiers.iter().any(|wanted| wanted.eq_ignore_ascii_case(&tier.0)))
            })
            && self.blob_kinds.as_ref().is_none_or(|kinds| kinds.contains(&facts.kind))
            && self.takes_tags(facts)
    }

    /// Whether these facts show on which side of the filter a blob is. Nothing is deleted for what a listing leaves out.
    pub fn can_decide(&self, facts: &BlobFacts) -> bool {
        let needs_time = self.modified_since.is_some() || self.modified_before.is_some();
        let needs_length = self.min_size > 0 || self.max_size.is_some();
        (!needs_time || facts.last_modified.is_some()) && (!needs_length || facts.length.is_some())
    }

    /// Whether the listing must include tags.
    pub fn needs_tags(&self) -> bool {
        self.tags.is_some()
    }

    /// Tags that were not requested are no reason to exclude a blob.
    fn takes_tags(&self, facts: &BlobFacts) -> bool {
        match (&self.tags, &facts.tags) {
            (Some(filter), Some(tags)) => filter.takes(tags),
            _ => true,
        }
    }
}

fn any(expressions: Option<&Vec<String>>) -> bool {
    expressions.is_some_and(|expressions| !expressions.is_empty())
}

pub(in crate::bulk) fn matches_any(globs: &[Glob], name: &str) -> bool {
    globs.iter().any(|glob| glob.matches(name))
}

/// Reads the globs of an option.
pub(in crate::bulk) fn read_globs(option: &str, globs: Option<&[String]>) -> Result<Vec<Glob>> {
    let read = |glob: &String| {
        Glob::new(glob).map_err(|why| {
            let message = format!("The option \"{option}\" has the glob {glob:?}, {why}.");
            Error::argument_range(format!("options.{option}"), message)
        })
    };
    globs.unwrap_or_default().iter().map(read).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is checked to be whole and safe"
)]
fn bytes(option: &str, size: f64) -> Result<u64> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    if (0.0..=LARGEST).contains(&size) && size.fract() == 0.0 {
        return Ok(size as u64);
    }
    let message = format!("The option \"{option}\" must be a number of bytes, not {size}.");
    Err(Error::argument_range(format!("options.{option}"), message))
}

fn kind(name: &str) -> Result<BlobKind> {
    match name {
        "BlockBlob" => Ok(BlobKind::BlockBlob),
        "AppendBlob" => Ok(BlobKind::AppendBlob),
        "PageBlob" => Ok(BlobKind::PageBlob),
        _ => Err(Error::argument_range(
            "options.blobTypes",
            format!("The option \"blobTypes\" must have \"BlockBlob\", \"AppendBlob\" or \"PageBlob\", not {name:?}."),
        )),
    }
}

#[cfg(test)]
#[path = "filter_tests.rs"]
mod tests;
