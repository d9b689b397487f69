//! The scheduler for the blocks of all copies and uploads.

use std::future::Future;

use futures_util::{Stream, TryStreamExt};

use crate::base::error::Result;

/// Processes this many blocks at once, in their order. The first failure ends the work on all others, and no
/// further block is requested.
///
/// # Errors
/// The failure of a block, or of their source.
pub async fn run_blocks<Block, Work>(
    blocks: impl Stream<Item = Result<Block>>,
    concurrency: usize,
    work: impl FnMut(Block) -> Work,
) -> Result<()>
where
    Work: Future<Output = Result<()>>,
{
    blocks.map_ok(work).try_buffer_unordered(concurrency.max(1)).try_collect::<()>().await
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use futures_util::stream;
    use tokio::sync::Semaphore;

    use super::*;
    use crate::base::error::{Error, ErrorKind};

    #[tokio::test]
    async fn blocks_start_in_order_up_to_the_limit() {
        let (started, running, most) = (RefCell::new(Vec::new()), Cell::new(0), Cell::new(0));
        run_blocks(stream::iter((0..10).map(Ok)), 3, |number| {
            let (started, running, most) = (&started, &running, &most);
            async move {
                started.borrow_mut().push(number);
                running.set(running.get() + 1);
                most.set(most.get().max(running.get()));
                tokio::task::yield_now().await;
                running.set(running.get() - 1);
                Ok(())
            }
        })
        .await
        .expect("no failure");
        assert_eq!((started.into_inner(), most.get()), ((0..10).collect::<Vec<_>>(), 3));
    }

    #[tokio::test]
    async fn the_first_failure_ends_all_blocks() {
        let (requested, never) = (Cell::new(0), Semaphore::new(0));
        let blocks = stream::iter((0..100).map(|number| {
            requested.set(requested.get() + 1);
            Ok(number)
        }));
        let result = run_blocks(blocks, 3, |number| {
            let never = &never;
            async move {
                if number == 2 {
                    return Err(Error::new(ErrorKind::Service, "no"));
                }
                let _ = never.acquire().await;
                Ok(())
            }
        });
        assert_eq!(result.await.expect_err("the third").message(), "no");
        assert_eq!(requested.get(), 3);
    }
}
