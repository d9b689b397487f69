'use strict';

// Every example in the documentation comments compiles as a script of a user, with the typings of the package.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { compile } = require('./compile');
const { examplesOf, readExamples } = require('./examples');

describe('the examples in documentation comments', () => {
  const examples = readExamples();

  test('are found', () => {
    assert.ok(examples.length >= 58, `${examples.length} examples`);
    const nameless = examples.filter(({ name, code }) => name === '' || code.trim() === '');
    assert.deepEqual(nameless, []);
  });

  test('compile with the typings of the package', () => {
    assert.deepEqual(compile(examples), []);
  });

  test('that use what is not there do not compile', () => {
    const wrong = [
      ['await blob.uploads("x", 1);', /Property 'uploads' does not exist/],
      ['await blob.upload("x", 1, { tiers: "Cool" });', /'tiers' does not exist/],
      ['const { copied } = await blob.getProperties();', /Property 'copied' does not exist/],
      ['new BlobServiceClients("https://account.blob.core.windows.net");', /Cannot find name 'BlobServiceClients'/],
      ['const text = "Hello;', /Unterminated string literal/],
    ];
    const found = compile(wrong.map(([code]) => ({ name: 'wrong', owner: 'BlockBlobClient', place: 'here', code })));
    for (const [code, message] of wrong) {
      assert.ok(
        found.some((text) => message.test(text)),
        `${code}\n${found.join('\n')}`,
      );
    }
  });

  test('that are no blocks of JavaScript are an error', () => {
    const comment = '/**\n * @example\n * blob.upload()\n */\nexport class A {}';
    assert.throws(() => examplesOf('a.ts', comment), /facade\/a.ts:1: an @example has no block of JavaScript/);
  });
});
