use loom::model::Builder;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::mpsc::{Receiver, Sender, channel};
use loom::thread;

use crate::call_queue::CallQueue;

/// How often a thread can be interrupted where it need not wait. Faults of locks show with two; without a bound some tests take minutes.
const INTERRUPTIONS: usize = 3;

fn model(run: impl Fn() + Sync + Send + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(INTERRUPTIONS);
    builder.check(run);
}

/// What JavaScript's thread has. What wakes a thread is a channel: as with the event loop and the runtime, a wake-up that comes while
/// nobody sleeps is not lost.
struct JavaScript {
    queue: Arc<CallQueue<usize, usize>>,
    woken: Receiver<()>,
    engine: Sender<bool>,
}

/// What a thread of the engine has.
struct Engine {
    queue: Arc<CallQueue<usize, usize>>,
    woken: Receiver<bool>,
    javascript: Sender<()>,
}

fn threads() -> (JavaScript, Engine) {
    let queue = Arc::new(CallQueue::default());
    let ((engine, engine_woken), (javascript, javascript_woken)) = (channel(), channel());
    let engine_end = Engine { queue: Arc::clone(&queue), woken: engine_woken, javascript };
    (JavaScript { queue, woken: javascript_woken, engine }, engine_end)
}

impl JavaScript {
    fn call(&self, call: usize) {
        self.queue.begin(call);
    }

    fn flush(&self) {
        if self.queue.flush() {
            self.engine.send(true).unwrap();
        }
    }

    /// Waits for this many results.
    fn hear(&self, count: usize) -> Vec<usize> {
        let mut heard = Vec::new();
        while heard.len() < count {
            self.woken.recv().unwrap();
            heard.extend(self.queue.take_messages());
        }
        heard
    }

    /// The engine has nothing more to expect.
    fn finish(&self) {
        self.engine.send(false).unwrap();
    }
}

impl Engine {
    fn respond(&self, call: usize) {
        if self.queue.push(call) {
            self.javascript.send(()).unwrap();
        }
    }

    /// Responds to calls in the order in which it gets them.
    fn run(&self) -> Vec<usize> {
        let mut started = Vec::new();
        while self.woken.recv().unwrap() {
            for call in self.queue.take_starts() {
                started.push(call);
                self.respond(call);
            }
        }
        started
    }
}

#[test]
fn calls_start_in_order_and_get_results() {
    model(|| {
        let (javascript, engine) = threads();
        let engine = thread::spawn(move || engine.run());
        // One go with two calls, and another that may come while the engine takes the first.
        javascript.call(0);
        javascript.call(1);
        javascript.flush();
        javascript.call(2);
        javascript.flush();
        assert_eq!(javascript.hear(3), [0, 1, 2]);
        javascript.finish();
        assert_eq!(engine.join().unwrap(), [0, 1, 2]);
    });
}

#[test]
fn calls_after_results_get_results() {
    model(|| {
        let (javascript, engine) = threads();
        let engine = thread::spawn(move || engine.run());
        for call in 0..2 {
            javascript.call(call);
            javascript.flush();
            assert_eq!(javascript.hear(1), [call]);
        }
        javascript.finish();
        engine.join().unwrap();
    });
}

#[test]
fn messages_from_several_threads_are_delivered() {
    model(|| {
        let (javascript, engine) = threads();
        let other =
            Engine { queue: Arc::clone(&engine.queue), woken: channel().1, javascript: engine.javascript.clone() };
        let threads = [(10, engine), (20, other)].map(|(first, engine)| {
            thread::spawn(move || {
                engine.respond(first);
                engine.respond(first + 1);
            })
        });
        let heard = javascript.hear(4);
        for first in [10, 20] {
            let own: Vec<_> = heard.iter().filter(|news| **news / 10 == first / 10).collect();
            assert_eq!(own, [&first, &(first + 1)], "what one thread tells is heard in its order");
        }
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_failed_wake_up_is_retried() {
    model(|| {
        let (javascript, engine) = threads();
        let engine = thread::spawn(move || {
            if engine.queue.push(0) {
                engine.queue.not_woken();
            }
            engine.respond(1);
        });
        assert_eq!(javascript.hear(2), [0, 1]);
        engine.join().unwrap();
    });
}

/// What goes through the queue, and is counted for as long as it is there. It looks back into the queue when it goes, as calls do.
struct Counted {
    alive: Arc<AtomicUsize>,
    queue: Arc<CallQueue<Counted, Counted>>,
    looks_back: bool,
}

impl Counted {
    fn new(alive: &Arc<AtomicUsize>, queue: &Arc<CallQueue<Self, Self>>, looks_back: bool) -> Self {
        alive.fetch_add(1, Ordering::SeqCst);
        Self { alive: Arc::clone(alive), queue: Arc::clone(queue), looks_back }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::SeqCst);
        if self.looks_back {
            let _ = self.queue.push(Self::new(&self.alive, &self.queue, false));
        }
    }
}

#[test]
fn an_environment_that_ends_early_keeps_nothing() {
    model(|| {
        let alive = Arc::new(AtomicUsize::new(0));
        let queue = Arc::new(CallQueue::default());
        let engine = {
            let (alive, queue) = (Arc::clone(&alive), Arc::clone(&queue));
            thread::spawn(move || {
                // Calls that are dropped without having run, and a response.
                drop(queue.take_starts());
                let _ = queue.push(Counted::new(&alive, &queue, true));
            })
        };
        queue.begin(Counted::new(&alive, &queue, true));
        let _ = queue.flush();
        drop(queue.end());
        queue.begin(Counted::new(&alive, &queue, true));
        engine.join().unwrap();
        assert!(!queue.flush(), "nothing begins any more");
        assert_eq!(queue.take_starts().len() + queue.take_messages().len(), 0);
        assert_eq!(alive.load(Ordering::SeqCst), 0);
    });
}
