'use strict';

// Methods that were replaced, and the methods that call them: by a subclass, on the client, on the prototype, and by a Proxy.

const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Readable } = require('node:stream');

const DATA = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const BLOCKS = { maxSingleShotSize: 100, blockSize: 400, concurrency: 1 };
const METADATA = { metadata: { color: 'blue' } };

/** What a call gets, without what differs from run to run. */
function describeCall(name, values) {
  return { name, values: values.map((value) => describeValue(value)) };
}

function describeValue(value) {
  if (value instanceof Blob) return `Blob of ${value.size}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength}`;
  if (Array.isArray(value)) return value.map(describeValue);
  if (typeof value === 'function') return 'a function';
  // The id of a block.
  if (typeof value === 'string' && value.length === 64) return Buffer.from(value, 'base64').toString().slice(-6);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([key, member]) => member !== undefined && key !== 'tracingOptions');
  return Object.fromEntries(given.map(([key, member]) => [key, describeValue(member)]).sort());
}

/** The ways to replace methods. Each is `(library, kind, client, wrap, use)`; `wrap(name, method)` makes the replacement. */
const WAYS = {
  'a subclass': async (library, kind, client, wrap, use) => {
    class Mine extends library[kind] {}
    for (const name of wrap.names) {
      const value = wrap(name, library[kind].prototype[name]);
      Object.defineProperty(Mine.prototype, name, { value, configurable: true, writable: true });
    }
    return use(new Mine(client.url, client.credential));
  },
  'the client': async (library, kind, client, wrap, use) => {
    for (const name of wrap.names) client[name] = wrap(name, client[name]);
    return use(client);
  },
  'the prototype': async (library, kind, client, wrap, use) => {
    const restore = [];
    for (const name of wrap.names) {
      let owner = library[kind].prototype;
      while (!Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
      const descriptor = Object.getOwnPropertyDescriptor(owner, name);
      const value = wrap(name, owner[name]);
      Object.defineProperty(owner, name, { value, configurable: true, writable: true });
      restore.push(() => Object.defineProperty(owner, name, descriptor));
    }
    try {
      return await use(client);
    } finally {
      for (const undo of restore) undo();
    }
  },
  'a Proxy': async (library, kind, client, wrap, use) => {
    const methods = new Map(wrap.names.map((name) => [name, wrap(name, client[name])]));
    return use(new Proxy(client, { get: (target, key, self) => methods.get(key) ?? Reflect.get(target, key, self) }));
  },
};

/** Notes the calls of methods. `instead` has what they do in place of their own work. */
function noting(calls, names, instead = {}) {
  const wrap = (name, method) =>
    function (...values) {
      calls.push(describeCall(name, values));
      return (instead[name] ?? method).apply(this, values);
    };
  return Object.assign(wrap, { names });
}

async function withFolder(use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-parity-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const UPLOADS = ['upload', 'stageBlock', 'commitBlockList'];
const streamOf = (...chunks) => Readable.from(chunks, { objectMode: false });

/** Calls, by name, that upload the data. */
const uploads = (file) => ({
  'data in one request': (blob) => blob.uploadData(DATA, METADATA),
  'data in blocks': (blob) => blob.uploadData(DATA, { ...BLOCKS, ...METADATA, conditions: { ifNoneMatch: '*' } }),
  'a view in blocks': (blob) => blob.uploadData(new Uint8Array(DATA).subarray(10, 900), BLOCKS),
  'an ArrayBuffer': (blob) => blob.uploadData(new Uint8Array(DATA).buffer),
  'no data': (blob) => blob.uploadData(Buffer.alloc(0)),
  'a file in one request': (blob) => blob.uploadFile(file, METADATA),
  'a file in blocks': (blob) => blob.uploadFile(file, { ...BLOCKS, ...METADATA }),
  'a stream': (blob) => blob.uploadStream(streamOf(DATA), 400, 1, METADATA),
  'a stream of pieces': (blob) => blob.uploadStream(streamOf(DATA.subarray(0, 7), DATA.subarray(7)), 500, 1),
  'no stream': (blob) => blob.uploadStream(streamOf(), 400, 1),
});

const scenariosOf = (way, replace) => [
  {
    name: `uploads call the methods of ${way}`,
    async run(library, context) {
      const container = await context.container();
      await withFolder(async (folder) => {
        const file = path.join(folder, 'file');
        writeFileSync(file, DATA);
        for (const [label, upload] of Object.entries(uploads(file))) {
          const calls = [];
          const client = container.client.getBlockBlobClient(label);
          await replace(library, 'BlockBlobClient', client, noting(calls, UPLOADS), (blob) =>
            context.step(label, () => upload(blob)),
          );
          context.note(`calls for ${label}`, calls);
          const stored = container.setup.getBlobClient(label);
          context.note(`${label} afterwards`, {
            bytes: await stored.downloadToBuffer(),
            metadata: (await stored.getProperties()).metadata,
          });
        }
      });
    },
  },
  {
    name: `uploads fail with the errors of ${way}`,
    async run(library, context) {
      const container = await context.container();
      const fail = () => Promise.reject(Object.assign(new Error('mine'), { code: 'MINE' }));
      const throwAtOnce = () => {
        throw new Error('mine, at once');
      };
      await withFolder(async (folder) => {
        const file = path.join(folder, 'file');
        writeFileSync(file, DATA);
        for (const [label, upload] of Object.entries(uploads(file))) {
          for (const [how, instead] of Object.entries({
            'no block': { stageBlock: fail, upload: fail },
            'no commit': { commitBlockList: fail, upload: throwAtOnce },
            'no block, at once': { stageBlock: throwAtOnce, upload: throwAtOnce },
          })) {
            const calls = [];
            const client = container.client.getBlockBlobClient('blob');
            await replace(library, 'BlockBlobClient', client, noting(calls, UPLOADS, instead), (blob) =>
              context.step(`${label}, ${how}`, () => upload(blob)),
            );
            context.note(`calls for ${label}, ${how}`, calls);
          }
        }
      });
    },
  },
  {
    name: `downloads call the methods of ${way}`,
    async run(library, context) {
      const container = await context.container();
      await container.setup.getBlockBlobClient('blob').upload(DATA, DATA.length);
      const downloads = {
        'all of it': (blob) => blob.downloadToBuffer(),
        'in blocks': (blob) => blob.downloadToBuffer(0, undefined, { blockSize: 400, concurrency: 1 }),
        'a range in blocks': (blob) => blob.downloadToBuffer(10, 500, { blockSize: 400, concurrency: 1 }),
        'into a buffer': (blob) => blob.downloadToBuffer(Buffer.alloc(1000), 990),
        'into one that is too small': (blob) => blob.downloadToBuffer(Buffer.alloc(5)),
        'from its end': (blob) => blob.downloadToBuffer(1000),
        'from beyond its end': (blob) => blob.downloadToBuffer(1001),
        'under conditions': (blob) => blob.downloadToBuffer(0, 10, { conditions: { ifMatch: '"other"' } }),
        'of nothing': (blob) => blob.downloadToBuffer(),
      };
      for (const [label, download] of Object.entries(downloads)) {
        const calls = [];
        const client = container.client.getBlobClient(label === 'of nothing' ? 'missing' : 'blob');
        const wrap = noting(calls, ['getProperties', 'download']);
        await replace(library, 'BlobClient', client, wrap, (blob) => context.step(label, () => download(blob)));
        context.note(`calls for ${label}`, calls);
      }
      await withFolder(async (folder) => {
        const file = path.join(folder, 'file');
        const calls = [];
        const client = container.client.getBlobClient('blob');
        await replace(library, 'BlobClient', client, noting(calls, ['download']), (blob) =>
          context.step('to a file', () => blob.downloadToFile(file, 3, 500)),
        );
        context.note('calls for a file', calls);
        context.note('the file', readFileSync(file));
      });
    },
  },
  {
    name: `downloads have the content of ${way}`,
    async run(library, context) {
      const container = await context.container();
      const client = () => container.client.getBlobClient('blob');
      const bodies = {
        exact: () => streamOf(DATA.subarray(0, 10)),
        longer: () => streamOf(DATA.subarray(0, 20)),
        shorter: () => streamOf(DATA.subarray(0, 5)),
        text: () => Readable.from(['01234', '56789']),
        failing: () => new Readable({ read: (self = this) => void self, construct: (done) => done(new Error('mine')) }),
      };
      for (const [label, body] of Object.entries(bodies)) {
        const instead = {
          getProperties: () => Promise.resolve({ contentLength: 10 }),
          download: () => Promise.resolve({ readableStreamBody: body() }),
        };
        for (const count of [10, undefined]) {
          const wrap = noting([], ['getProperties', 'download'], instead);
          await replace(library, 'BlobClient', client(), wrap, (blob) =>
            context.step(`${label}, ${count ?? 'all'}`, () => blob.downloadToBuffer(0, count)),
          );
        }
      }
    },
  },
  {
    name: `copies call the methods of ${way}`,
    async run(library, context) {
      const container = await context.container();
      await container.setup.getBlockBlobClient('source').upload('content', 7);
      const source = container.client.getBlobClient('source').url;
      const COPY = ['startCopyFromURL', 'getProperties', 'abortCopyFromURL'];
      const pending = { copyId: 'mine', copyStatus: 'pending' };
      const start = () => Promise.resolve(pending);
      const polls = (...responses) => ({
        startCopyFromURL: start,
        getProperties: () => Promise.resolve({ copyId: 'mine', ...responses.shift() }),
        abortCopyFromURL: () => Promise.resolve({}),
      });
      const done = async (poller) => {
        const states = [];
        poller.onProgress(({ copyProgress }) => states.push(copyProgress));
        const result = await poller.pollUntilDone();
        return { ...result, states };
      };
      const cases = {
        'their own work': [{}, done],
        'a pending copy': [
          polls(
            { copyStatus: 'pending', copyProgress: '1/7' },
            { copyStatus: 'pending', copyProgress: '5/7' },
            { copyStatus: 'success', copyProgress: '7/7' },
          ),
          done,
        ],
        'a copy that fails': [polls({ copyStatus: 'failed', copyStatusDescription: '500 mine' }), done],
        'a copy that is cancelled': [polls(), (poller) => poller.cancelOperation().then(() => poller.getResult?.name)],
        'no start': [{ startCopyFromURL: () => Promise.reject(new Error('mine')) }, done],
      };
      for (const [label, [instead, use]] of Object.entries(cases)) {
        const calls = [];
        const client = container.client.getBlobClient('copy');
        await replace(library, 'BlobClient', client, noting(calls, COPY, instead), (blob) =>
          context.step(label, async () =>
            use(await blob.beginCopyFromURL(source, { intervalInMs: 1, metadata: { color: 'blue' } })),
          ),
        );
        context.note(`calls for ${label}`, calls);
      }
    },
  },
  {
    name: `other methods call the methods of ${way}`,
    async run(library, context) {
      const container = await context.container();
      const { client } = container;
      const cases = {
        exists: ['BlobClient', client.getBlobClient('b'), ['getProperties'], (blob) => blob.exists()],
        deleteIfExists: ['BlobClient', client.getBlobClient('b'), ['delete'], (blob) => blob.deleteIfExists()],
        'append createIfNotExists': [
          'AppendBlobClient',
          client.getAppendBlobClient('append'),
          ['create'],
          (blob) => blob.createIfNotExists(METADATA),
        ],
        'page createIfNotExists': [
          'PageBlobClient',
          client.getPageBlobClient('page'),
          ['create'],
          (blob) => blob.createIfNotExists(512, METADATA),
        ],
        'container exists': ['ContainerClient', client, ['getProperties'], (each) => each.exists()],
        uploadBlockBlob: [
          'ContainerClient',
          container.client,
          ['getBlockBlobClient'],
          async (each) => (await each.uploadBlockBlob('b', 'text', 4)).response,
        ],
        deleteBlob: ['ContainerClient', client, ['getBlobClient'], (each) => each.deleteBlob('b')],
        'container createIfNotExists': [
          'ContainerClient',
          client,
          ['create'],
          (each) => each.createIfNotExists(METADATA),
        ],
        'container deleteIfExists': ['ContainerClient', client, ['delete'], (each) => each.deleteIfExists()],
        deleteContainer: [
          'BlobServiceClient',
          context.service,
          ['getContainerClient'],
          (service) => service.deleteContainer(container.name),
        ],
      };
      for (const [label, [kind, one, names, use]] of Object.entries(cases)) {
        const calls = [];
        await replace(library, kind, one, noting(calls, names), (each) => context.step(label, () => use(each)));
        context.note(
          `calls for ${label}`,
          calls.map((call) => describeNames(call, container.name)),
        );
      }
    },
  },
];

/** Without the name of a container, which differs from run to run. */
function describeNames({ name, values }, container) {
  return { name, values: values.map((value) => (value === container ? '<container>' : value)) };
}

module.exports = Object.entries(WAYS).flatMap(([way, replace]) => scenariosOf(way, replace));
