'use strict';

// Waits for copies that do not end, and stops waiting in every way. Arguments: package, connection strings of source and
// destination, kind of copy. Says what each way came to; then nobody waits any more, and the process ends by itself.

const [, , packageName, from, to, kind] = process.argv;
const { BlobClient } = require(packageName);

const outcome = (promise) =>
  promise.then(
    () => 'done',
    (error) => error.name,
  );

/** What a script sees of a poller that is wrapped. */
const wrapped = (poller) => new Proxy(poller, {});

const WAYS = {
  'stopped in the same tick'(poller) {
    const waiting = outcome(poller.pollUntilDone());
    poller.stopPolling();
    return waiting;
  },
  'stopped twice'(poller) {
    const waiting = outcome(poller.pollUntilDone());
    poller.stopPolling();
    poller.stopPolling();
    return waiting;
  },
  'stopped when nobody waits'(poller) {
    poller.stopPolling();
    return 'nothing';
  },
  'stopped, waited for again, and stopped'(poller) {
    const waiting = [];
    for (let round = 0; round < 3; round += 1) {
      waiting.push(outcome(poller.pollUntilDone()));
      poller.stopPolling();
    }
    return Promise.all(waiting).then((names) => names.join());
  },
  'stopped when many wait'(poller) {
    const waiting = Array.from({ length: 3 }, () => outcome(poller.pollUntilDone()));
    poller.stopPolling();
    return Promise.all(waiting).then((names) => names.join());
  },
  'stopped beside a poll'(poller) {
    const waiting = [outcome(poller.poll()), outcome(poller.pollUntilDone())];
    poller.stopPolling();
    return Promise.all(waiting).then((names) => names.join());
  },
  'stopped in a microtask'(poller) {
    queueMicrotask(() => poller.stopPolling());
    return outcome(poller.pollUntilDone());
  },
  'stopped in the next tick'(poller) {
    process.nextTick(() => poller.stopPolling());
    return outcome(poller.pollUntilDone());
  },
  'stopped when other work has run'(poller) {
    setImmediate(() => poller.stopPolling());
    return outcome(poller.pollUntilDone());
  },
  'aborted in the same tick'(poller) {
    const controller = new AbortController();
    const waiting = outcome(poller.pollUntilDone({ abortSignal: controller.signal }));
    controller.abort();
    return waiting;
  },
  'aborted before'(poller) {
    return outcome(poller.pollUntilDone({ abortSignal: AbortSignal.abort() }));
  },
  'aborted by one and stopped by another'(poller) {
    const controller = new AbortController();
    const waiting = [
      outcome(poller.pollUntilDone({ abortSignal: controller.signal })),
      outcome(poller.pollUntilDone()),
    ];
    controller.abort();
    poller.stopPolling();
    return Promise.all(waiting).then((names) => names.join());
  },
  'a poll that is aborted'(poller) {
    const controller = new AbortController();
    const polling = outcome(poller.poll({ abortSignal: controller.signal }));
    controller.abort();
    return polling;
  },
  'stopped through a proxy'(poller) {
    const waiting = outcome(wrapped(poller).pollUntilDone());
    wrapped(poller).stopPolling();
    return waiting;
  },
};

const COPIES = {
  beginCopyFromURL: (destination, source) => destination.beginCopyFromURL(source.url, { intervalInMs: 1 }),
  asynchronous: (destination, source) =>
    destination.beginCopyFrom(source, { strategy: 'asynchronous', intervalInMs: 1 }),
  blocks: (destination, source) => destination.beginCopyFrom(source, { strategy: 'blocks', blockSize: 100_000 }),
};

async function main() {
  const source = new BlobClient(from, 'container', 'source');
  const outcomes = {};
  for (const [way, act] of Object.entries(WAYS)) {
    const poller = await COPIES[kind](new BlobClient(to, 'container', `${kind}: ${way}`), source);
    outcomes[way] = await act(poller);
  }
  console.log(JSON.stringify(outcomes));
}

main();
