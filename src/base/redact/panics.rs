//! The report that is printed for a panic. The standard library prints the message, which may quote any text that the code was processing: a
//! slice at a wrong place shows the whole string, which may be a signed URL or a key.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;

/// The part that may be printed: the location, and the message if it is a literal in the code.
#[must_use]
pub fn panic_report(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
    let report = report(place.as_deref(), info.payload());
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured { format!("{report}\n{trace}") } else { report }
}

fn report(place: Option<&str>, payload: &dyn Any) -> String {
    // A formatted message is a `String`.
    let said = payload.downcast_ref::<&'static str>().map(|said| format!(" ({said})"));
    format!(
        "blobferry's engine panicked at {}{}. Please report it, with what was called.",
        place.unwrap_or("an unknown place"),
        said.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn payload(panics: impl FnOnce()) -> Box<dyn Any + Send> {
        catch_unwind(AssertUnwindSafe(panics)).expect_err("it panics")
    }

    #[test]
    fn panic_messages_with_data_are_not_printed() {
        let url = String::from("https://h/c?sig=SECRETÄ");
        let panics: [Box<dyn FnOnce()>; 3] = [
            Box::new(|| drop(url[..url.len() - 1].to_owned())),
            Box::new(|| panic!("no: {url}")),
            Box::new(|| assert_eq!(url, "")),
        ];
        for panics in panics {
            let report = report(Some("src/a.rs:7"), payload(panics).as_ref());
            assert!(report.contains("src/a.rs:7") && !report.contains("SECRET"), "{report}");
        }
    }

    #[test]
    fn literal_panic_messages_are_printed() {
        let said = payload(|| panic!("never empty"));
        assert!(report(None, said.as_ref()).contains("an unknown place (never empty)"));
    }
}
