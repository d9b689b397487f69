//! The files of a job.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::error::{Error, Result};
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;

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
    /// Its file, next to the journal.
    pub path: PathBuf,
    /// Whether blobs that were deleted at the destination are not copied again.
    pub skips: bool,
}

impl KnownOptions {
    /// Checks the options. A dry run reads the file, too.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Option<Self>> {
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
                "The option \"onDeletedAtDestination\" needs a \"journal\": what was copied is recorded in a file next to it, which stays."
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
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Self> {
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

    /// Checks that no two of the files are one, however their paths are spelled, and that none is `known`, or `replacement`, the one that replaces
    /// the journal. This blocks.
    ///
    /// # Errors
    /// An argument error that names both options.
    pub fn are_distinct(&self, known: Option<&Path>, replacement: Option<&Path>) -> Result<()> {
        let own = [("journal", &self.journal), ("manifest", &self.manifest), ("failed", &self.failed)];
        let own = own.into_iter().filter_map(|(option, path)| Some((option, path.as_deref()?)));
        let mut before: Vec<(&str, PathBuf)> = Vec::new();
        let further = known.map(|path| ("onDeletedAtDestination", path));
        let further = further.into_iter().chain(replacement.map(|path| ("journal", path)));
        for (option, path) in own.chain(further) {
            let place = place(path);
            if let Some((other, _)) = before.iter().find(|(_, earlier)| *earlier == place) {
                let message = format!(
                    "The options \"{other}\" and \"{option}\" are the same file, {:?}. Each needs a file of its own.",
                    path.display().to_string()
                );
                return Err(Error::argument_range(format!("options.{other}"), message));
            }
            before.push((option, place));
        }
        Ok(())
    }
}

/// How many links lead to a file at most, as on other systems.
const LINKS: usize = 40;

/// Where a file is, or would be created: links are followed, as far as they lead.
fn place(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&path) else { break };
        path = path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target));
    }
    if let Ok(found) = fs::canonicalize(&path) {
        return found;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (fs::canonicalize(folder), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<FileOptions> {
        FileOptions::new(&serde_json::from_str(json).expect("options"))
    }

    #[test]
    fn each_option_names_its_own_file() {
        for (json, expected) in [
            (r#"{"journal":""}"#, "\"journal\" must be the path"),
            (r#"{"failed":"a\u0000b"}"#, "\"failed\" must be the path"),
            (r#"{"journal":"a","failed":"a"}"#, "\"journal\" and \"failed\" are the same file"),
            (r#"{"manifest":"b","failed":"b","journal":"a"}"#, "\"manifest\" and \"failed\""),
        ] {
            let error = read(json).expect_err("a rejection");
            assert!(error.message().contains(expected), "{}", error.message());
        }
        let files = read(r#"{"journal":"a","failed":"b"}"#).expect("options");
        assert_eq!((files.journal, files.manifest, files.failed), (Some("a".into()), None, Some("b".into())));
    }

    #[test]
    fn different_paths_of_one_file_are_detected() {
        let of = |journal: &str, manifest: &str, known: Option<&str>| {
            let replacement = format!("{journal}.new");
            let files = FileOptions { journal: Some(journal.into()), manifest: Some(manifest.into()), failed: None };
            files
                .are_distinct(known.map(Path::new), Some(Path::new(&replacement)))
                .map_err(|error| error.message().to_owned())
        };
        assert_eq!(of("a", "b", Some("c")), Ok(()));
        assert_eq!(of("src", "tests/src", None), Ok(()));
        for (journal, manifest, known) in [
            ("a", "./a", None),
            ("src/a", "src/../src/a", None),
            ("src", "tests/../src", None),
            ("a", "a.known", Some("./a.known")),
            ("a", "./a.new", None),
        ] {
            assert!(of(journal, manifest, known).expect_err("one file").contains("are the same file"), "{manifest}");
        }
    }

    #[test]
    fn a_dry_run_writes_no_files() {
        assert_eq!(read(r#"{"journal":"a","dryRun":true}"#).expect("options"), FileOptions::default());
    }
}
