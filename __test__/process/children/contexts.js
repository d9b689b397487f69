'use strict';

// Asynchronous contexts, and what stays in memory. Runs with --expose-gc, in a process of its own, since Node reads NODE_EXTRA_CA_CERTS only
// when it starts. Prints one line of JSON. Arguments: package, origin of the HTTPS server, name of the case.

const { AsyncLocalStorage } = require('node:async_hooks');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const [, , packageName, origin, caseName] = process.argv;
const storage = new AsyncLocalStorage();
const HOUR = 3_600_000;
const OPTIONS = { retryOptions: { maxTries: 1 } };

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Collects until the condition holds; the test's own limit ends it when it never does. */
async function collectUntil(condition) {
  do {
    // What was looked at is not collected before the turn is over.
    await turn();
    globalThis.gc();
    await turn();
  } while (!condition());
}

/** A credential whose every token has expired already, so that every request needs one; it records the contexts. */
function askingCredential() {
  const stores = [];
  return {
    stores,
    async getToken() {
      const atOnce = storage.getStore();
      await turn();
      stores.push([atOnce, storage.getStore()]);
      return { token: 'token', expiresOnTimestamp: Date.now() - 1000 };
    },
  };
}

const lasting = { getToken: async () => ({ token: 'token', expiresOnTimestamp: Date.now() + HOUR }) };

/** Loads the package once more, in a realm of its own, as test frameworks do for each file of tests. */
function loadInRealm() {
  const realm = vm.createContext({ process, Buffer, URL, AbortSignal, AbortController, Blob, TextEncoder, console });
  const entry = require.resolve(packageName);
  const module = { exports: {} };
  const load = vm.compileFunction(fs.readFileSync(entry, 'utf8'), ['require', 'module', 'exports'], {
    parsingContext: realm,
    filename: entry,
  });
  load((id) => require(id.startsWith('.') ? path.join(path.dirname(entry), id) : id), module, module.exports);
  return { realm, library: module.exports };
}

const cases = {
  /** Each call in a context of its own, one after the other through one credential. */
  async own() {
    const { BlobClient } = require(packageName);
    const credential = askingCredential();
    const blob = new BlobClient(`${origin}/account/container/blob`, credential, OPTIONS);
    const own = Array.from({ length: 5 }, (_, number) => ({ number }));
    for (const store of own) await storage.run(store, () => blob.getProperties());
    await blob.getProperties();
    return credential.stores.map((seen) => seen.map((store) => own.indexOf(store)));
  },

  /** As many calls at once, each of a client of its own. */
  async atOnce() {
    const { BlobClient } = require(packageName);
    const seen = await Promise.all(
      Array.from({ length: 20 }, async (_, number) => {
        const credential = askingCredential();
        const blob = new BlobClient(`${origin}/account/container/blob`, credential, OPTIONS);
        await storage.run(number, () => blob.getProperties());
        return credential.stores.flat();
      }),
    );
    return seen;
  },

  /** Every kind of call. */
  async kinds() {
    const { BlockBlobClient, ContainerClient } = require(packageName);
    const kinds = {
      upload: (blob) => blob.upload('text', 4),
      download: async (blob) => (await blob.download()).readableStreamBody.resume(),
      lease: (blob) => blob.getBlobLeaseClient().acquireLease(-1),
      listing: (_, container) => container.listBlobsFlat().next(),
      copy: (blob) => blob.beginCopyFromURL(`${origin}/account/container/source`),
    };
    const seen = {};
    for (const [kind, call] of Object.entries(kinds)) {
      const credential = askingCredential();
      const container = new ContainerClient(`${origin}/account/container`, credential, OPTIONS);
      const blob = new BlockBlobClient(`${origin}/account/container/blob`, credential, OPTIONS);
      await storage.run(kind, () => call(blob, container)).catch(() => {});
      seen[kind] = [...new Set(credential.stores.flat())];
    }
    return seen;
  },

  /** A copy continues in the context in which it was started, whoever waits for it. */
  async copy() {
    const { BlockBlobClient } = require(packageName);
    const credential = askingCredential();
    const blob = new BlockBlobClient(`${origin}/account/container/blob`, credential, OPTIONS);
    const source = new BlockBlobClient(`${origin}/account/container/source`, credential, OPTIONS);
    const poller = await storage.run('begun', () => blob.beginCopyFrom(source, { strategy: 'relay' }));
    const before = credential.stores.length;
    await storage.run('waits', () => poller.pollUntilDone());
    return { later: credential.stores.length > before, stores: [...new Set(credential.stores.flat())] };
  },

  /** The store of the first caller is held no longer than the call, though the addon is loaded in its context. */
  async firstCaller() {
    require(packageName);
    return cases.loadingCaller();
  },

  /** The same, and its context is even that in which the module is loaded. */
  async loadingCaller() {
    let calls = 0;
    const credential = {
      getToken: async () => ({ token: `token-${(calls += 1)}`, expiresOnTimestamp: Date.now() + HOUR }),
    };
    let blob;
    const first = async () => {
      const store = { large: new Uint8Array(1024) };
      await storage.run(store, async () => {
        const { BlobClient } = require(packageName);
        blob = new BlobClient(`${origin}/account/container/blob`, credential, OPTIONS);
        await blob.getProperties();
      });
      return new WeakRef(store);
    };
    const store = await first();
    await collectUntil(() => store.deref() === undefined);
    await blob.getProperties();
    return { collected: true, calls };
  },

  /** One failed token fails thousands of calls: each gets the very object that was thrown, which is held no longer than they need it. */
  async thrown() {
    const { ContainerClient } = require(packageName);
    let requested = 0;
    const fail = async () => {
      const mine = { not: 'even an Error' };
      const credential = {
        async getToken() {
          requested += 1;
          await turn();
          throw mine;
        },
      };
      const container = new ContainerClient(`${origin}/account/container`, credential, OPTIONS);
      const calls = Array.from({ length: 5000 }, (_, number) => container.getBlobClient(`b${number}`).getProperties());
      const caught = await Promise.all(
        calls.map((call) =>
          call.then(
            () => undefined,
            (error) => error,
          ),
        ),
      );
      return { same: caught.filter((error) => error === mine).length, mine: new WeakRef(mine) };
    };
    const { same, mine } = await fail();
    await collectUntil(() => mine.deref() === undefined);
    return { same, requested };
  },

  /** As many errors as calls, all at once. */
  async thrownEach() {
    const { BlobClient } = require(packageName);
    const calls = Array.from({ length: 500 }, async (_, number) => {
      const mine = new Error(`mine ${number}`);
      const credential = { getToken: () => turn().then(() => Promise.reject(mine)) };
      const blob = new BlobClient(`${origin}/account/container/blob`, credential, OPTIONS);
      return (await blob.getProperties().catch((error) => error)) === mine;
    });
    return { same: (await Promise.all(calls)).filter(Boolean).length };
  },

  /** A credential that reaches the client that uses it. */
  async cycles() {
    const { BlobClient } = require(packageName);
    let collected = 0;
    const registry = new FinalizationRegistry(() => (collected += 1));
    const make = async () => {
      const credential = { client: undefined, getToken: lasting.getToken };
      credential.client = new BlobClient(`${origin}/account/container/blob`, credential, OPTIONS);
      registry.register(credential);
      await credential.client.getProperties();
    };
    for (let count = 0; count < 20; count += 1) await make();
    await collectUntil(() => collected >= 19);
    return { collected: true };
  },

  /** A client that nobody holds any more, while its call waits for a token. */
  async droppedWhileAsking() {
    const { BlobClient } = require(packageName);
    let ask;
    const requested = new Promise((resolve) => (ask = resolve));
    let give;
    const given = new Promise((resolve) => (give = resolve));
    const call = () => {
      const getToken = async () => {
        ask();
        await given;
        return lasting.getToken();
      };
      return new BlobClient(`${origin}/account/container/blob`, { getToken }, OPTIONS).getProperties();
    };
    const responded = call();
    globalThis.gc();
    await requested;
    globalThis.gc();
    give();
    return { etag: (await responded).etag };
  },

  /** Realms that made calls, and are over. */
  async realms() {
    const count = 30;
    let collected = 0;
    const registry = new FinalizationRegistry(() => (collected += 1));
    const sizes = [];
    const make = async () => {
      const { realm, library } = loadInRealm();
      registry.register(realm);
      registry.register(library);
      const blob = new library.BlobClient(`${origin}/account/container/blob`, lasting, OPTIONS);
      await blob.getProperties();
      const poller = await blob.beginCopyFromURL(`${origin}/account/container/source`);
      await poller.pollUntilDone();
    };
    for (let number = 0; number < count; number += 1) {
      await make();
      globalThis.gc();
      await turn();
      globalThis.gc();
      sizes.push(process.memoryUsage().heapUsed);
    }
    // What ran last may still be reachable from the machine's stack.
    await collectUntil(() => collected >= 2 * (count - 2));
    return { collected: true, growth: sizes.at(-1) - sizes[4] };
  },

  /** A realm that nobody holds any more, but for the call that it waits for. */
  async waitingRealm() {
    const begin = () => {
      const { library } = loadInRealm();
      const blob = new library.BlobClient(`${origin}/account/container/slow`, lasting, OPTIONS);
      return new Promise((resolve) => {
        globalThis.reported = resolve;
        void blob.getProperties().then(({ etag }) => globalThis.reported(etag));
      });
    };
    const etag = begin();
    for (let count = 0; count < 10; count += 1) {
      globalThis.gc();
      await turn();
    }
    process.stdout.write('collected\n');
    return { etag: await etag };
  },
};

cases[caseName]().then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
