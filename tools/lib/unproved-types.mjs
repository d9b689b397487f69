// The exported types that the compiler cannot prove to be assignable to the reference's and back (type-proof.mjs), with the reasons. `covers` is
// called for each failure; one that no entry covers fails the tests, and so does an entry that covers none.

const says = (pattern) => (failure) => pattern.test(failure.message);
const both = (direction, pattern) => (failure) => failure.direction === direction && pattern.test(failure.message);

/** @type {{ what: string, covers: (failure: { name: string, direction: string, message: string }) => boolean, reason: string }[]} */
export const UNPROVED = [
  {
    what: 'headers with more methods',
    covers: both('theirs', /is missing the following properties from type 'HeaderCollection'/),
    reason: 'ours have the methods of both kinds of headers that the reference has',
  },
  {
    what: 'callbacks that receive such headers',
    covers: says(/is missing the following properties from type 'HeaderCollection'/),
    reason: 'as above',
  },
  {
    what: 'requests of errors with more methods',
    covers: says(/is missing the following properties from type 'RestErrorRequest'/),
    reason: 'ours have the methods of both kinds of requests that the reference has',
  },
  {
    what: 'clients with more methods',
    covers: both(
      'theirs',
      /Property 'toJSON' is missing|properties from type '\w+Client': (beginCopyFrom(Container|Account)?|planContainerCopy|verifyContainer|, )+toJSON/,
    ),
    reason:
      'ours have more: `beginCopyFrom`, those that copy, plan and verify containers, and `toJSON`, which keeps secrets out of what is printed',
  },
  {
    what: 'the body of an access policy’s response',
    covers: both('ours', /'SignedIdentifierModel\[\]' is missing/),
    reason: 'the reference declares one policy there and returns a list of them; ours declares the list',
  },
  {
    what: 'what only newer versions have: the tier `Smart`',
    covers: both('ours', /"(rehydrate-pending-to-)?[Ss]mart"' is not assignable/),
    reason: 'the reference for Node 20 is 12.32, which does not know it',
  },
];
