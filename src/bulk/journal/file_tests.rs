use std::sync::atomic::{AtomicU32, Ordering};

use url::Url;

use super::*;
use crate::bulk::journal::state::JournalProgress;
use crate::bulk::report::counts::Counts;
use crate::bulk::resuming::position::Position;
use crate::bulk::resuming::saved::Checkpoint;

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("blobferry-journal-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("job.journal")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn identity(source: &str) -> Identity {
    let url = |text: &str| Url::parse(text).expect("a URL");
    Identity::new(&url(source), &url("https://b.blob.core.windows.net/d"), "{}".to_owned())
}

fn own() -> Identity {
    identity("https://a.blob.core.windows.net/c?sig=secret")
}

/// A journal of a job that started some names and finished every other one.
fn written(path: &Path, names: usize) -> (Journal, Vec<usize>) {
    let mut journal = Journal::open(path, &own(), None).expect("a journal").journal;
    journal.begin(JournalState::new(Checkpoint::default(), None)).expect("a start");
    let mut position = Position::default();
    position.keep_changes();
    let mut ends = vec![usize::try_from(journal.length).expect("small")];
    for index in 0..names {
        let number = position.start(&format!("name {index}\n\u{1F600}\"{}", "x".repeat(index % 7)));
        if index % 2 == 0 {
            position.done(number);
        }
        let counts = Counts { listed: index as u64 + 1, ..Counts::default() };
        let progress = JournalProgress { counts, ..JournalProgress::default() };
        journal.append(JournalEntry { changes: position.take_changes(), progress: Some(progress) }).expect("an entry");
        ends.push(usize::try_from(journal.length).expect("small"));
    }
    (journal, ends)
}

fn reopened(path: &Path) -> JournalState {
    Journal::open(path, &own(), None).expect("a journal").state.expect("a state")
}

fn rejected(path: &Path, identity: &Identity) -> String {
    let before = fs::read(path).expect("a file");
    let error = Journal::open(path, identity, None).expect_err("a rejection");
    assert_eq!(fs::read(path).expect("a file"), before, "a rejected file is not changed");
    error.message().to_owned()
}

#[test]
fn j7_a_journal_torn_at_any_byte_yields_the_state_before() {
    let folder = Folder::new();
    let path = folder.file();
    let (journal, ends) = written(&path, 6);
    drop(journal);
    let bytes = fs::read(&path).expect("a file");
    assert_eq!(bytes.len(), ends[6]);
    for end in ends[0]..=bytes.len() {
        fs::write(&path, &bytes[..end]).expect("a file");
        let whole = ends.iter().filter(|whole| **whole <= end).count() - 1;
        let checkpoint = reopened(&path).checkpoint();
        assert_eq!(checkpoint.counts.listed + checkpoint.remaining.open.len() as u64, whole as u64, "cut at {end}");
        assert_eq!(checkpoint.remaining.open.len(), whole / 2);
    }
}

#[test]
fn entries_after_a_torn_end_are_read_again() {
    let folder = Folder::new();
    let path = folder.file();
    drop(written(&path, 4));
    let bytes = fs::read(&path).expect("a file");
    fs::write(&path, &bytes[..bytes.len() - 3]).expect("a file");
    let OpenedJournal { mut journal, state } = Journal::open(&path, &own(), None).expect("a journal");
    let checkpoint = state.expect("a state").checkpoint();
    journal.begin(JournalState::new(checkpoint.clone(), None)).expect("a start");
    drop(journal);
    assert_eq!(reopened(&path).checkpoint(), checkpoint);
}

#[test]
fn j6_a_rewritten_journal_has_the_same_state_and_is_short() {
    let folder = Folder::new();
    let path = folder.file();
    let (mut journal, ends) = written(&path, 500);
    let state = journal.state.clone();
    for index in 0..500 {
        journal.state.apply(JournalEntry {
            changes: serde_json::from_str(&format!("{{\"d\":[{index}]}}")).expect("changes"),
            progress: Some(JournalProgress::default()),
        });
    }
    assert_ne!(state, journal.state);
    journal.replace().expect("a replacement");
    assert!(journal.length < 1000 && ends[500] > 50_000, "{} of {}", journal.length, ends[500]);
    let state = journal.state.clone();
    // Later entries are appended to the new file.
    let progress = JournalProgress { marker: Some("m".to_owned()), ..JournalProgress::default() };
    journal.append(JournalEntry { progress: Some(progress), ..JournalEntry::default() }).expect("an entry");
    drop(journal);
    let checkpoint = reopened(&path).checkpoint();
    assert_eq!(checkpoint.marker.as_deref(), Some("m"));
    assert_eq!(checkpoint.remaining, state.checkpoint().remaining);
    let OpenedJournal { mut journal, .. } = Journal::open(&path, &own(), None).expect("a journal");
    journal.remove().expect("it goes");
    assert_eq!(fs::read_dir(&folder.0).expect("a folder").count(), 0);
}

#[cfg(unix)]
#[test]
fn a_file_that_has_taken_the_place_of_a_journal_is_not_touched() {
    let folder = Folder::new();
    let path = folder.file();
    let (mut journal, _) = written(&path, 1);
    fs::remove_file(&path).expect("it goes");
    fs::write(&path, "a letter").expect("another file");
    let error = journal.replace().expect_err("no replacement");
    assert_eq!(error.code(), Some("JournalUnusable"));
    journal.remove().expect("the job is done");
    assert_eq!(fs::read_to_string(&path).expect("the letter"), "a letter");
    fs::remove_file(&path).expect("it goes");
    journal.remove().expect("nothing is left to remove");
    let OpenedJournal { journal: unused, .. } = Journal::open(&path, &own(), None).expect("a journal");
    fs::remove_file(&path).expect("it goes");
    fs::write(&path, "a letter").expect("another file");
    drop(unused);
    assert_eq!(fs::read_to_string(&path).expect("the letter"), "a letter");
}

#[test]
fn j11_a_journal_belongs_to_one_job_at_a_time() {
    let folder = Folder::new();
    let path = folder.file();
    let (mut journal, _) = written(&path, 1);
    let in_use = || Journal::open(&path, &own(), None).expect_err("a rejection").code().map(str::to_owned);
    assert_eq!(in_use().as_deref(), Some("JournalInUse"));
    journal.replace().expect("a replacement");
    assert_eq!(in_use().as_deref(), Some("JournalInUse"));
    drop(journal);
    reopened(&path);
}

#[test]
fn j3_a_journal_of_another_job_is_rejected_and_not_changed() {
    let folder = Folder::new();
    let path = folder.file();
    let (journal, ends) = written(&path, 2);
    drop(journal);
    let bytes = fs::read(&path).expect("a file");
    assert!(!String::from_utf8_lossy(&bytes).contains("secret"));
    assert!(rejected(&path, &identity("https://x.blob.core.windows.net/c")).contains("another source"));
    let versions = ["0", "99", "2 and more"];
    for version in versions {
        let mut other = format!("{NAME}{version}\n").into_bytes();
        other.extend_from_slice(&bytes[NAME.len() + 2..]);
        fs::write(&path, other).expect("a file");
        let message = rejected(&path, &own());
        assert!(message.contains(&format!("{version:?}")) && message.contains("version"), "{message}");
    }
    for foreign in ["important", "{\"a\":1}\n", "blobferry journal", &"x".repeat(1_000_000)] {
        fs::write(&path, foreign).expect("a file");
        assert!(rejected(&path, &own()).contains("not a journal of blobferry"));
    }
    for end in NAME.len() + 2..ends[0] {
        fs::write(&path, &bytes[..end]).expect("a file");
        assert!(rejected(&path, &own()).contains("is damaged"), "cut at {end}");
    }
}

#[test]
fn a_job_that_does_not_start_leaves_no_file() {
    let folder = Folder::new();
    let path = folder.file();
    let OpenedJournal { journal, state } = Journal::open(&path, &own(), None).expect("a journal");
    assert!(state.is_none() && path.exists());
    drop(journal);
    assert!(!path.exists());
    // An existing empty file is kept.
    fs::write(&path, "").expect("a file");
    assert!(Journal::open(&path, &own(), None).expect("a journal").state.is_none());
    assert!(path.exists());
}

#[test]
fn a_missing_folder_is_named() {
    let folder = Folder::new();
    for path in [folder.0.join("missing").join("journal"), folder.0.clone()] {
        let error = Journal::open(&path, &own(), None).expect_err("a rejection");
        assert_eq!(error.code(), Some("JournalUnusable"), "{error:?}");
        assert!(error.message().contains(&path.display().to_string()));
    }
}

#[test]
fn j6_the_file_does_not_grow_with_the_number_of_blobs() {
    const BLOBS: u64 = 200_000;
    const IN_FLIGHT: u64 = 512;
    let folder = Folder::new();
    let mut journal = Journal::open(&folder.file(), &own(), None).expect("a journal").journal;
    journal.begin(JournalState::new(Checkpoint::default(), None)).expect("a start");
    let mut position = Position::default();
    position.keep_changes();
    let (mut longest, mut replaced) = (0, 0);
    for number in 0..BLOBS {
        position.start(&format!("a/folder/with/a/name/{number:010}.parquet"));
        if number >= IN_FLIGHT {
            position.done(number - IN_FLIGHT);
        }
        if number % 16 == 0 {
            journal
                .append(JournalEntry { changes: position.take_changes(), progress: Some(JournalProgress::default()) })
                .expect("an entry");
            longest = longest.max(journal.length);
            if journal.has_grown() {
                journal.replace().expect("a replacement");
                replaced += 1;
                assert!(journal.length < 100_000, "{}", journal.length);
            }
        }
    }
    assert!(replaced >= 2 && longest < 3 * 1024 * 1024, "{replaced} times, {longest}");
}

#[test]
fn j7_a_process_killed_while_replacing_the_file_leaves_the_old_one() {
    let folder = Folder::new();
    let path = folder.file();
    let (mut journal, _) = written(&path, 50);
    let sorted = |mut checkpoint: Checkpoint| {
        checkpoint.remaining.open.sort();
        checkpoint
    };
    let expected = sorted(journal.state.clone().checkpoint());
    let short = {
        journal.replace().expect("a replacement");
        fs::read(&path).expect("a file")
    };
    drop(journal);
    // It had written this much of the new file, but not renamed it.
    for end in [0, 1, short.len() / 2, short.len()] {
        fs::write(replacement_path(&path), &short[..end]).expect("a file");
        let OpenedJournal { mut journal, state } = Journal::open(&path, &own(), None).expect("a journal");
        assert_eq!(sorted(state.expect("a state").checkpoint()), expected);
        journal.begin(JournalState::new(expected.clone(), None)).expect("a start");
        drop(journal);
        assert_eq!(reopened(&path).checkpoint(), expected);
    }
}
