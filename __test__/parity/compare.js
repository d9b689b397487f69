'use strict';

// Compares two outcomes of one scenario. A difference is `{ where, reference, blobferry }`; `where` is a path such as
// `requests[0].headers.x-ms-version` or `steps.upload.ok.etag`, and a side that has nothing there has the value `undefined`.
// `beside` holds the two trees that the values are part of.

/** Lists every difference of two trees made by describe.js. */
function differences(reference, blobferry, where = '', beside = {}) {
  if (isTree(reference) && isTree(blobferry)) {
    const keys = new Set([...Object.keys(reference), ...Object.keys(blobferry)]);
    const inside = { reference, blobferry };
    return [...keys].flatMap((key) =>
      differences(reference[key], blobferry[key], where === '' ? key : `${where}.${key}`, inside),
    );
  }
  return Object.is(reference, blobferry) ? [] : [{ where, reference, blobferry, beside }];
}

const isTree = (value) => typeof value === 'object' && value !== null;

/** Compares two outcomes `{ steps, requests }`. */
function compareOutcomes(reference, blobferry) {
  return [
    ...differences(reference.steps, blobferry.steps, 'steps'),
    ...compareRequests(reference.requests, blobferry.requests),
  ];
}

function compareRequests(reference, blobferry) {
  const found = [];
  for (let index = 0; index < Math.max(reference.length, blobferry.length); index += 1) {
    const where = `requests[${index}]`;
    const [first, second] = [reference[index], blobferry[index]];
    if (first === undefined || second === undefined) {
      found.push({ where, reference: first && summary(first), blobferry: second && summary(second), beside: {} });
      continue;
    }
    for (const difference of differences(first, second, where)) {
      if (difference.where === `${where}.query` && sameSet(difference.reference, difference.blobferry)) {
        found.push({ ...difference, where: `${where}.query order` });
      } else {
        found.push(difference);
      }
    }
  }
  return found;
}

const summary = (request) => `${request.method} ${request.path}?${request.query} -> ${request.status}`;

/** The same parameters in another order are a smaller difference, and get a name of their own. */
function sameSet(first, second) {
  const sorted = (query) => query.split('&').sort().join('&');
  return sorted(first) === sorted(second);
}

module.exports = { compareOutcomes, differences };
