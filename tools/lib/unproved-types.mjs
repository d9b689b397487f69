// Which exported types the compiler cannot prove to be assignable to the reference's and back (type-proof.mjs), and why. `covers` is asked
// about each failure; one that no entry covers fails the tests, and so does an entry that covers none.

import { TYPE_GAPS } from './type-gaps.mjs';

const says = (pattern) => (failure) => pattern.test(failure.message);
const both = (direction, pattern) => (failure) => failure.direction === direction && pattern.test(failure.message);

/** @type {{ what: string, covers: (failure: { name: string, direction: string, message: string }) => boolean, reason: string }[]} */
export const UNPROVED = [
  {
    what: 'what is not exported',
    covers: ({ name, direction }) => direction === 'missing' && TYPE_GAPS.some(({ where }) => where.test(name)),
    reason: 'each has its reason in type-gaps.mjs',
  },
  {
    what: 'requests that can be changed and sent again',
    covers: says(/'WebResource' is missing the following properties from type '(WebResourceLike|PipelineRequest)'/),
    reason: 'see `_response.request` in type-gaps.mjs',
  },
  {
    what: 'request policies',
    covers: says(/RequestPolicy|CredentialPolicy|RequestPolicyFactory/),
    reason: 'see there in type-gaps.mjs',
  },
  {
    what: 'headers with more methods',
    covers: both('theirs', /is missing the following properties from type 'HttpHeaders'/),
    reason: 'ours have the methods of both kinds of headers that the reference has',
  },
  {
    what: 'callbacks that are given such headers',
    covers: says(/'HttpHeadersLike' is missing the following properties from type 'HttpHeaders'/),
    reason: 'as above',
  },
  {
    what: 'clients with more methods',
    covers: both('theirs', /Property 'toJSON' is missing|properties from type '\w+Client': beginCopyFrom, toJSON/),
    reason: 'ours have more: `beginCopyFrom`, and `toJSON`, which keeps secrets out of what is printed',
  },
  {
    what: 'clients with less methods',
    covers: both('ours', /getBlobBatchClient|'BlockBlobClient' is missing/),
    reason: 'see batches, queries and uploads in type-gaps.mjs',
  },
  {
    what: 'pipelines of foreign factories',
    covers: ({ name, direction }) => direction === 'ours' && ['newPipeline', 'isPipelineLike'].includes(name),
    reason: 'see the factories of pipelines in type-gaps.mjs',
  },
  {
    what: 'what only newer versions have: the tier `Smart`',
    covers: both('ours', /"(rehydrate-pending-to-)?[Ss]mart"' is not assignable/),
    reason: 'the reference for Node 20 is 12.32, which does not know it',
  },
];
