//! The caller of a task: the number of the call that it works for. Tasks that the work starts inherit it, so that a
//! token request can name its call.

use std::future::Future;

tokio::task_local! {
    static CALLER: u32;
}

/// Runs work on behalf of a call.
pub fn on_behalf_of<Work: Future>(call: u32, work: Work) -> impl Future<Output = Work::Output> {
    CALLER.scope(call, work)
}

/// The current call, if there is one.
pub fn current() -> Option<u32> {
    CALLER.try_with(|call| *call).ok()
}

/// Work for a separate task, on behalf of the current call.
pub async fn inherited<Work: Future>(call: Option<u32>, work: Work) -> Work::Output {
    match call {
        Some(call) => CALLER.scope(call, work).await,
        None => work.await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_call_id_is_inherited_by_spawned_tasks() {
        let work = async {
            let without = tokio::spawn(async { current() });
            let along = tokio::spawn(inherited(current(), async { current() }));
            (current(), without.await.expect("no panic"), along.await.expect("no panic"))
        };
        assert_eq!(on_behalf_of(7, work).await, (Some(7), None, Some(7)));
        assert_eq!(current(), None);
        assert_eq!(inherited(current(), async { current() }).await, None);
    }
}
