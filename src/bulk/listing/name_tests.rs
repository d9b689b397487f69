//! The caller's regular expressions: whoever called evaluates them, a page of names at a time. The engine has none of its own, so that they
//! mean what they mean there.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::listing::lister::Listed;
use crate::bulk::listing::origin::Origin;
use crate::bulk::options::filter::Matched;

/// The names of one page, and who waits for what they match.
struct Question {
    names: Vec<String>,
    answer: oneshot::Sender<Result<Vec<Matched>>>,
}

/// Asks the caller which names match.
pub struct NameTests {
    questions: mpsc::Sender<Question>,
    asked: AsyncMutex<mpsc::Receiver<Question>>,
    /// Who waits for the answer to the question that was taken.
    waiting: Mutex<Option<oneshot::Sender<Result<Vec<Matched>>>>>,
}

impl std::fmt::Debug for NameTests {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NameTests")
    }
}

impl Default for NameTests {
    fn default() -> Self {
        // One question waits at a time for each listing, and no listing reads on before it is answered.
        let (questions, asked) = mpsc::channel(1);
        Self { questions, asked: AsyncMutex::new(asked), waiting: Mutex::default() }
    }
}

impl NameTests {
    /// Asks about all blobs of a page. `name` is the name that counts for one of them; those without stay as they are.
    ///
    /// # Errors
    /// What the caller threw, or the job's cancellation.
    pub async fn ask<'a>(
        &self,
        blobs: impl IntoIterator<Item = &'a mut Listed>,
        name: impl Fn(&Listed) -> Option<String>,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let (mut tested, mut names) = (Vec::new(), Vec::new());
        for listed in blobs {
            if matches!(listed.origin, Origin::Told(_)) {
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
        let answer = cancel.run_until_cancelled(self.matched(names)).await.ok_or_else(Error::aborted)??;
        for (listed, matched) in tested.into_iter().zip(answer) {
            listed.matched = matched;
        }
        Ok(())
    }

    async fn matched(&self, names: Vec<String>) -> Result<Vec<Matched>> {
        let count = names.len();
        let (answer, answered) = oneshot::channel();
        self.questions.send(Question { names, answer }).await.map_err(|_| unanswered())?;
        let matched = answered.await.map_err(|_| unanswered())??;
        // A name that was passed by would be copied or deleted by mistake.
        if matched.len() == count { Ok(matched) } else { Err(unanswered()) }
    }

    /// The next names to be tested, in the order in which the listings ask.
    pub async fn next(&self) -> Option<Vec<String>> {
        let Question { names, answer } = self.asked.lock().await.recv().await?;
        *self.waiting() = Some(answer);
        Some(names)
    }

    /// What the names match that were taken last. Each character stands for one: its first bit for what is included, its second for what is
    /// excluded.
    pub fn answer(&self, answer: &str) {
        let matched = answer.bytes().map(|bits| Matched { included: bits & 1 != 0, excluded: bits & 2 != 0 }).collect();
        self.settle(Ok(matched));
    }

    /// The test failed.
    pub fn fail(&self, error: Error) {
        self.settle(Err(error));
    }

    fn settle(&self, answer: Result<Vec<Matched>>) {
        if let Some(waiting) = self.waiting().take() {
            // Nobody waits any more if the job has ended.
            let _ = waiting.send(answer);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<oneshot::Sender<Result<Vec<Matched>>>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unanswered() -> Error {
    Error::new(ErrorKind::Internal, "The names of a page were not tested against the regular expressions.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(names: &[&str]) -> Vec<Listed> {
        names.iter().map(|name| Listed::unknown((*name).to_owned())).collect()
    }

    #[tokio::test]
    async fn each_name_gets_its_own_answer() {
        let (tests, cancel, mut blobs) =
            (NameTests::default(), CancellationToken::new(), listed(&["a", "skip", "b", "c"]));
        let asking =
            tests.ask(&mut blobs, |listed| (listed.name != "skip").then(|| format!("p/{}", listed.name)), &cancel);
        let answering = async {
            let names = tests.next().await;
            tests.answer("130");
            names
        };
        let (asked, names) = tokio::join!(asking, answering);
        asked.expect("answers");
        assert_eq!(names, Some(["p/a", "p/b", "p/c"].map(str::to_owned).to_vec()));
        let matched: Vec<_> = blobs.iter().map(|listed| (listed.matched.included, listed.matched.excluded)).collect();
        assert_eq!(matched, [(true, false), (true, false), (true, true), (false, false)]);
    }

    #[tokio::test]
    async fn an_answer_that_is_too_short_and_one_that_never_comes_are_errors() {
        let (tests, cancel) = (NameTests::default(), CancellationToken::new());
        let all = |listed: &Listed| Some(listed.name.clone());
        let mut blobs = listed(&["a", "b"]);
        let answering = async {
            tests.next().await;
            tests.answer("1");
        };
        let (asked, ()) = tokio::join!(tests.ask(&mut blobs, all, &cancel), answering);
        assert!(asked.is_err());
        cancel.cancel();
        assert!(tests.ask(&mut blobs, all, &cancel).await.is_err());
    }

    #[tokio::test]
    async fn nothing_is_asked_about_no_names() {
        let (tests, cancel) = (NameTests::default(), CancellationToken::new());
        tests.ask(&mut listed(&["a"]), |_| None, &cancel).await.expect("nothing to ask");
    }
}
