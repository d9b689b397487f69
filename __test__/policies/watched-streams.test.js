'use strict';

// Policies that listen to the stream of a response and return the response as it is: they measure it, hash it, or note its end.

const assert = require('node:assert/strict');
const { PassThrough, finished } = require('node:stream');
const { after, before, describe, test } = require('node:test');

const { libraries } = require('../support/libraries');
const { containerWith, startService, textOf } = require('./service');

let server;
before(async () => {
  server = await startService();
});
after(() => server.close());

/** What a policy does with a stream, and what it has seen when the stream is over. */
const WATCHING = {
  'its data': (stream, seen) => {
    stream.on('data', (piece) => seen.push(piece.toString()));
    return 'hello';
  },
  'its data, through another stream': (stream, seen) => {
    stream.pipe(new PassThrough()).on('data', (piece) => seen.push(piece.toString()));
    return 'hello';
  },
  'its end': (stream, seen) => {
    stream.on('end', () => seen.push('end'));
    return 'end';
  },
  'how it ends': (stream, seen) => {
    finished(stream, (error) => seen.push(error ? error.message : 'well'));
    return 'well';
  },
};

for (const [label, library] of Object.entries(libraries)) {
  for (const eachAttempt of [false, true]) {
    describe(`${label}: policies, ${eachAttempt ? 'each attempt' : 'once a call'}, watch`, () => {
      for (const [what, watch] of Object.entries(WATCHING)) {
        test(what, async () => {
          const seen = [];
          let expected;
          const act = async (request, next) => {
            const response = await next(request);
            expected = watch(response.readableStreamBody, seen);
            return response;
          };
          const { readableStreamBody } = await containerWith(library, server.url, act, { eachAttempt })
            .getBlobClient('b')
            .download();
          assert.equal(await textOf(readableStreamBody), 'hello');
          for (let turn = 0; turn < 1000 && seen.length === 0; turn += 1)
            await new Promise((resolve) => setImmediate(resolve));
          assert.equal(seen.join(''), expected);
        });
      }
    });
  }
}
