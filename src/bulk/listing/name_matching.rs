//! Tests the names of a page against the caller's regular expressions.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::listing::origin::ListedFrom;
use crate::bulk::listing::page::Listed;
use crate::bulk::naming::name_matching::NameMatching;

/// Tests all blobs of a page. `name` returns the name to test; blobs without one stay unchanged.
///
/// # Errors
/// The error of the caller, or the job's cancellation.
pub async fn match_names<'a>(
    tests: &NameMatching,
    blobs: impl IntoIterator<Item = &'a mut Listed>,
    name: impl Fn(&Listed) -> Option<String>,
    cancel: &CancellationToken,
) -> Result<()> {
    let (mut tested, mut names) = (Vec::new(), Vec::new());
    for listed in blobs {
        if matches!(listed.origin, ListedFrom::Event(_)) {
            continue;
        }
        if let Some(name) = name(listed) {
            names.push(name);
            tested.push(listed);
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    let results = cancel.run_until_cancelled(tests.matched(names)).await.ok_or_else(Error::aborted)??;
    for (listed, matched) in tested.into_iter().zip(results) {
        listed.matched = matched;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(names: &[&str]) -> Vec<Listed> {
        names.iter().map(|name| Listed::unknown((*name).to_owned())).collect()
    }

    #[tokio::test]
    async fn each_name_gets_its_own_result() {
        let (tests, cancel, mut blobs) =
            (NameMatching::default(), CancellationToken::new(), listed(&["a", "skip", "b", "c"]));
        let asking = match_names(
            &tests,
            &mut blobs,
            |listed| (listed.name != "skip").then(|| format!("p/{}", listed.name)),
            &cancel,
        );
        let testing = async {
            let names = tests.next().await;
            tests.resolve("130");
            names
        };
        let (matched, names) = tokio::join!(asking, testing);
        matched.expect("results");
        assert_eq!(names, Some(["p/a", "p/b", "p/c"].map(str::to_owned).to_vec()));
        let matched: Vec<_> = blobs.iter().map(|listed| (listed.matched.included, listed.matched.excluded)).collect();
        assert_eq!(matched, [(true, false), (true, false), (true, true), (false, false)]);
    }

    #[tokio::test]
    async fn results_that_are_too_short_or_never_come_are_errors() {
        let (tests, cancel) = (NameMatching::default(), CancellationToken::new());
        let all = |listed: &Listed| Some(listed.name.clone());
        let mut blobs = listed(&["a", "b"]);
        let testing = async {
            tests.next().await;
            tests.resolve("1");
        };
        let (matched, ()) = tokio::join!(match_names(&tests, &mut blobs, all, &cancel), testing);
        assert!(matched.is_err());
        cancel.cancel();
        assert!(match_names(&tests, &mut blobs, all, &cancel).await.is_err());
    }

    #[tokio::test]
    async fn no_names_need_no_test() {
        let (tests, cancel) = (NameMatching::default(), CancellationToken::new());
        match_names(&tests, &mut listed(&["a"]), |_| None, &cancel).await.expect("nothing to ask");
    }
}
