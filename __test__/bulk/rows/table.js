'use strict';

/**
 * The requirements of container copies, a line each. The title of a test begins with the rows that it shows: `test('D3, D19: without …')`.
 *
 * `on` says where a row must be shown: `A` on Azurite, `S` on the simulator, `C` on any server, such as by the command. Each of them needs a
 * separate test. `real` says what can only be shown with an account of the real service. `covered.test.js` checks that.
 *
 * @typedef {{ on: string, rule: string, real?: string }} Row
 */

/** A row that is shown on these servers. */
const on = (servers, rule, real) => ({ on: servers, rule, ...(real && { real }) });

/** @type {Record<string, Row>} */
const ROWS = {
  // Mirrors and deletes
  D1: on('S', 'a failed listing of the source deletes nothing'),
  D2: on('S', 'a listing that ends early, or is not valid, deletes nothing'),
  D3: on('A', 'nothing is deleted without the option for it'),
  D4: on(
    'A',
    'if the source is empty, or most blobs would be deleted, an option must allow it, before the first delete',
  ),
  D5: on('A', 'blobs that a filter excludes are neither copied nor deleted'),
  D6: on('A', 'deleting excluded blobs is a separate option, with a separate count'),
  D7: on('S', 'wanted, done, refused and withheld deletes are counted, and decide how the job ends'),
  D8: on('AS', 'names are compared by UTF-16 code units, as the service lists them'),
  D9: on('S', 'accounts with and without a hierarchical namespace have different orders'),
  D10: on('S', 'before each delete, a request checks that the source does not have the name'),
  D11: on('S', 'blobs that are newer than the job, or have changed, are not deleted'),
  D12: on('A', 'a name that is also a prefix is a separate blob'),
  D13: on('S', 'only the blob that needs it is deleted before it is written again'),
  D14: on('A', 'a blob with snapshots is refused, or deleted with them'),
  D15: on('S', 'the meaning of a delete is reported: whether a deleted blob can be recovered'),
  D16: on('S', 'a canceled copy leaves the old content'),
  D17: on('A', 'replaced and deleted blobs can be kept'),
  D18: on('A', 'sides that overlap are rejected'),
  D19: on('A', 'numbers count what was done'),
  D20: on('A', 'blobs that somebody deleted at the destination can stay deleted'),

  // Moves
  M1: on('S', 'a source is deleted once its copy is known to be complete'),
  M2: on('S', 'of two moves to one name, one succeeds, and the source of the other stays'),
  M3: on('S', 'after a kill at any time, each blob is complete on at least one side'),
  M4: on('S', 'a source that was deleted already counts as moved'),
  M5: on('S', 'a source that changes after its copy stays'),

  // Names
  N1: on('A', '`a`, `a/` and `a/b` are three blobs'),
  N2: on('A', 'slashes are kept, any number anywhere'),
  N3: on('A', 'parts that end in a dot are kept, or reported', 'which of them the service itself changes in URLs'),
  N4: on('A', 'a backslash is an ordinary character'),
  N5: on('A', 'characters that URLs encode are encoded once and decoded once'),
  N6: on('AS', 'names that XML cannot represent are copied, or do not stop other blobs'),
  N7: on('A', 'nothing is normalized, and case matters'),
  N8: on('A', 'the length of a name is checked after the mapping'),
  N9: on('A', 'the files of a job can contain every name'),
  N10: on('A', 'the part after the prefix is appended to the other prefix'),
  N11: on('A', 'a prefix is plain text'),
  N12: on('C', 'only the first question mark divides a URL'),
  N13: on('A', 'if two blobs get one name, the second one fails'),

  // Directories and hierarchical namespaces
  H1: on('A', 'directory markers are ordinary blobs'),
  H2: on('A', 'metadata names keep their case'),
  H3: on('A', 'directory markers can be skipped, and are counted'),
  H4: on('S', 'directories are not blobs', 'what the listing of such an account has beside names'),
  H5: on('S', 'access control lists are reported as not kept, and are no failure'),
  H6: on('S', 'tags are neither read nor written in accounts without tags'),
  H7: on('S', 'a file of the Data Lake API that does not support blocks is a single failure'),
  H8: on('S', 'a prefix through a file is an error, not an empty source', 'the code of that error'),

  // What is kept of a blob
  P1: on('S', 'verification compares everything that a copy keeps'),
  P2: on('A', 'lost tags are counted'),
  P3: on('S', 'a missing permission for tags is detected once'),
  P4: on('A', 'metadata and tags arrive unchanged'),
  P5: on('CA', 'invalid metadata names fail, are omitted, or are changed'),
  P6: on('S', 'an invalid stored hash is omitted, and reported'),
  P7: on('A', 'equal, different and unproven are distinguished'),
  P8: on('A', 'a copy can be verified, and has a manifest'),
  P9: on('S', 'archived blobs are recognized by the listing'),
  P10: on('A', 'filters by tier need no request'),
  P11: on('S', 'an archived destination fails, is skipped, or is replaced'),
  P12: on('S', 'a blob that is being rehydrated is reported as such'),
  P13: on('S', 'an unknown tier is passed on'),
  P14: on('S', 'a tier that the account does not support is tried once'),
  P15: on('S', 'tiers of page blobs are omitted where the account has none'),
  P16: on('A', 'the time of the last change can be kept as metadata'),
  P17: on('S', 'blobs under a customer-provided key are single failures, or are copied with it'),
  P18: on('S', 'another encryption scope is reported'),
  P19: on('A', 'what a copy keeps of a container is reported'),
  P20: on('A', 'properties that the source does not have are not sent'),
  P21: on('S', 'the guide has a table of what is lost, and the report uses its names'),

  // Types, versions, snapshots, leases, policies
  T1: on('AS', 'earlier states are copied in order'),
  T2: on('A', 'a snapshot is copied over its base blob'),
  T3: on('S', 'the error names the required service version'),
  T4: on('S', 'nothing is appended twice'),
  T5: on('S', 'types are converted on request, where possible'),
  T6: on('A', 'a destination of another type fails, or is replaced'),
  T7: on('A', 'a leased destination fails, is skipped, or its lease is broken'),
  T8: on('S', 'an immutable destination is rejected once'),
  T9: on('S', 'policies and holds of the source are no obstacle'),
  T10: on('S', 'deleted blobs are not copied'),
  T11: on('A', 'uncommitted blobs are not copied'),
  T12: on('AS', 'uncommitted blocks of other clients do no harm'),

  // Sources that change, comparing
  C1: on('S', 'a blob is copied in its current state, and counts as vanished if it was deleted'),
  C2: on('S', 'a source that changes is copied again, skipped, or fails'),
  C3: on('A', 'unchanged blobs are not copied again'),
  C4: on('S', 'the next run notices a change during a copy'),
  C5: on('A', 'a mirror without changes writes nothing'),
  C6: on('A', 'equal sizes do not mean equal content'),
  C7: on('A', 'a comparison has four results'),
  C8: on('C', 'a time without a zone is rejected'),
  C9: on('A', 'a dry run compares like a real run'),

  // Reaching and signing
  A1: on('S', 'a source that the service cannot read is detected once, and relayed'),
  A2: on('AS', 'the source is signed for whoever reads it'),
  A3: on('S', 'an expired credential is replaced, or ends the job in a state that can be resumed'),
  A4: on('S', 'a token is requested once'),
  A5: on('S', 'tokens of two tenants stay on their sides'),
  A6: on('S', 'different clocks do no harm, or are reported'),
  A7: on('A', 'a missing permission is an error before anything is written'),
  A8: on('A', 'public containers, also without the permission to list'),
  A9: on('S', 'no host is built in'),
  A10: on('C', 'an error names the proxy where it may be the cause'),
  A11: on('C', 'secrets are not passed on the command line, and are never printed'),
  A12: on('S', 'a signature for other addresses is reported as such'),

  // Speed and resources
  S1: on('S', 'throttled attempts are not failures, and a limit of requests is kept'),
  S2: on('S', 'each kind of throttling is handled differently'),
  S3: on('S', 'requests that wait for their turn do not time out'),
  S4: on('S', 'hanging requests are retried, or reported'),
  S5: on('S', 'a listing that times out is read in smaller pages'),
  S6: on(
    'S',
    'memory does not grow with the job',
    'none; millions of blobs and names are measured by `npm run bench` (containers, mirror)',
  ),
  S7: on('C', 'few descriptors suffice'),
  S8: on('C', 'connections are reused'),
  S9: on('C', 'a failed lookup is repeated'),
  S10: on('S', 'a few names in a large destination are requested one by one'),
  S11: on('S', 'many containers are prepared at the same time'),
  S12: on('S', 'within one account, Copy Blob moves no bytes'),
  S13: on('S', 'pending copies are polled by listing'),
  S14: on('S', 'blocks and blobs share one budget'),
  S15: on('A', 'each delete has a separate status'),
  S16: on('S', 'a plan has its requests by class'),

  // Journal
  J1: on('S', 'a job can be resumed from the first page on'),
  J2: on('S', 'existing blocks are not copied again'),
  J3: on('C', 'a journal of another version or job is rejected'),
  J4: on('A', 'the same command resumes'),
  J5: on('S', 'blobs that were deleted in the meantime have vanished'),
  J6: on('S', 'a journal stays small'),
  J7: on('C', 'a full disk stops the job, and nothing is lost'),
  J8: on('S', 'numbers are correct after a resume'),
  J9: on('C', 'without a terminal, there are no prompts'),
  J10: on('A', 'no file contains a secret'),
  J11: on('C', 'a journal in use is rejected'),

  // Output and options
  O1: on('C', 'each line is JSON, in every case'),
  O2: on('A', 'exit codes are those of the table'),
  O3: on('A', 'a dry run reports what the run does, and only reads'),
  O4: on('A', 'an event for each blob; the failed ones are a manifest'),
  O5: on('S', 'never 100 % before the end'),
  O6: on('A', 'globs match the whole name'),
  O7: on('S', 'a list of names costs one request each'),
  O8: on('A', 'entries may belong to several accounts'),
  O9: on('A', 'filters by properties of the listing'),
  O10: on('S', 'one failure does not stop others'),
  O11: on('C', 'the summary is complete'),
  O12: on('S', 'the first failure of each kind is reported at once'),
  O13: on('S', 'success means that the destination was checked'),
  O14: on('S', 'system containers are excluded, and reported'),
};

module.exports = { ROWS };
