'use strict';

// What two services make up for themselves: ETags, ids, times. Each is named after the step in which it first appears, and its number
// there, so that two of a kind stay equal or different: an ETag that should have changed is seen.

const { makeNormalizer: makePlain } = require('../parity/normalize');

const MADE_UP = [
  ['etag', /0x[0-9A-F]{14,17}\b/gi],
  ['uuid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi],
  // Snapshots; the seven digits distinguish them from other times.
  ['snapshot', /\d{4}-\d\d-\d\dT\d\d(?::|%3A)\d\d(?::|%3A)\d\d\.\d{7}Z/gi],
];

/** Makes the text function of one run, `(text, label of the step)`; `names` maps texts of this run to placeholders. */
function makeNormalizer(names) {
  const plain = makePlain(names);
  const seen = new Map();
  const counts = new Map();
  const placeholder = (kind, value, label) => {
    const key = `${kind} ${decodeURIComponent(value).toLowerCase()}`;
    if (!seen.has(key)) {
      const place = `${kind} of ${label}`;
      counts.set(place, (counts.get(place) ?? 0) + 1);
      seen.set(key, `<${place} ${counts.get(place)}>`);
    }
    return seen.get(key);
  };
  return (text, label) => {
    let result = text;
    for (const [kind, pattern] of MADE_UP) result = result.replace(pattern, (value) => placeholder(kind, value, label));
    return plain(result);
  };
}

module.exports = { makeNormalizer };
