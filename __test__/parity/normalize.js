'use strict';

// What differs between any two runs, whichever library made them: names made up for the run, ports, ids, times, signatures.

/** The ids of an upload's blocks, in base64: a random UUID, and the number of the block. */
const blockId = (text) => {
  const [, number] = /^[0-9a-f-]{36}(\d{12})$/.exec(Buffer.from(text, 'base64').toString('latin1')) ?? [];
  return number === undefined ? text : `<block ${Number(number)}>`;
};

const RULES = [
  [/\b[A-Za-z0-9]{64}\b/g, blockId],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>'],
  // Snapshots carry seven digits. The separators stay: whether they are escaped is part of what is compared.
  [/\d{4}-\d\d-\d\dT\d\d(:|%3A)\d\d(?::|%3A)\d\d\.\d{7}Z/gi, '<snapshot$1>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>'],
  [/0x[0-9A-F]{15,16}\b/g, '<etag>'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} 20[2-9]\d \d\d:\d\d:\d\d GMT/g, '<date>'],
  [/127\.0\.0\.1:\d+/g, '<host>'],
  // In the requests of a batch, as in a header.
  [/(SharedKey \w+:)[A-Za-z0-9+/]{43}=/g, '$1<signature>'],
  [/\b(sig=)[^&"\s]+/g, '$1<signature>'],
  [/\b((?:st|se)=)[^&"\s]+/g, '$1<time>'],
];

/** Makes the text function of one run; `names` maps texts made up for this run to placeholders. */
function makeNormalizer(names) {
  return (text) => {
    let result = text;
    for (const [name, placeholder] of names) result = result.replaceAll(name, placeholder);
    for (const [pattern, placeholder] of RULES) result = result.replace(pattern, placeholder);
    return result;
  };
}

module.exports = { makeNormalizer };
