//! Measures the cost of a small copy in the engine alone: `copy` from Rust, without JavaScript, against a loop that sends the very same requests with
//! reqwest. Both run on one thread in this process and take turns, so that whatever else the machine does meets both alike.
//!
//! Usage: `blobferry-bench-engine CONNECTION_STRING COPIES CONCURRENCY ROUNDS`. It prints the medians as one line of JSON.

#![expect(clippy::print_stdout, reason = "the result of this program is what it prints")]

mod bare;
mod engine;

use std::error::Error;
use std::future::Future;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [connection_string, copies, concurrency, rounds] = arguments.as_slice() else {
        return Err("usage: blobferry-bench-engine CONNECTION_STRING COPIES CONCURRENCY ROUNDS".into());
    };
    let load = Load { copies: copies.parse()?, concurrency: concurrency.parse()? };
    let rounds: usize = rounds.parse()?;
    // As the engine's own thread is.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("{}", runtime.block_on(measure(connection_string, load, rounds))?);
    Ok(())
}

/// How much is copied at once, and in all.
#[derive(Clone, Copy)]
pub struct Load {
    copies: usize,
    concurrency: usize,
}

async fn measure(connection_string: &str, load: Load, rounds: usize) -> Result<Value> {
    let engine = engine::Engine::new(connection_string).await?;
    let bare = bare::Bare::new(&engine).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first round warms up.
    for round in 0..=rounds {
        let measured = [timed(load, engine.run(load)).await?, timed(load, bare.run(load)).await?];
        if round > 0 {
            ours.push(measured[0]);
            theirs.push(measured[1]);
        }
    }
    Ok(json!({ "engine": medians(&ours), "reqwest": medians(&theirs) }))
}

/// The CPU time of the process and the time on the clock, for one copy, in microseconds.
async fn timed(load: Load, work: impl Future<Output = Result<()>>) -> Result<[f64; 2]> {
    let (cpu, wall) = (cpu_time(), Instant::now());
    work.await?;
    #[expect(clippy::cast_precision_loss, reason = "there are not so many copies")]
    let copies = load.copies as f64;
    Ok([cpu_time().saturating_sub(cpu), wall.elapsed()].map(|time| time.as_secs_f64() * 1e6 / copies))
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

fn medians(measured: &[[f64; 2]]) -> Value {
    let median = |which: usize| {
        let mut values: Vec<f64> = measured.iter().map(|times| times[which]).collect();
        values.sort_unstable_by(f64::total_cmp);
        values[values.len() / 2]
    };
    json!({ "cpuMicroseconds": median(0), "wallMicroseconds": median(1) })
}
