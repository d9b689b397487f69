'use strict';

// A poller saved by one library and resumed by the other, while its copy is pending.

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { describe, test } = require('node:test');

const { blobferry, isReference, libraries, reference } = require('../support/libraries');
const { accepted, poll } = require('../support/pending-copies');
const { QUICK, withCopies } = require('./helpers');

const SIGNED =
  'https://account.blob.core.windows.net/container/source?sv=2021-12-02&sr=b&sp=r&se=2099-01-01&sig=AbC%2Bsecret%3D';

for (const [saver, first] of Object.entries(libraries)) {
  for (const [resumer, second] of Object.entries(libraries)) {
    test(`saved by ${saver}, resumed by ${resumer}`, () =>
      withCopies(
        {
          polls: [
            poll('pending', { progress: '1/4' }),
            poll('pending', { progress: '2/4' }),
            poll('success', { progress: '4/4' }),
          ],
        },
        async (copies) => {
          const saved = await copies.destination(first).beginCopyFromURL(copies.sourceUrl, QUICK);
          await saved.poll();
          const text = saved.toString();

          const poller = await copies
            .destination(second)
            .beginCopyFromURL(copies.sourceUrl, { ...QUICK, resumeFrom: text });
          assert.equal(copies.starts.length, 1, 'a resumed copy is not started again');
          assert.equal(poller.getOperationState().copyId, copies.copyId);
          assert.equal(poller.getOperationState().isStarted, true);
          assert.equal(poller.getOperationState().copyProgress, '2/4', 'resuming polls once, as beginning does');
          const result = await poller.pollUntilDone();
          assert.equal(result.copyStatus, 'success');
          assert.equal(copies.heads.length, 3);
        },
      ));
  }
}

test('blobferry: a resumed copy that has progressed since it was saved says so at once', { skip: isReference }, () =>
  withCopies({ polls: ['1/4', '2/4', '2/4'].map((progress) => poll('pending', { progress })) }, async (copies) => {
    const saved = await copies.destination(blobferry).beginCopyFromURL(copies.sourceUrl, QUICK);
    await saved.poll();
    const seen = [];
    const resume = (resumeFrom) =>
      copies.destination(blobferry).beginCopyFromURL(copies.sourceUrl, {
        ...QUICK,
        resumeFrom,
        onProgress: ({ copyProgress }) => seen.push(copyProgress),
      });
    const advanced = await resume(saved.toString());
    assert.deepEqual(seen, ['2/4']);
    await resume(advanced.toString());
    assert.deepEqual(seen, ['2/4'], 'it has not progressed since');
  }),
);

test('blobferry: text that is no saved state is rejected before anything is sent', { skip: isReference }, () =>
  withCopies({}, async (copies) => {
    for (const resumeFrom of ['{', '{}', '{"state":1}', 5]) {
      await assert.rejects(copies.destination(blobferry).beginCopyFromURL(copies.sourceUrl, { resumeFrom }), {
        name: 'TypeError',
        message: /^options\.resumeFrom/,
      });
    }
    assert.equal(copies.starts.length + copies.heads.length, 0);
  }),
);

for (const [label, library] of Object.entries(libraries)) {
  test(`${label}: what a saved poller looks like`, () =>
    withCopies({ polls: [poll('pending', { progress: '1/4' })] }, async (copies) => {
      const poller = await copies
        .destination(library)
        .beginCopyFromURL(copies.sourceUrl, { ...QUICK, metadata: { color: 'blue' } });
      await poller.poll();
      const { state, ...rest } = JSON.parse(poller.toString());
      assert.deepEqual(rest, {});
      const { startCopyFromURLOptions, ...others } = state;
      assert.deepEqual(others, {
        copySource: copies.sourceUrl,
        isStarted: true,
        copyId: copies.copyId,
        copyProgress: '1/4',
      });
      assert.equal(startCopyFromURLOptions.intervalInMs, 1);
      assert.deepEqual(startCopyFromURLOptions.metadata, { color: 'blue' });
    }));
}

describe('the signature in the source', () => {
  test('the reference saves it in clear', () =>
    withCopies({}, async (copies) => {
      const poller = await copies.destination(reference).beginCopyFromURL(SIGNED);
      assert.match(poller.toString(), /secret/);
    }));

  test('blobferry leaves it out once the copy has started', { skip: isReference }, () =>
    withCopies({ polls: [poll('pending'), poll('success')] }, async (copies) => {
      const poller = await copies.destination(blobferry).beginCopyFromURL(SIGNED, QUICK);
      assert.equal(copies.starts[0].headers['x-ms-copy-source'], SIGNED);
      const text = poller.toString();
      assert.doesNotMatch(text, /secret/);
      const { copySource } = JSON.parse(text).state;
      assert.ok(copySource.startsWith('https://account.blob.core.windows.net/container/source'), copySource);
      const resumed = await copies.destination(reference).beginCopyFromURL(copySource, { ...QUICK, resumeFrom: text });
      assert.equal((await resumed.pollUntilDone()).copyStatus, 'success');
      assert.equal(copies.starts.length, 1);
    }),
  );

  test('blobferry leaves it out of a state that it resumes', { skip: isReference }, () =>
    withCopies({}, async (copies) => {
      const saved = (await copies.destination(reference).beginCopyFromURL(SIGNED, QUICK)).toString();
      const poller = await copies.destination(blobferry).beginCopyFromURL(SIGNED, { ...QUICK, resumeFrom: saved });
      assert.doesNotMatch(poller.toString(), /secret/);
    }),
  );
});

describe('what opens a source or a blob', () => {
  const id = randomUUID();
  const SECRETS = {
    sourceAuthorization: { scheme: 'Bearer', value: 'secret-token' },
    customerProvidedKey: {
      encryptionKey: 'secret-key',
      encryptionKeySha256: 'secret-hash',
      encryptionAlgorithm: 'AES256',
    },
    somethingNew: { nested: { password: 'secret-password' } },
    conditions: { leaseId: 'a lease', unknown: 'secret-condition' },
  };

  for (const start of ['pending', 'success']) {
    test(`is not in a saved poller (${start}), which both libraries resume`, { skip: isReference }, () =>
      withCopies(
        { start: () => accepted(id, start), polls: [poll('pending', { id }), poll('success', { id })] },
        async (copies) => {
          const options = { ...QUICK, ...SECRETS, metadata: { color: 'blue' } };
          const poller = await copies.destination(blobferry).beginCopyFromURL(SIGNED, options);
          const text = poller.toString();
          assert.doesNotMatch(text, /secret/);
          const { startCopyFromURLOptions } = JSON.parse(text).state;
          assert.deepEqual(startCopyFromURLOptions, {
            ...QUICK,
            metadata: { color: 'blue' },
            conditions: { leaseId: 'a lease' },
          });
          for (const library of [reference, blobferry]) {
            const resumed = await copies.destination(library).beginCopyFromURL(SIGNED, { ...QUICK, resumeFrom: text });
            assert.equal(resumed.getOperationState().isStarted, true);
          }
          assert.equal(copies.starts.length, 1);
        },
      ),
    );
  }
});

test(
  'blobferry: a state resumed with another source than it was saved with is still that copy',
  { skip: isReference },
  () =>
    withCopies({ polls: [poll('success')] }, async (copies) => {
      const saved = (await copies.destination(reference).beginCopyFromURL(copies.sourceUrl, QUICK)).toString();
      const poller = await copies
        .destination(blobferry)
        .beginCopyFromURL('https://account.blob.core.windows.net/other/blob', { ...QUICK, resumeFrom: saved });
      assert.equal(copies.starts.length, 1);
      assert.equal((await poller.pollUntilDone()).copyId, copies.copyId);
    }),
);
