'use strict';

// The command `blobferry copy` as a process: what it prints and where, its exit codes, its credentials, how it is interrupted, and that no
// secret is in its output.

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { before, beforeEach, describe, test } = require('node:test');

const { startAzurite } = require('../support/azurite');
const { blobferry } = require('../support/blobferry');
const { ODD_NAMES, describeContainer, namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const PROGRAM = path.join(__dirname, '..', '..', 'dist', 'cli.js');
const ENDS_WITH_PARENT = path.join(__dirname, '..', 'support', 'die-with-parent.js');

/** The environment without credentials of whoever runs the tests. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AZURE|BLOBFERRY_(SOURCE|DESTINATION))_/.test(name)),
);

/** Starts the command. `onText` sees what it has printed so far, and the process. */
function command(parameters, { environment = {}, onText, onOutput } = {}) {
  const child = spawn(process.execPath, ['-r', ENDS_WITH_PARENT, PROGRAM, ...parameters], {
    env: { ...ENVIRONMENT, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text;
      onText?.(said, child);
    });
  }
  onOutput?.(child.stdout, child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const lines = said.stdout.split('\n').filter(Boolean);
      resolve({ code, signal, ...said, events: () => lines.map((line) => JSON.parse(line)) });
    });
  });
}

const kinds = (events) => events.map(({ event }) => event);

describe('the command between two accounts', () => {
  const accounts = useTwoAccounts();
  const { within } = accounts;
  let simulator;
  let from;
  let to;
  let number;
  let environment;

  before(async () => {
    environment = {
      BLOBFERRY_SOURCE_CONNECTION_STRING: accounts.simulator.connectionString('one'),
      BLOBFERRY_DESTINATION_KEY: accounts.simulator.accountKey('two'),
    };
  });
  beforeEach(async () => {
    ({ simulator, from, to, number } = await accounts.fresh());
  });

  const copy = (parameters = [], options = {}) =>
    command(['copy', from.url, to.url, ...parameters], { environment, ...options });

  const stall = (blob) =>
    simulator.faults({ which: { operation: 'copyBlobFromUrl', blob, role: 'client' }, what: { stall: true } });

  test('O11: a summary on standard output, and nothing else; exit code 0', async () => {
    for (const name of ['a', 'b/c', 'b/d']) await upload(from, name, 'x'.repeat(1000));
    const { code, stdout, stderr } = await copy(['--include', 'b/*', '--destination-prefix', 'q/']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^elapsed +\d/);
    assert.match(stdout, /^listed +3 blobs, 1 of them left out by filters$/m);
    assert.match(stdout, /^copied +2 blobs, 1\.95 KiB \(2,000 bytes\), [\d,]+ blobs\/s/m);
    assert.match(stdout, /^exit code +0: everything/m);
    assert.equal(stderr, `${from.url} → ${to.url}\n`);
    assert.deepEqual(await namesOf(to), ['q/b/c', 'q/b/d']);
  });

  test('O1: every line under --json is an event', async () => {
    for (const name of ['a\n"b"', 'c']) await upload(from, name);
    const { code, stderr, events } = await copy(['--json']);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    const lines = events();
    assert.ok(lines.every(({ schema, time }) => schema === 1 && !Number.isNaN(Date.parse(time))));
    assert.deepEqual(
      kinds(lines).filter((kind) => kind !== 'progress'),
      ['job-started', 'copied', 'copied', 'listing-finished', 'summary'],
    );
    assert.deepEqual(lines[0].source, { container: from.url });
    const copied = lines.filter(({ event }) => event === 'copied');
    assert.deepEqual(copied.map(({ source }) => source.name).sort(), ['a\n"b"', 'c']);
    assert.ok(copied.every(({ source, destination }) => source.name === destination.name));
    const summary = lines.at(-1);
    assert.deepEqual([summary.copied, summary.exitCode, summary.failures], [2, 0, []]);
  });

  test('O6: regular expressions choose among the names, beside globs', async () => {
    for (const name of ['a.JPG', 'a/b.jpg', 'c.png', 'd.txt', 'e.txt']) await upload(from, name);
    const include = ['--include', 'e.*', '--include-regex', '(?i)\\.jpg$', '--include-regex', '^c'];
    const { code, stderr } = await copy([...include, '--exclude-regex', '/']);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await namesOf(to), ['a.JPG', 'c.png', 'e.txt']);
  });

  test('O3: a dry run writes nothing', async () => {
    await upload(from, 'a');
    const json = (await copy(['--dry-run', '--json'])).events();
    const [plan, summary] = json.slice(-2);
    assert.deepEqual([plan.event, plan.copies, plan.requests.write, summary.event], ['plan', 1, 1, 'summary']);
    assert.deepEqual(plan.examples, [{ source: 'a', destination: 'a' }]);
    const { code, stdout, stderr } = await copy(['--dry-run']);
    assert.equal(code, 0);
    assert.match(stdout, /^would copy +1 blobs/m);
    assert.match(stderr, /^Dry run: nothing is written/);
    assert.deepEqual(await namesOf(to), []);
  });

  test('O12: exit code 1, and the first failure of each kind at once', async () => {
    for (const name of ['held 1', 'held 2', 'c']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl', blob: 'held*' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy', message: 'No.' },
    });
    const { code, stdout, stderr } = await copy();
    assert.equal(code, 1, stderr);
    assert.equal(stderr.match(/^failed: "held [12]": BlobImmutableDueToPolicy: /gm).length, 1, stderr);
    assert.match(stdout, /^failed +2 \(BlobImmutableDueToPolicy 2\)$/m);
    assert.match(stdout, /^exit code +1: /m);
    assert.deepEqual(await namesOf(to), ['c']);
  });

  test('exit code 2: a wrong command line is told, also as JSON, and nothing is sent', async () => {
    await simulator.clearRequests();
    const wrong = [
      [[], /--help|blobferry copy/, 0],
      [['move', 'a', 'b'], /"copy", not "move"/],
      [['copy', from.url], /two containers/],
      [['copy', from.url, to.url, 'sig=a'], /3 arguments.*"&"/],
      [['copy', from.url, to.url, '--fast'], /--fast/],
      [['copy', from.url, to.url, '--concurrency', 'many'], /--concurrency must be a number, not "many"/],
      [['copy', from.url, to.url, '--concurrency', '0'], /"concurrency" must be a whole number/],
      [['copy', from.url, to.url, '--include-regex', '(a'], /--include-regex must be a regular expression.*\(a/],
      [['copy', from.url, to.url, '--exclude-regex', '\\-'], /--exclude-regex must be a regular expression/],
      [['copy', from.url, to.url, '--min-size', '1K'], /--min-size must be a size/],
      [['copy', from.url, to.url, '--modified-since', '2024-01-01T00:00'], /a time with its zone/],
      [['copy', from.url, to.url, '--overwrite', 'maybe'], /overwrite/],
      [['copy', `${from.url}/prefix`, to.url], /goes on after the container.*--prefix/],
      [['copy', 'photos', to.url], /must be the URL of a container/, 2, { BLOBFERRY_SOURCE_CONNECTION_STRING: '' }],
      [['copy', `${from.url}?sv=2021-08-06&se=2030`, to.url], /without its part "sig".*quotes/],
      [['copy', from.url, from.url], /overlap/],
      [
        ['copy', from.url, to.url],
        /of another account than the URL of the source/,
        2,
        { BLOBFERRY_SOURCE_CONNECTION_STRING: simulator.connectionString('two') },
      ],
    ];
    for (const [parameters, message, expected = 2, own = {}] of wrong) {
      const plain = await command(parameters, { environment: { ...environment, ...own } });
      assert.equal(plain.code, expected, `${parameters}: ${plain.stderr}`);
      assert.match(plain.stdout + plain.stderr, message);
      if (expected === 0) continue;
      assert.equal(plain.stdout, '', String(parameters));
      const json = await command([...parameters, '--json'], { environment: { ...environment, ...own } });
      assert.deepEqual([json.code, json.stderr], [2, '']);
      const error = json.events().find(({ event }) => event === 'error');
      assert.match(error.message, message);
      assert.equal(error.exitCode, 2);
    }
    assert.deepEqual(await simulator.requests(), []);
  });

  test('exit code 3: credentials that are rejected', async () => {
    const { code, stderr } = await copy([], {
      environment: { ...environment, BLOBFERRY_SOURCE_CONNECTION_STRING: undefined, BLOBFERRY_SOURCE_KEY: 'd3Jvbmc=' },
    });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /source container .* cannot be listed/);
  });

  test('exit code 4: a container that is missing, or that may not be listed', async () => {
    for (const [source, destination] of [
      [`${from.url}-missing`, to.url],
      [from.url, `${to.url}-missing`],
    ]) {
      const { code, stderr } = await command(['copy', source, destination], { environment });
      assert.equal(code, 4, stderr);
      assert.match(stderr, /Nothing was copied/);
    }
    const reads = await from.generateSasUrl({
      permissions: blobferry.ContainerSASPermissions.parse('r'),
      expiresOn: new Date(Date.now() + 3_600_000),
    });
    const { code, stderr } = await command(['copy', reads, to.url], { environment });
    assert.equal(code, 4, stderr);
    assert.match(stderr, /permission to list/);
  });

  test('exit code 5: a limit stops the job', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      what: { status: 409, code: 'BlobImmutableDueToPolicy' },
    });
    const { code, stdout } = await copy(['--max-errors', '0']);
    assert.equal(code, 5);
    assert.match(stdout, /^exit code +5: stopped by a limit/m);
  });

  test('exit code 6: a journal that is unusable, or of another job', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-command-'));
    try {
      const journal = path.join(folder, 'journal');
      writeFileSync(journal, 'no journal');
      assert.equal((await copy(['--journal', journal])).code, 6);
      assert.equal((await copy(['--journal', path.join(folder, 'missing', 'journal')])).code, 6);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('J4: after an interrupt, the same command continues', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'blobferry-command-'));
    try {
      const parameters = ['--concurrency', '1', '--journal', path.join(folder, 'journal'), '--json'];
      for (const name of ['a', 'b', 'c']) await upload(from, name);
      await stall('a');
      const first = await copy(parameters, {
        onText: (said, child) => {
          if (child.interrupted || !said.stdout.includes('job-started')) return;
          child.interrupted = true;
          void whenStalled().then(() => child.kill('SIGINT') && whenNoted(said).then(() => simulator.releaseStalls()));
        },
      });
      assert.equal(first.code, 130);
      assert.match(first.stdout, /The same command continues where it was/);
      await simulator.clearFaults();
      const second = await copy(parameters);
      assert.equal(second.code, 0, second.stdout);
      const copied = second.events().filter(({ event }) => event === 'copied');
      assert.deepEqual(copied.map(({ source }) => source.name).sort(), ['b', 'c']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  async function whenNoted(said) {
    while (!said.stdout.includes('Interrupted')) await simulator.stalls();
  }

  test('D4, D7: a mirror by the command, its brakes and its line about deletes', async () => {
    await upload(from, 'a');
    for (const name of ['a', 'x', 'y']) await upload(to, name);
    // What was written in the second in which a job begins counts as newer.
    await simulator.advanceClock(2);
    const braked = await copy(['--delete-extraneous', '--max-deletes', '1']);
    assert.equal(braked.code, 5, braked.stderr);
    assert.match(braked.stdout, /^deletes +wanted 2, done 0, refused 0, withheld 2/m);
    assert.deepEqual(await namesOf(to), ['a', 'x', 'y']);
    const done = await copy(['--delete-extraneous', '--keep-replaced-prefix', 'old/', '--json']);
    const lines = done.events();
    assert.equal(lines.at(-1).deletes.done, 2, done.stdout);
    assert.equal(kinds(lines).filter((kind) => kind === 'deleted').length, 2);
    assert.deepEqual([done.code, await namesOf(to)], [0, ['a', 'old/a', 'old/x', 'old/y']]);
  });

  test('A3: a credential that is rejected after it has worked is told under --json, and ends the job with exit code 3', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await upload(from, name);
    await simulator.faults({
      which: { operation: 'copyBlobFromUrl' },
      when: { after: 1 },
      what: { status: 403, code: 'AuthenticationFailed', message: 'Signature not valid in the specified time frame.' },
    });
    const { code, stdout, events } = await copy(['--json', '--concurrency', '1', '--strategy', 'synchronous']);
    assert.equal(code, 3, stdout);
    const [needed, ...more] = events().filter(({ event }) => event === 'needs-credentials');
    assert.deepEqual([needed.side, needed.code, more], ['destination', 'AuthenticationFailed', []]);
    assert.equal(events().filter(({ event }) => event === 'failed').length, 0);
    assert.equal((await namesOf(to)).length, 1);
  });

  test('O2: exit code 7 if no blob matches, and 0 with --allow-empty', async () => {
    await upload(from, 'a');
    const nothing = await copy(['--include', 'b*']);
    assert.equal(nothing.code, 7);
    assert.match(nothing.stderr, /No blob matched/);
    assert.equal((await copy(['--include', 'b*', '--allow-empty'])).code, 0);
    assert.equal((await copy(['--prefix', 'b', '--json'])).events().at(-1).exitCode, 7);
  });

  test('exit code 75: nobody listens', async () => {
    const { code, stderr } = await command(['copy', 'http://127.0.0.1:1/one/a', to.url], {
      environment: { ...environment, BLOBFERRY_SOURCE_CONNECTION_STRING: undefined },
    });
    assert.equal(code, 75, stderr);
  });

  test('interrupted once: what is in flight is finished, and no further blob is taken up', async () => {
    for (const name of ['a', 'b', 'c']) await upload(from, name);
    await stall('a');
    const { code, stderr, stdout } = await copy(['--concurrency', '1'], {
      onText: (said, child) => {
        if (!child.interrupted && said.stderr.includes('→')) {
          child.interrupted = true;
          void whenStalled().then(() => child.kill('SIGINT'));
        }
        if (!child.released && said.stderr.includes('Interrupted')) {
          child.released = true;
          void simulator.releaseStalls();
        }
      },
    });
    assert.equal(code, 130, stderr);
    assert.match(stdout, /^copied +1 blobs/m);
    assert.match(stdout, /^exit code +130: interrupted/m);
    assert.deepEqual(await namesOf(to), ['a']);
  });

  test('interrupted twice: it stops at once', async () => {
    for (const name of ['a', 'b']) await upload(from, name);
    await stall('a');
    const { code, events } = await copy(['--concurrency', '1', '--json'], {
      onText: (said, child) => {
        if (!child.interrupted && said.stdout.includes('job-started')) {
          child.interrupted = true;
          void whenStalled().then(() => child.kill('SIGTERM'));
        }
        if (!child.again && said.stdout.includes('Interrupted')) {
          child.again = true;
          child.kill('SIGINT');
        }
      },
    });
    assert.equal(code, 130);
    assert.deepEqual([events().at(-1).event, events().at(-1).exitCode], ['summary', 130]);
    await simulator.releaseStalls();
  });

  async function whenStalled() {
    while ((await simulator.stalls()) === 0);
  }

  test('a reader that goes away ends the job, without a trace', async () => {
    const name = `many-${number}`;
    await simulator.syntheticContainer({ account: 'one', container: name, count: 20_000, size: 10 });
    const { code, stderr } = await command(['copy', within('one', name).url, to.url, '--json'], {
      environment,
      onOutput: (stdout) => stdout.once('data', () => stdout.destroy()),
    });
    assert.equal(code, 130);
    assert.equal(stderr, '');
    assert.ok((await namesOf(to)).length < 20_000);
  });

  test('a reader that stalls holds the job, and does not keep it from being interrupted', async () => {
    const name = `many-${number}`;
    await simulator.syntheticContainer({ account: 'one', container: name, count: 20_000, size: 10 });
    let child;
    const run = command(['copy', within('one', name).url, to.url, '--json'], {
      environment,
      onOutput: (stdout, process_) => {
        child = process_;
        stdout.once('data', () => {
          stdout.pause();
          child.kill('SIGINT');
          // The second one must not come together with the first: the kernel would join them.
          void untilNoCopies().then(() => child.kill('SIGTERM'));
          child.once('exit', () => stdout.resume());
        });
      },
    });
    assert.equal((await run).code, 130);
  });

  /** Waits until no blob is copied any more. */
  async function untilNoCopies() {
    for (let before = -1, now = 0; now !== before;) {
      before = now;
      for (let answers = 0; answers < 20; answers += 1) now = (await simulator.statistics()).operations.copyBlobFromUrl;
    }
  }

  test('A11, J10: no secret is printed, whatever goes wrong', async () => {
    await upload(from, 'a');
    const expiresOn = new Date(Date.now() + 3_600_000);
    const sas = await from.generateSasUrl({ permissions: blobferry.ContainerSASPermissions.parse('rl'), expiresOn });
    const signature = new URL(sas).searchParams.get('sig');
    const secrets = [signature, encodeURIComponent(signature), simulator.accountKey('two')];
    const runs = [
      ['copy', sas, to.url],
      ['copy', sas, to.url, '--json'],
      ['copy', `${from.url}-x${new URL(sas).search}`, to.url],
      ['copy', sas, `${to.url}/x?sig=${signature}`],
      ['copy', sas, to.url, sas, '--json'],
      ['copy', sas, to.url, `--${sas}`],
      ['copy', to.url, sas],
    ];
    for (const parameters of runs) {
      const { stdout, stderr } = await command(parameters, {
        environment: { BLOBFERRY_DESTINATION_KEY: simulator.accountKey('two') },
      });
      for (const secret of secrets) assert.ok(!(stdout + stderr).includes(secret), stdout + stderr);
    }
    assert.deepEqual(await namesOf(to), ['a']);
  });

  test('credentials: each is used for its own account alone', async () => {
    await upload(from, 'a');
    const expiresOn = new Date(Date.now() + 3_600_000);
    const permissions = blobferry.ContainerSASPermissions.parse('racwdl');
    const sas = new URL(await from.generateSasUrl({ permissions, expiresOn })).search;
    const ways = [
      { BLOBFERRY_SOURCE_SAS: sas, AZURE_STORAGE_ACCOUNT: 'two', AZURE_STORAGE_KEY: simulator.accountKey('two') },
      {
        AZURE_STORAGE_CONNECTION_STRING: simulator.connectionString('two'),
        BLOBFERRY_SOURCE_KEY: simulator.accountKey('one'),
        BLOBFERRY_SOURCE_ACCOUNT: 'one',
      },
      {
        AZURE_STORAGE_ACCOUNT: 'one',
        AZURE_STORAGE_SAS_TOKEN: sas.slice(1),
        BLOBFERRY_DESTINATION_CONNECTION_STRING: simulator.connectionString('two'),
      },
    ];
    for (const way of ways) {
      const { code, stderr } = await command(['copy', from.url, to.url], { environment: way });
      assert.equal(code, 0, stderr);
      await to.deleteBlob('a');
    }
    const byName = await command(['copy', from.containerName, to.url], { environment });
    assert.equal(byName.code, 0, byName.stderr);
  });

  const script = spawnSync('script', ['--version']).status === 0;
  test('on a terminal, one line is drawn again and again', { skip: !script && 'script is missing' }, async () => {
    for (const name of ['a', 'b']) await upload(from, name);
    await stall('a');
    const quoted = [process.execPath, PROGRAM, 'copy', from.url, to.url, '--concurrency', '1']
      .map((part) => `'${part}'`)
      .join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', quoted, '/dev/null'], {
      env: { ...ENVIRONMENT, ...environment, TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      // The terminal's own Ctrl-C.
      if (text.includes('→') && !child.interrupted) {
        child.interrupted = true;
        void whenStalled().then(() => child.stdin.write('\u0003'));
      }
      if (text.includes('Interrupted') && !child.released) {
        child.released = true;
        void simulator.releaseStalls();
      }
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 130, text);
    assert.match(text, /copied +1 blobs/);
  });
});

test('N1 to N7: the command copies every odd name between two Azurites', async () => {
  const account = (name) => ({ name, key: Buffer.from(`${name} key`).toString('base64') });
  const [one, two] = await Promise.all([
    startAzurite({ account: account('one') }),
    startAzurite({ account: account('two') }),
  ]);
  try {
    const [from, to] = [one, two].map(({ connectionString }) =>
      blobferry.BlobServiceClient.fromConnectionString(connectionString).getContainerClient('odd'),
    );
    await Promise.all([from.create(), to.create()]);
    for (const name of ODD_NAMES) await upload(from, name);
    const { code, events, stderr } = await command(['copy', from.url, to.url, '--strategy', 'relay', '--json'], {
      environment: {
        BLOBFERRY_SOURCE_CONNECTION_STRING: one.connectionString,
        BLOBFERRY_DESTINATION_CONNECTION_STRING: two.connectionString,
      },
    });
    assert.equal(code, 0, stderr);
    const copied = events().filter(({ event }) => event === 'copied');
    assert.deepEqual(copied.map(({ source }) => source.name).sort(), [...ODD_NAMES].sort());
    assert.deepEqual(await describeContainer(to), await describeContainer(from));
  } finally {
    one.stop();
    two.stop();
  }
});
