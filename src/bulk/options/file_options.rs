//! The files of a job.

use std::path::PathBuf;

use crate::base::error::{Error, Result};
use crate::bulk::options::begin_options::BeginContainerCopyOptions;

/// The files of a job, by option.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileOptions {
    /// The position of the job.
    pub journal: Option<PathBuf>,
    /// A line for each blob that is done.
    pub manifest: Option<PathBuf>,
    /// A line for each blob that failed.
    pub failed: Option<PathBuf>,
}

/// What a job knows about earlier runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOptions {
    /// Its file, beside the journal.
    pub path: PathBuf,
    /// Whether blobs that were deleted at the destination are not copied again.
    pub skips: bool,
}

impl KnownOptions {
    /// Checks the options. A dry run reads the file, too.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: &BeginContainerCopyOptions) -> Result<Option<Self>> {
        let wrong = |message: String| Err(Error::argument_range("options.onDeletedAtDestination", message));
        let skips = match given.on_deleted_at_destination.as_deref() {
            None => return Ok(None),
            Some("copy") => false,
            Some("skip") => true,
            Some(other) => {
                return wrong(format!(
                    "The option \"onDeletedAtDestination\" must be \"copy\" or \"skip\", not {other:?}."
                ));
            }
        };
        if given.moves == Some(true) {
            return wrong(
                "The options \"onDeletedAtDestination\" and \"move\" cannot be combined: what was moved is not at the source any more."
                    .to_owned(),
            );
        }
        let Some(journal) = &given.journal else {
            return wrong(
                "The option \"onDeletedAtDestination\" needs a \"journal\": what was copied is noted in a file beside it, which stays."
                    .to_owned(),
            );
        };
        Ok(Some(Self { path: PathBuf::from(format!("{journal}.known")), skips }))
    }
}

impl FileOptions {
    /// Checks the options. A dry run writes no files.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: &BeginContainerCopyOptions) -> Result<Self> {
        let named = [("journal", &given.journal), ("manifest", &given.manifest), ("failed", &given.failed)];
        for (at, (option, path)) in named.iter().enumerate() {
            let Some(path) = path else { continue };
            let wrong = |message| Err(Error::argument_range(format!("options.{option}"), message));
            if path.is_empty() || path.contains('\0') {
                return wrong(format!("The option \"{option}\" must be the path of a file, not {path:?}."));
            }
            if let Some((other, _)) = named[..at].iter().find(|(_, other)| other.as_ref() == Some(path)) {
                return wrong(format!(
                    "The options \"{other}\" and \"{option}\" are the same file, {path:?}. Each needs a file of its own."
                ));
            }
        }
        if given.dry_run.unwrap_or_default() {
            return Ok(Self::default());
        }
        let [journal, manifest, failed] = named.map(|(_, path)| path.clone().map(PathBuf::from));
        Ok(Self { journal, manifest, failed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<FileOptions> {
        FileOptions::new(&serde_json::from_str(json).expect("options"))
    }

    #[test]
    fn each_file_is_one_of_its_own() {
        for (json, expected) in [
            (r#"{"journal":""}"#, "\"journal\" must be the path"),
            (r#"{"failed":"a\u0000b"}"#, "\"failed\" must be the path"),
            (r#"{"journal":"a","failed":"a"}"#, "\"journal\" and \"failed\" are the same file"),
            (r#"{"manifest":"b","failed":"b","journal":"a"}"#, "\"manifest\" and \"failed\""),
        ] {
            let error = read(json).expect_err("a refusal");
            assert!(error.message().contains(expected), "{}", error.message());
        }
        let files = read(r#"{"journal":"a","failed":"b"}"#).expect("options");
        assert_eq!((files.journal, files.manifest, files.failed), (Some("a".into()), None, Some("b".into())));
    }

    #[test]
    fn a_dry_run_writes_no_files() {
        assert_eq!(read(r#"{"journal":"a","dryRun":true}"#).expect("options"), FileOptions::default());
    }
}
