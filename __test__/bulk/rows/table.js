'use strict';

/**
 * The requirements of container copies, a line each. A test is named by the rows that it shows: `test('D3, D19: without …')`.
 *
 * `on` says where a row has to be shown: `A` on Azurite, `S` on the simulator, `C` by the command or whatever else. Each of them needs a
 * test of its own. `real` is what only an account of the service can show, with the reason. `covered.test.js` holds the tests to it.
 *
 * @typedef {{ on: string, rule: string, real?: string }} Row
 */

/** A row that is shown on these servers. */
const on = (servers, rule, real) => ({ on: servers, rule, ...(real && { real }) });

/** @type {Record<string, Row>} */
const ROWS = {
  // Mirrors and deletes
  D1: on('S', 'a listing of the source that fails deletes nothing'),
  D2: on('S', 'nor does one that ends early, or arrives as nonsense'),
  D3: on('A', 'nothing is deleted unless that is said'),
  D4: on('A', 'an empty source, or a delete of most, needs an explicit yes, before the first delete'),
  D5: on('A', 'what a filter hides is neither copied nor deleted'),
  D6: on('A', 'deleting what a filter hides is an option of its own, with a count of its own'),
  D7: on('S', 'deletes that were wanted, done, refused and withheld are counted, and decide how the job ends'),
  D8: on('AS', 'names are compared by UTF-16 units, as the service lists them'),
  D9: on('S', 'flat and hierarchical accounts have different orders'),
  D10: on('S', 'the source is asked for the one name before each delete'),
  D11: on('S', 'what is newer than the job, or has changed, is not deleted'),
  D12: on('A', 'a name that is also a prefix is a blob of its own'),
  D13: on('S', 'what is deleted to be written again is the one blob that needs it'),
  D14: on('A', 'a blob with snapshots is refused, or deleted with them'),
  D15: on('S', 'it is told whether a deleted blob can be recovered'),
  D16: on('S', 'a copy that is canceled leaves the old content'),
  D17: on('A', 'what is replaced or deleted can be kept'),
  D18: on('A', 'sides that overlap are refused'),
  D19: on('A', 'numbers count what was done'),
  D20: on('A', 'what somebody deleted at the destination can stay away'),

  // Moves
  M1: on('S', 'a source goes once its copy was seen to be whole'),
  M2: on('S', 'of two moves to one name one wins, and the source of the other stays'),
  M3: on('S', 'whenever it is killed, each blob is whole on at least one side'),
  M4: on('S', 'a source that is gone already is moved'),
  M5: on('S', 'a source that changes after its copy stays'),

  // Names
  N1: on('A', '`a`, `a/` and `a/b` are three blobs'),
  N2: on('A', 'slashes are kept, wherever and however many'),
  N3: on('A', 'parts that end in a dot are kept, or named', 'which of them the service itself changes in URLs'),
  N4: on('A', 'a backslash is an ordinary character'),
  N5: on('A', 'what URLs encode is encoded once and decoded once'),
  N6: on('AS', 'names that XML cannot hold are copied, or stop no other'),
  N7: on('A', 'nothing is normalized, and case matters'),
  N8: on('A', 'the length of a name is checked after it was mapped'),
  N9: on('A', 'files of a job hold every name'),
  N10: on('A', 'what follows the prefix is appended to the other prefix'),
  N11: on('A', 'a prefix is plain text'),
  N12: on('C', 'only the first question mark divides a URL'),
  N13: on('A', 'two blobs that get one name: the second one fails'),

  // Directories and hierarchical namespaces
  H1: on('A', 'markers of directories are blobs like others'),
  H2: on('A', 'names of metadata keep their case'),
  H3: on('A', 'markers can be skipped, and are counted'),
  H4: on('S', 'directories are no blobs', 'what the listing of such an account has beside names'),
  H5: on('S', 'access control lists are told as not kept, and fail nothing'),
  H6: on('S', 'tags are neither read nor written where there are none'),
  H7: on('S', 'a file of the Data Lake API that takes no blocks fails alone'),
  H8: on('S', 'a prefix through a file is an error, not an empty source', 'the code of that error'),

  // What is kept of a blob
  P1: on('S', 'verification compares everything that a copy keeps'),
  P2: on('A', 'tags that are lost are counted'),
  P3: on('S', 'a permission for tags that is missing is found out once'),
  P4: on('A', 'metadata and tags arrive as they are'),
  P5: on('CA', 'names of metadata that are not permitted fail, are left out, or changed'),
  P6: on('S', 'a stored hash that is none is left out, and told'),
  P7: on('A', 'equal, different and unproven are three things'),
  P8: on('A', 'a copy can be verified, and has a manifest'),
  P9: on('S', 'archived blobs are told by the listing'),
  P10: on('A', 'tiers can be filtered at no request'),
  P11: on('S', 'an archived destination fails, is skipped, or is replaced'),
  P12: on('S', 'a blob on its way out of the archive is told as such'),
  P13: on('S', 'a tier that nobody knows is passed on'),
  P14: on('S', 'a tier that the account lacks is tried once'),
  P15: on('S', 'tiers of page blobs are left out where there are none'),
  P16: on('A', 'the time of the last change can be kept as metadata'),
  P17: on('S', 'blobs under a customer-provided key fail alone, or are copied with it'),
  P18: on('S', 'another encryption scope is told'),
  P19: on('A', 'what of a container is kept is told'),
  P20: on('A', 'what the source does not have is not sent'),
  P21: on('S', 'the guide has a table of what is lost, and the report its names'),

  // Types, versions, snapshots, leases, policies
  T1: on('AS', 'earlier states are copied in their order'),
  T2: on('A', 'a snapshot is copied over its base'),
  T3: on('S', 'the service version that is needed is named'),
  T4: on('S', 'nothing is appended twice'),
  T5: on('S', 'types are changed on request, where that is possible'),
  T6: on('A', 'a destination of another type fails, or is replaced'),
  T7: on('A', 'a leased destination fails, is skipped, or loses its lease'),
  T8: on('S', 'what is immutable is refused once'),
  T9: on('S', 'policies and holds of the source are no obstacle'),
  T10: on('S', 'deleted blobs are no sources'),
  T11: on('A', 'uncommitted blobs are no sources'),
  T12: on('AS', 'blocks that others left do no harm'),

  // Sources that change, comparing
  C1: on('S', 'a blob is copied as it is when it is copied, and one that is gone has vanished'),
  C2: on('S', 'a source that changes is copied anew, skipped, or fails'),
  C3: on('A', 'what is unchanged is not copied again'),
  C4: on('S', 'a change during a copy is not missed by the next run'),
  C5: on('A', 'an unchanged mirror writes nothing'),
  C6: on('A', 'the same size is not the same content'),
  C7: on('A', 'the four cases of a comparison'),
  C8: on('C', 'a time without a zone is refused'),
  C9: on('A', 'a dry run compares as the run does'),

  // Reaching and signing
  A1: on('S', 'a source that the service cannot read is found out once, and relayed'),
  A2: on('AS', 'the source is signed for whoever reads it'),
  A3: on('S', 'a credential that expires is replaced, or ends the job so that it can be resumed'),
  A4: on('S', 'a token is asked for once'),
  A5: on('S', 'tokens of two tenants stay on their sides'),
  A6: on('S', 'clocks that differ do no harm, or are told'),
  A7: on('A', 'a right that is missing is an error before anything is written'),
  A8: on('A', 'public containers, also without their listing'),
  A9: on('S', 'no host is built in'),
  A10: on('C', 'a proxy is named where it may be the cause'),
  A11: on('C', 'secrets do not come by the command line, and are never printed'),
  A12: on('S', 'a signature for other addresses is told as such'),

  // Speed and resources
  S1: on('S', 'throttled attempts are no failures, and a limit of requests holds'),
  S2: on('S', 'each kind of throttling has its own cure'),
  S3: on('S', 'what waits for its turn does not time out'),
  S4: on('S', 'what hangs is tried again, or named'),
  S5: on('S', 'a listing that times out is read in smaller pages'),
  S6: on(
    'S',
    'memory does not grow with the job',
    'none; millions of blobs and names are measured by `npm run bench` (containers, mirror)',
  ),
  S7: on('C', 'few descriptors are enough'),
  S8: on('C', 'connections are kept'),
  S9: on('C', 'a lookup that fails is repeated'),
  S10: on('S', 'a few names in a large destination are asked for one by one'),
  S11: on('S', 'many containers are prepared at the same time'),
  S12: on('S', 'within one account, Copy Blob moves no bytes'),
  S13: on('S', 'pending copies are polled by listing'),
  S14: on('S', 'blocks and blobs share one budget'),
  S15: on('A', 'each delete has a status of its own'),
  S16: on('S', 'a plan has its requests by class'),

  // Journal
  J1: on('S', 'it is resumed from the first page on'),
  J2: on('S', 'blocks that are there are not copied again'),
  J3: on('C', 'a journal of another version or job is refused'),
  J4: on('A', 'the same command resumes'),
  J5: on('S', 'what is gone has vanished'),
  J6: on('S', 'a journal stays small'),
  J7: on('C', 'a full disk stops the job, and nothing is lost'),
  J8: on('S', 'numbers are right after a resume'),
  J9: on('C', 'nothing is asked without a terminal'),
  J10: on('A', 'no secret is in any file'),
  J11: on('C', 'a journal in use is refused'),

  // Output and options
  O1: on('C', 'each line is JSON, whatever happens'),
  O2: on('A', 'exit codes are those of the table'),
  O3: on('A', 'a dry run tells what the run does, and only reads'),
  O4: on('A', 'an event for each blob; the failed ones are a manifest'),
  O5: on('S', 'never 100 % before the end'),
  O6: on('A', 'globs are for the whole name'),
  O7: on('S', 'a list of names costs a request each'),
  O8: on('A', 'entries may be of several accounts'),
  O9: on('A', 'filters by what the listing has'),
  O10: on('S', 'one failure stops no other'),
  O11: on('C', 'the summary is complete'),
  O12: on('S', 'the first failure of each kind is told at once'),
  O13: on('S', 'success means that it was seen at the destination'),
  O14: on('S', 'system containers are left out, and told'),
};

module.exports = { ROWS };
