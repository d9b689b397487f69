'use strict';

// Tests what counts as a method that succeeds and fails in a scenario.

const assert = require('node:assert/strict');
const { beforeEach, describe, test } = require('node:test');

const { asStep, missingOutcomes, watchOutcomes } = require('./outcomes');

const NO_EXCEPTIONS = { withoutSuccess: [], withoutFailure: [], withoutRejection: [] };

/** A library with one class for blobs, and a class of its own below it. */
function makeLibrary() {
  class Inner {
    inherited() {}
  }
  class Client extends Inner {
    static parse(text) {
      if (text === undefined) throw new TypeError('no text');
    }
    async send(error) {
      if (error) throw error;
    }
    async sendAll(error) {
      await this.send(error);
    }
    list(error) {
      const next = async () => {
        if (error) throw error;
        return { done: true };
      };
      return { next, byPage: () => ({ next }) };
    }
  }
  return { Client, sign: (text) => text.length };
}

const rejection = () => Object.assign(new Error('rejected'), { statusCode: 403 });
const ignore = () => {};

describe('outcomes of methods', () => {
  let outcomes;
  let client;
  beforeEach(() => {
    outcomes = watchOutcomes(makeLibrary());
    client = new outcomes.library.Client();
  });
  const missing = (exceptions = NO_EXCEPTIONS) => missingOutcomes(outcomes, makeLibrary(), exceptions);

  test('nothing was called', () => {
    const all = ['Client.list()', 'Client.send()', 'Client.sendAll()', 'Client.static parse()', 'sign()'];
    assert.deepEqual(missing(), { success: all, failure: all, rejection: [], idle: [] });
  });

  test('what a step calls counts, and how it ends', async () => {
    await asStep(() => client.send());
    await asStep(() => client.send(new TypeError('wrong'))).catch(ignore);
    assert.ok(!missing().success.includes('Client.send()'));
    assert.ok(!missing().failure.includes('Client.send()'));
    assert.deepEqual(missing().rejection, ['Client.send()']);
    await asStep(() => client.send(rejection())).catch(ignore);
    assert.deepEqual(missing().rejection, []);
  });

  test('what the library calls of itself does not count', async () => {
    await asStep(() => client.sendAll());
    await asStep(() => client.sendAll(rejection())).catch(ignore);
    assert.ok(!missing().success.includes('Client.sendAll()'));
    assert.ok(missing().success.includes('Client.send()'));
    assert.ok(missing().failure.includes('Client.send()'));
  });

  test('what takes a while counts only in a step', async () => {
    await client.send();
    await client.send(rejection()).catch(ignore);
    assert.ok(missing().success.includes('Client.send()'));
    assert.ok(missing().failure.includes('Client.send()'));
    assert.deepEqual(missing().rejection, ['Client.send()']);
  });

  test('a listing counts as a poll when it is requested', async () => {
    asStep(() => client.list());
    assert.ok(missing().success.includes('Client.list()'));
    await asStep(() => client.list().next());
    assert.ok(!missing().success.includes('Client.list()'));
    await asStep(() => client.list(rejection()).byPage().next()).catch(ignore);
    assert.ok(!missing().failure.includes('Client.list()'));
    assert.deepEqual(missing().rejection, []);
  });

  test('what returns at once counts anywhere, functions too', () => {
    const { library } = outcomes;
    library.Client.parse('text');
    assert.throws(() => library.Client.parse());
    library.sign('text');
    assert.throws(() => library.sign());
    for (const name of ['Client.static parse()', 'sign()']) {
      assert.ok(!missing().success.includes(name), name);
      assert.ok(!missing().failure.includes(name), name);
    }
  });

  test('what the reference has itself counts, wherever the library has it', () => {
    const reference = makeLibrary();
    reference.Client.prototype.inherited = () => {};
    reference.Client.prototype.somethingElse = () => {};
    const { success } = missingOutcomes(outcomes, reference, NO_EXCEPTIONS);
    assert.ok(success.includes('Client.inherited()'));
    assert.ok(!success.includes('Client.somethingElse()'));
  });

  test('an exception that nothing needs is named', () => {
    const exceptions = {
      withoutSuccess: [[/^sign/, 'needed']],
      withoutFailure: [[/^Other/, 'of nothing']],
      withoutRejection: [],
    };
    const { success, idle } = missing(exceptions);
    assert.ok(!success.includes('sign()'));
    assert.deepEqual(idle, ['/^Other/']);
  });
});
