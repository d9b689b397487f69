//! File system errors, reported as Node reports them.

use std::io;
use std::path::Path;

use crate::base::error::{Error, ErrorKind, FileFailure};

/// The error for a failed file operation. `path` is for operations that name the file.
pub fn file_error(error: io::Error, system_call: &'static str, path: Option<&Path>) -> Error {
    let failure = FileFailure {
        errno: error.raw_os_error().filter(|_| cfg!(unix)),
        system_call,
        path: path.map(|path| path.to_string_lossy().into_owned()),
    };
    let code = code(error.kind());
    Error::new(ErrorKind::File, format!("{code}: {error}, {system_call}"))
        .with_code(code)
        .with_file(failure)
        .with_source(error)
}

/// The name that Node has for a kind of failure.
fn code(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::NotFound => "ENOENT",
        io::ErrorKind::PermissionDenied => "EACCES",
        io::ErrorKind::AlreadyExists => "EEXIST",
        io::ErrorKind::IsADirectory => "EISDIR",
        io::ErrorKind::NotADirectory => "ENOTDIR",
        io::ErrorKind::StorageFull => "ENOSPC",
        io::ErrorKind::QuotaExceeded => "EDQUOT",
        io::ErrorKind::FileTooLarge => "EFBIG",
        io::ErrorKind::ReadOnlyFilesystem => "EROFS",
        io::ErrorKind::InvalidFilename => "ENAMETOOLONG",
        io::ErrorKind::ResourceBusy => "EBUSY",
        io::ErrorKind::InvalidInput => "EINVAL",
        _ => "EIO",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_failure_has_the_error_code_of_node() {
        let path = Path::new("/nowhere/file");
        let error = file_error(std::fs::File::open(path).expect_err("it is nowhere"), "open", Some(path));
        assert_eq!((error.kind(), error.code()), (ErrorKind::File, Some("ENOENT")));
        let failure = error.file().expect("it is of a file");
        assert_eq!((failure.system_call, failure.path.as_deref()), ("open", Some("/nowhere/file")));
        assert_eq!(failure.errno.is_some(), cfg!(unix));
    }
}
