use std::fs;
use std::time::Duration;

use super::*;

/// A file that is removed with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("blobferry-{}-{}", std::process::id(), fastrand::u64(..)));
        fs::write(&path, content).expect("a temporary file");
        Self(path)
    }

    async fn open(&self) -> Result<Arc<LocalFile>> {
        LocalFile::open(self.0.as_os_str().as_encoded_bytes().to_vec()).await
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

async fn message_after(change: impl FnOnce(&Path)) -> String {
    let scratch = Scratch::new(b"0123456789");
    let file = scratch.open().await.expect("a file");
    change(&scratch.0);
    let error = file.require_unchanged().expect_err("it changed");
    assert_eq!((error.kind(), error.code()), (ErrorKind::File, Some(FILE_CHANGED)));
    error.message().to_owned()
}

#[tokio::test]
async fn any_range_is_read() {
    let scratch = Scratch::new(b"0123456789");
    let file = scratch.open().await.expect("a file");
    assert_eq!(file.length(), 10);
    assert_eq!(&file.read(3, 4).expect("bytes")[..], b"3456");
    assert_eq!(&file.read(0, 10).expect("bytes")[..], b"0123456789");
    file.require_unchanged().expect("it has not changed");
}

#[tokio::test]
async fn every_change_of_a_file_is_reported() {
    let grown = message_after(|path| fs::write(path, b"0123456789a").expect("written")).await;
    assert!(grown.contains("it grew from 10 to 11 bytes"), "{grown}");
    let shrunk = message_after(|path| fs::write(path, b"0").expect("written")).await;
    assert!(shrunk.contains("it shrank from 10 to 1 bytes"), "{shrunk}");
    let replaced = message_after(|path| {
        let other = path.with_extension("new");
        fs::write(&other, b"0123456789").expect("written");
        fs::rename(other, path).expect("renamed");
    });
    assert!(replaced.await.contains("another file was put in its place"));
    let written = message_after(|path| {
        let file = File::options().write(true).open(path).expect("a file");
        file.set_modified(SystemTime::now() + Duration::from_secs(5)).expect("a time");
    });
    assert!(written.await.contains("it was written to"));
}

#[tokio::test]
async fn a_shrinking_file_fails_at_its_end() {
    let scratch = Scratch::new(b"0123456789");
    let file = scratch.open().await.expect("a file");
    fs::write(&scratch.0, b"01234").expect("written");
    let error = file.read(3, 4).expect_err("two bytes are missing");
    assert!(error.message().contains("it shrank from 10 to 5 bytes"), "{error}");
}

#[tokio::test]
async fn a_file_can_be_renamed_or_deleted() {
    let scratch = Scratch::new(b"0123456789");
    let file = scratch.open().await.expect("a file");
    fs::remove_file(&scratch.0).expect("removed");
    assert_eq!(&file.read(0, 10).expect("bytes")[..], b"0123456789");
    file.require_unchanged().expect("the content is what it was");
}

#[tokio::test]
async fn anything_but_a_file_is_rejected() {
    let missing = LocalFile::open(b"/nowhere/at/all".to_vec()).await.err().expect("no file");
    assert_eq!((missing.kind(), missing.code()), (ErrorKind::File, Some("ENOENT")));
    let folder = std::env::temp_dir().as_os_str().as_encoded_bytes().to_vec();
    assert_eq!(LocalFile::open(folder).await.err().expect("a folder").code(), Some("EISDIR"));
    if cfg!(target_os = "linux") {
        let device = LocalFile::open(b"/dev/null".to_vec()).await.err().expect("a device");
        assert!(device.message().contains("uploadStream"), "{device}");
        let lying = LocalFile::open(b"/proc/self/status".to_vec()).await.expect("a file");
        assert_eq!(lying.length(), 0);
        assert!(lying.require_unchanged().is_err(), "it has content");
    }
}
