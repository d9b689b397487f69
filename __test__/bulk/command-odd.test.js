'use strict';

// What people and scripts pass to the command by mistake: connection strings in the place of containers, other schemes, days that no month
// has, files that are none. The message says what is wrong, without a secret, and nothing is sent.

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { command, useCommand } = require('./command');
const { namesOf, upload } = require('./helpers');

const KEY = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U9';
const SIGNATURE = 'Zm9vYmFyYmF6cXV4c2lnbmF0dXJlc2lnbmF0dXJlMTIz';
const SECRETS = [KEY, SIGNATURE, 'p4ssw0rd'];

describe('the command with what is no container', () => {
  const { copy, fresh } = useCommand();
  let simulator;
  let from;
  let to;
  let environment;

  beforeEach(async () => {
    ({ simulator, from, to, environment } = await fresh());
    await upload(from, 'a');
    await simulator.clearRequests();
  });

  /** Runs the command as text and as JSON, and checks what both have in common. Returns the message. */
  async function rejected(parameters, own = {}) {
    const said = await Promise.all(
      [[], ['--json']].map((more) => command([...parameters, ...more], { environment: { ...environment, ...own } })),
    );
    const [plain, json] = said;
    assert.deepEqual([plain.code, json.code], [2, 2], plain.stderr);
    for (const { stdout, stderr } of said)
      for (const secret of SECRETS) assert.ok(!(stdout + stderr).includes(secret), stdout + stderr);
    assert.deepEqual(await simulator.requests(), []);
    return json.events().find(({ event }) => event === 'error').message;
  }

  for (const [what, wrong] of [
    ['a connection string', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${KEY}`],
    ['a URL without its scheme', `a.blob.core.windows.net/c?sv=2021-08-06&sig=${SIGNATURE}`],
    ['one with a password', 'user:p4ssw0rd@example.com/c'],
    ['a path', 'container/folder'],
    ['a space', ' '],
    ['nothing', ''],
  ]) {
    test(`A11: ${what} in place of a name is neither shown nor sent`, async () => {
      assert.match(await rejected(['copy', wrong, to.url]), /The source must be the URL of a container/);
      const own = { BLOBFERRY_DESTINATION_CONNECTION_STRING: simulator.connectionString('two') };
      assert.match(await rejected(['copy', from.url, wrong], own), /The destination must be the URL of a container/);
    });
  }

  test('URLs that are of no container of a service', async () => {
    const credentials = { BLOBFERRY_SOURCE_CONNECTION_STRING: undefined };
    for (const [url, message] of [
      ['ftp://example.com/container', /begins with "ftp:\/\/"/],
      ['file:///etc', /begins with "file:\/\/"/],
      [from.url.replace('container', '%63ontainer'), /has "%" in the name of its container/],
    ])
      assert.match(await rejected(['copy', url, to.url], credentials), message);
  });

  test('a variable that cannot be used is named', async () => {
    for (const [name, value, message] of [
      ['BLOBFERRY_DESTINATION_KEY', '', /The variable BLOBFERRY_DESTINATION_KEY cannot be used/],
      ['BLOBFERRY_SOURCE_CONNECTION_STRING', `AccountName=one;AccountKey=${KEY}`, /BLOBFERRY_SOURCE_CONNECTION_STRING/],
    ])
      assert.match(await rejected(['copy', from.url, to.url], { [name]: value }), message);
  });

  test('a day that its month does not have is no other day', async () => {
    for (const [time, expected] of [
      ['2026-02-30T00:00:00Z', 2],
      ['2025-02-29T00:00:00Z', 2],
      ['2024-02-29T00:00:00Z', 0],
    ]) {
      const { code } = await copy(['--modified-since', time]);
      assert.equal(code, expected, time);
      const plan = to.planContainerCopy(from, { modifiedSince: time });
      if (expected === 0) await plan;
      else await assert.rejects(plan, { name: 'RangeError', message: /modifiedSince must be a day of its month/ });
    }
  });

  test('O1: requested output is a line under --json', async () => {
    for (const option of ['--version', '--help']) {
      const { code, events } = await command([option, '--json']);
      assert.deepEqual([code, events().length], [0, 1]);
      assert.ok(events()[0].message.length > 3);
    }
  });

  test('a file of an option that cannot be opened is a wrong option, and nothing is copied', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-'));
    try {
      for (const option of ['manifest', 'failed'])
        for (const file of [
          folder,
          path.join(folder, 'no', 'file'),
          ...(process.platform === 'linux' ? ['/dev/full'] : []),
        ]) {
          const { code, stderr } = await copy([`--${option}`, file]);
          assert.equal(code, 2, stderr);
          assert.match(stderr, /cannot be opened\. Nothing was copied/);
        }
      assert.deepEqual(await namesOf(to), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('D18: a container is itself, however its URL is spelled', async () => {
    for (const url of [from.url.replace('container', '%63ontainer'), `${from.url}/`]) {
      const again = new from.constructor(url, from.pipeline);
      await assert.rejects(from.beginCopyFromContainer(again, { destinationPrefix: 'x/' }), /overlap/);
    }
    assert.deepEqual(await namesOf(from), ['a']);
  });
});
