//! Opens the files of a job: the journal first, so that two jobs do not use the same one, and those for lines when the job starts.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::error::{Error, Result};
use crate::bulk::files::known::Known;
use crate::bulk::files::recorder::{Files, Recorder};
use crate::bulk::files::report_file::{ExistingFile, PreparedFile, ReportFile};
use crate::bulk::journal::{Journal, JournalState, OpenedJournal, replacement_path};
use crate::bulk::naming::mapping::Mapping;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::file_options::{FileOptions, KnownOptions};
use crate::bulk::resuming::saved::{Checkpoint, Identity};
use crate::transfer::on_disk;

/// The files of a job that has not started. Dropping them changes nothing.
#[derive(Debug)]
pub struct JobFiles {
    options: FileOptions,
    journal: Option<Journal>,
    journaled: Option<JournalState>,
    known: Option<Arc<Known>>,
}

/// What a job continues from.
#[derive(Debug)]
pub enum ResumedFrom {
    /// Nothing.
    New,
    /// A saved state.
    Saved(Checkpoint),
    /// A journal.
    Journal(JournalState),
}

impl ResumedFrom {
    /// The position of the job.
    pub fn checkpoint(&self) -> Checkpoint {
        match self {
            Self::New => Checkpoint::default(),
            Self::Saved(checkpoint) => checkpoint.clone(),
            Self::Journal(state) => state.clone().checkpoint(),
        }
    }

    /// What happens to existing lines: those of finished blobs are kept.
    fn manifest(&self) -> ExistingFile {
        match self {
            Self::New => ExistingFile::Replace,
            Self::Saved(_) => ExistingFile::KeepAll,
            Self::Journal(state) => state.manifest().map_or(ExistingFile::Replace, ExistingFile::Keep),
        }
    }
}

impl JobFiles {
    /// Locks and reads the journal, if the options have one.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub async fn open(options: &ContainerCopyOptions, identity: &Identity) -> Result<Self> {
        let (known, mapping) = (options.known.clone(), options.mapping.clone());
        let options = options.files.clone();
        let (files, known_path) = (options.clone(), known.as_ref().map(|known| known.path.clone()));
        let Some(path) = options.journal.clone() else {
            on_disk(move || files.are_distinct(known_path.as_deref(), None)).await??;
            let known = read_known(known, mapping, identity).await?;
            return Ok(Self { options, journal: None, journaled: None, known });
        };
        let (manifest, own) = (options.manifest.clone(), identity.clone());
        let OpenedJournal { journal, state } = on_disk(move || {
            let manifest = manifest.as_deref().map(ReportFile::length_of).transpose()?;
            // Opening it created it, so that links lead to it.
            let opened = Journal::open(&path, &own, manifest)?;
            files.are_distinct(known_path.as_deref(), Some(&replacement_path(&path)))?;
            Ok::<_, Error>(opened)
        })
        .await??;
        // No other process writes it while the journal is locked.
        let known = read_known(known, mapping, identity).await?;
        Ok(Self { options, journal: Some(journal), journaled: state, known })
    }

    /// What earlier runs copied, if the options need it.
    pub fn known(&self) -> Option<Arc<Known>> {
        self.known.clone()
    }

    /// What the job continues from, if the caller passed this state.
    ///
    /// # Errors
    /// An argument error, when the journal has another one.
    pub fn origin(&self, resumed: Option<Checkpoint>) -> Result<ResumedFrom> {
        match (&self.journaled, resumed) {
            (None, None) => Ok(ResumedFrom::New),
            (None, Some(checkpoint)) => Ok(ResumedFrom::Saved(checkpoint)),
            (Some(state), None) => Ok(ResumedFrom::Journal(state.clone())),
            (Some(_), Some(_)) => Err(Error::argument_range(
                "options.resumeFrom",
                "The options \"resumeFrom\" and \"journal\" both say how far the job was. Leave out \"resumeFrom\", or pass a journal that \
                 is not there yet.",
            )),
        }
    }

    /// Opens the files for lines, and starts the journal at this position.
    ///
    /// # Errors
    /// The system's error.
    pub async fn start(self, origin: &ResumedFrom, checkpoint: Checkpoint) -> Result<Option<Recorder>> {
        let Self { options, journal, known, .. } = self;
        if options == FileOptions::default() {
            return Ok(None);
        }
        let manifest = origin.manifest();
        let files = on_disk(move || {
            let prepare = |option, path: Option<PathBuf>, existing| {
                path.map(|path| ReportFile::prepare(option, &path, existing)).transpose()
            };
            // All of them are open before any is changed: what an earlier run wrote must not be lost to a job that cannot begin.
            let manifest = prepare("manifest", options.manifest, manifest)?;
            let failed = prepare("failed", options.failed, ExistingFile::Replace)?;
            let known = known.map(|known| Ok::<_, Error>((known.prepare()?, known))).transpose()?;
            let mut journal = journal;
            if let Some(journal) = &mut journal {
                journal.begin(JournalState::new(checkpoint, manifest.as_ref().map(PreparedFile::length)))?;
            }
            let manifest = manifest.map(PreparedFile::take).transpose()?;
            let failed = failed.map(PreparedFile::take).transpose()?;
            let known = known.map(|(file, known)| Ok::<_, Error>((known.begin(file)?, known))).transpose()?;
            Ok::<_, Error>(Files { journal, manifest, failed, known })
        })
        .await??;
        Ok(Recorder::new(files))
    }
}

/// Reads what earlier runs copied, if the options need it.
async fn read_known(
    options: Option<KnownOptions>,
    mapping: Mapping,
    identity: &Identity,
) -> Result<Option<Arc<Known>>> {
    let Some(options) = options else { return Ok(None) };
    let identity = identity.clone();
    on_disk(move || Known::read(&options, &mapping, &identity)).await?.map(|known| Some(Arc::new(known)))
}
