'use strict';

// Ways to leave a process. Arguments: package, URL of the account, name of the case. The server is the parent's.

const [, , packageName, url, caseName] = process.argv;
const library = require(packageName);

const container = new library.ContainerClient(
  `${url}/container`,
  new library.StorageSharedKeyCredential('account', 'a2V5'),
  { retryOptions: { maxTries: 1 } },
);
const destination = container.getBlobClient('destination');
const source = `${url}/container/source`;
const LONG = { intervalInMs: 600_000 };

const cases = {
  /** The copy stays pending, and nobody waits for it. */
  async forgottenPoller() {
    const poller = await destination.beginCopyFromURL(source);
    console.log(poller.isDone());
  },

  async forgottenPollerPolledOnce() {
    const poller = await destination.beginCopyFromURL(source, { onProgress: () => {} });
    await poller.poll();
    console.log(poller.isDone());
  },

  async stoppedPoller() {
    const poller = await destination.beginCopyFromURL(source, LONG);
    const waiting = poller.pollUntilDone().catch((error) => console.log(error.name));
    await poller.poll();
    poller.stopPolling();
    await waiting;
  },

  async cancelledPoller() {
    const poller = await destination.beginCopyFromURL(source, LONG);
    const waiting = poller.pollUntilDone().catch((error) => console.log(error.name));
    await poller.cancelOperation();
    await waiting;
  },

  /** The poller is known to wait for its next poll when it is cancelled. */
  async cancelledWait() {
    const poller = await destination.beginCopyFromURL(source, LONG);
    const waiting = poller.pollUntilDone().catch((error) => console.log(error.name));
    await poller.poll();
    await poller.cancelOperation();
    await waiting;
  },

  /** What is awaited keeps the process alive until it is there. */
  async awaitedPoller() {
    const poller = await destination.beginCopyFromURL(source);
    const { copyStatus } = await poller.pollUntilDone();
    console.log(copyStatus);
  },

  async forgottenOperation() {
    destination.getProperties().then(
      () => console.log('came back'),
      () => console.log('failed'),
    );
  },

  async forgottenFailure() {
    container.getBlobClient('missing').download();
  },

  async idleConnection() {
    await destination.getProperties();
    console.log('idle');
  },

  async exitInFlight() {
    destination.getProperties().catch(() => {});
    destination.beginCopyFromURL(source).catch(() => {});
    setImmediate(() => process.exit(7));
  },

  async throwInFlight() {
    destination.getProperties().catch(() => {});
    setImmediate(() => {
      throw new Error('thrown by the script');
    });
  },

  async collected() {
    for (let round = 0; round < 50; round += 1) {
      await destination.beginCopyFromURL(source);
      globalThis.gc();
    }
    console.log('collected');
  },
};

cases[caseName]();
