'use strict';

// The classes of permissions, services and resource types: what they parse, write and reject.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const { blobferry, reference } = require('../support/libraries');
const { recordAt } = require('../support/record-members');
const { PERMISSIONS, RandomValues } = require('./random-values');

// Both libraries do the same.
recordAt('parity');

const CLASSES = { ...PERMISSIONS, AccountSASServices: 'bfqt', AccountSASResourceTypes: 'sco' };

/** The fields and the letters of what a call makes, or the error. */
function outcome(action) {
  try {
    const made = action();
    return { fields: Object.entries(made), text: made.toString() };
  } catch (error) {
    return { class: error.constructor.name, message: error.message };
  }
}

for (const [className, alphabet] of Object.entries(CLASSES)) {
  test(`${className} reads and writes letters`, () => {
    const random = new RandomValues(7);
    const texts = [
      '',
      ...alphabet,
      alphabet,
      alphabet + alphabet,
      'q',
      'R',
      'r😀w',
      'r w',
      'é',
      ...'abcdefghijklmnopqrstuvwxyz',
    ];
    for (let round = 0; round < 200; round += 1) texts.push(random.letters(alphabet, 0.5));
    for (const text of texts) {
      const [expected, actual] = [reference, blobferry].map((library) => outcome(() => library[className].parse(text)));
      assert.deepEqual(actual, expected, JSON.stringify(text));
    }
  });

  test(`${className} starts empty`, () => {
    const [expected, actual] = [reference, blobferry].map((library) => outcome(() => new library[className]()));
    assert.deepEqual(actual, expected);
  });

  test(`${className} reads lists of letters`, () => {
    for (const letters of [[], [...alphabet], [alphabet[0], 'q'], new String(alphabet)]) {
      const [expected, actual] = [reference, blobferry].map((library) =>
        outcome(() => library[className].parse(letters)),
      );
      assert.deepEqual(actual, expected, JSON.stringify(letters));
    }
  });

  test(`${className} takes nothing else`, () => {
    for (const wrong of [undefined, null, 42, {}]) {
      assert.throws(() => blobferry[className].parse(wrong), TypeError);
      assert.throws(() => reference[className].parse(wrong), TypeError);
    }
  });
}

for (const className of Object.keys(PERMISSIONS)) {
  test(`${className} is made from an object`, () => {
    const fields = Object.keys(new reference[className]());
    const likes = [{}, { unknown: true }, Object.fromEntries(fields.map((field) => [field, true]))];
    for (const field of fields) likes.push({ [field]: true }, { [field]: false }, { [field]: 1 });
    for (const like of likes) {
      const [expected, actual] = [reference, blobferry].map((library) => outcome(() => library[className].from(like)));
      assert.deepEqual(actual, expected, JSON.stringify(like));
    }
    for (const wrong of [undefined, null]) assert.throws(() => blobferry[className].from(wrong), TypeError);
  });
}

test('the protocols', () => {
  assert.deepEqual(blobferry.SASProtocol, reference.SASProtocol);
});
