'use strict';

// Every fault that the simulator has, each for a share of the requests, and containers with blobs of every kind.

const { upload } = require('./helpers');

/** The faults; `read` are those of responses with a body that is worth breaking. */
const KINDS = {
  reset: { what: { reset: true } },
  'response lost': { what: { after: true, reset: true } },
  closed: { what: { close: true } },
  'closed after it took effect': { what: { after: true, close: true } },
  'no HTTP': { what: { garbage: 'SSH-2.0-OpenSSH\r\n' } },
  'internal error': { what: { status: 500, code: 'InternalError' } },
  'timed out': { what: { status: 500, code: 'OperationTimedOut' } },
  'timed out after it took effect': { what: { after: true, status: 500, code: 'OperationTimedOut' } },
  busy: { what: { status: 503, code: 'ServerBusy', message: 'The server is busy.' } },
  operations: {
    what: { status: 503, code: 'ServerBusy', message: 'Operations per second is over the account limit.' },
  },
  ingress: { what: { status: 503, code: 'ServerBusy', message: 'Ingress is over the account limit.' } },
  egress: { what: { status: 503, code: 'ServerBusy', message: 'Egress is over the account limit.' } },
  delayed: { what: { delay: 20 } },
  truncated: { read: true, what: { body: { truncate: { part: 0.5 } } } },
  'reset in the body': { read: true, what: { body: { reset: { part: 0.5 } } } },
  'broken XML': { which: { operation: 'listBlobs' }, what: { body: { garbage: 3 } } },
  'the source is busy': { which: { role: 'source' }, what: { status: 503, code: 'ServerBusy' } },
};

/** Throttling of the account slows a job down each time, and a server that does not use HTTP gets no retry, as in the reference. */
const RARE = ['operations', 'ingress', 'egress', 'no HTTP'];

/** What a job takes for a limit, and goes slower for a while. */
const SLOWING = ['busy', 'timed out', 'timed out after it took effect', 'the source is busy'];

/** Rules for all of them, each for this share of the requests; rare faults, and those that slow a job down, at most this number of `times`. */
function everyFault(share, seed, times) {
  return Object.entries(KINDS).map(([name, { read, which, what }], index) => ({
    name,
    which: which ?? (read ? { operation: ['getBlob', 'listBlobs'] } : {}),
    when: { probability: share, seed: seed * 100 + index, ...([...RARE, ...SLOWING].includes(name) && { times }) },
    what,
  }));
}

/** Block, append and page blobs, with metadata, properties, tags and tiers. */
async function fillMixed(container, count) {
  const one = async (index) => {
    const name = `${index % 7 === 0 ? 'folder/' : ''}blob ${String(index).padStart(4, '0')}`;
    const options = {
      metadata: { index: String(index), text: `value ${index}` },
      blobHTTPHeaders: { blobContentType: `text/x-${index}`, blobContentLanguage: index % 2 ? 'en' : 'fr' },
    };
    if (index % 10 === 4) {
      const blob = container.getPageBlobClient(name);
      await blob.create(1024, options);
      await blob.uploadPages(Buffer.alloc(512, index % 251), 512, 512);
    } else if (index % 10 === 5) {
      const blob = container.getAppendBlobClient(name);
      await blob.create(options);
      await blob.appendBlock(`appended ${index}`, Buffer.byteLength(`appended ${index}`));
    } else {
      await upload(container, name, `content ${index} `.repeat(1 + (index % 50)), {
        ...options,
        tags: index % 3 === 0 ? { third: 'yes', index: String(index) } : undefined,
        tier: index % 5 === 0 ? 'Cool' : undefined,
      });
    }
  };
  for (let start = 0; start < count; start += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - start) }, (_, index) => one(start + index)));
  }
}

/** What the random choices of a run begin with: always the same, unless the environment says a number or `random`. */
function seedOf() {
  const { BLOBFERRY_SEED: seed = '20261129' } = process.env;
  return seed === 'random' ? Math.floor(Math.random() * 1e6) : Number(seed);
}

module.exports = { KINDS, RARE, everyFault, fillMixed, seedOf };
