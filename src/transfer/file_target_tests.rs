use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;

use super::*;

/// A directory of one test, removed with it.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("blobferry-file-target-{}-{number}", std::process::id()));
        fs::create_dir(&path).expect("a directory");
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(&self.0)
            .expect("a directory")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn open(path: &Path) -> FileTarget {
    let DownloadTarget::File(file) = FileTarget::open(path).expect("it opens") else { unreachable!("it is a file") };
    file
}

async fn write(target: &FileTarget, place: u64, text: &'static str) {
    target.writer().0.write(place, vec![Bytes::from(text)]).await.expect("written");
}

#[tokio::test]
async fn a_file_appears_only_when_complete() {
    let directory = Directory::new();
    let path = directory.0.join("file");
    let target = open(&path);
    write(&target, 2, "cd").await;
    write(&target, 0, "ab").await;
    assert!(!path.exists());
    target.finish().expect("renamed");
    assert_eq!((fs::read(&path).expect("it is there"), directory.names()), (b"abcd".to_vec(), vec!["file".to_owned()]));
}

#[tokio::test]
async fn waiters_for_writes_are_notified_when_no_write_can_follow() {
    let directory = Directory::new();
    let target = open(&directory.0.join("file"));
    let (writer, settled) = target.writer();
    let mut settled = Box::pin(settled);
    let write = writer.write(0, vec![Bytes::from("ab")]);
    assert!(settled.as_mut().now_or_never().is_none());
    drop(write);
    assert!(settled.as_mut().now_or_never().is_none(), "there may be more");
    drop(writer);
    assert!(settled.now_or_never().is_some());
}

#[tokio::test]
async fn an_abandoned_write_keeps_the_previous_file() {
    let directory = Directory::new();
    let path = directory.0.join("file");
    drop(open(&path));
    assert!(directory.names().is_empty());
    fs::write(&path, "what was there").expect("written");
    let target = open(&path);
    write(&target, 0, "ab").await;
    drop(target);
    assert_eq!(
        (fs::read(&path).expect("it is there"), directory.names()),
        (b"what was there".to_vec(), vec!["file".into()])
    );
}

#[tokio::test]
async fn a_replaced_file_keeps_its_permissions_and_links() {
    let directory = Directory::new();
    let (path, link) = (directory.0.join("file"), directory.0.join("link"));
    fs::write(&path, "what was there").expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o604)).expect("set");
    symlink("file", &link).expect("linked");
    let target = open(&link);
    write(&target, 0, "new").await;
    target.finish().expect("renamed");
    assert_eq!(fs::read(&path).expect("it is there"), b"new");
    assert_eq!(fs::metadata(&path).expect("it is there").mode() & 0o777, 0o604);
    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
}

#[tokio::test]
async fn a_file_with_several_names_is_written_in_place() {
    let directory = Directory::new();
    let (path, other) = (directory.0.join("file"), directory.0.join("other"));
    fs::write(&path, "what was there").expect("written");
    fs::hard_link(&path, &other).expect("linked");
    let target = open(&path);
    write(&target, 0, "new").await;
    target.finish().expect("it stays");
    assert_eq!((fs::read(&other).expect("it is there"), directory.names().len()), (b"new".to_vec(), 2));
}

#[tokio::test]
async fn writing_through_a_dangling_link_creates_its_target() {
    let directory = Directory::new();
    let link = directory.0.join("link");
    symlink("file", &link).expect("linked");
    let target = open(&link);
    write(&target, 0, "new").await;
    target.finish().expect("it stays");
    assert_eq!(fs::read(directory.0.join("file")).expect("it is there"), b"new");
}

#[test]
fn a_write_error_names_the_path() {
    let directory = Directory::new();
    let file = directory.0.join("file");
    fs::write(&file, "").expect("written");
    for (path, code) in [
        (directory.0.clone(), "EISDIR"),
        (directory.0.join("none/file"), "ENOENT"),
        (file.join("file"), "ENOTDIR"),
        (directory.0.join("n".repeat(300)), "ENAMETOOLONG"),
    ] {
        let error = FileTarget::open(&path).err().expect("it cannot be written");
        let failure = error.file().expect("it is of a file");
        assert_eq!((error.code(), failure.path.as_deref()), (Some(code), path.to_str()));
    }
    assert!(matches!(FileTarget::open(Path::new("/dev/null")), Ok(DownloadTarget::Stream)));
}
