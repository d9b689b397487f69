'use strict';

// What the command draws on a terminal while a job runs: a block of few lines that is drawn over and over, and nothing of it elsewhere.

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const path = require('node:path');
const { before, beforeEach, describe, test } = require('node:test');

const { startedByShell } = require('../support/started-by-shell');
const { namesOf, upload } = require('./helpers');
const { useTwoAccounts } = require('./two-accounts');

const PROGRAM = path.join(__dirname, '..', '..', 'dist', 'cli.js');

/** The environment without credentials of whoever runs the tests. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AZURE|BLOBFERRY_(SOURCE|DESTINATION))_/.test(name)),
);

/** As much of a terminal as the command uses: lines that wrap, the cursor, and what erases. */
class Screen {
  #columns;
  #rows;
  #line = 0;
  #column = 0;
  /** All lines, also those that have scrolled off the top. */
  lines = [''];

  constructor(columns, rows) {
    this.#columns = columns;
    this.#rows = rows;
  }

  write(text) {
    for (const [part, , number, kind] of text.matchAll(/\u001B(\[(\d*)([A-Za-z]))|[^]/gu)) {
      if (kind === 'A') this.#line = Math.max(this.lines.length - this.#rows, this.#line - Number(number || 1), 0);
      else if (kind === 'K') this.lines[this.#line] = this.#left();
      else if (kind === 'J') this.#erase();
      else if (kind !== undefined) throw new Error(`the command uses ${JSON.stringify(part)}`);
      else if (part === '\r') this.#column = 0;
      else if (part === '\n') this.#next();
      else this.#put(part);
    }
  }

  #left() {
    return Array.from(this.lines[this.#line]).slice(0, this.#column).join('');
  }

  #erase() {
    this.lines[this.#line] = this.#left();
    this.lines.length = this.#line + 1;
  }

  #next() {
    this.#line += 1;
    if (this.lines.length === this.#line) this.lines.push('');
  }

  #put(character) {
    if (this.#column === this.#columns) {
      this.hasWrapped = true;
      this.#column = 0;
      this.#next();
    }
    const characters = Array.from(this.lines[this.#line].padEnd(this.#column));
    characters[this.#column] = character;
    this.lines[this.#line] = characters.join('');
    this.#column += 1;
  }
}

const script = spawnSync('script', ['--version']).status === 0;

describe('the command on a terminal', { skip: !script && 'script is missing' }, () => {
  const accounts = useTwoAccounts();
  let simulator;
  let from;
  let to;
  let environment;

  before(async () => {
    environment = {
      BLOBFERRY_SOURCE_CONNECTION_STRING: accounts.simulator.connectionString('one'),
      BLOBFERRY_DESTINATION_KEY: accounts.simulator.accountKey('two'),
    };
  });
  beforeEach(async () => {
    ({ simulator, from, to } = await accounts.fresh());
  });

  /** Runs the command on a terminal of this size. `onScreen` sees the screen each time that something is written to it. */
  async function onTerminal(parameters, { columns = 80, rows = 24, onScreen } = {}) {
    const quoted = startedByShell(PROGRAM, ['copy', from.url, to.url, ...parameters])
      .map((part) => `'${part}'`)
      .join(' ');
    const size = `stty cols ${columns} rows ${rows} && exec ${quoted}`;
    const child = spawn('script', ['--quiet', '--return', '--command', size, '/dev/null'], {
      env: { ...ENVIRONMENT, ...environment, TERM: 'xterm', SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const screen = new Screen(columns, rows);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      screen.write(chunk);
      onScreen?.(screen);
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, screen, text };
  }

  const stall = (blob) =>
    simulator.faults({ which: { operation: 'copyBlobFromUrl', blob, role: 'client' }, what: { stall: true } });

  test('O5, S4: the block shows what is done and what the job waits for, and disappears at the end', async () => {
    const odd = 'waits\u001B[2J\u009B1m\u202Efor this ';
    const long = `${odd}${'x'.repeat(200)}.end`;
    for (const name of ['a', 'b', 'c.txt', 'held', long]) await upload(from, name, 'x'.repeat(2048));
    await simulator.faults(
      { which: { operation: 'copyBlobFromUrl', blob: 'waits*' }, what: { stall: true } },
      {
        which: { operation: 'copyBlobFromUrl', blob: 'held' },
        what: { status: 409, code: 'BlobImmutableDueToPolicy', message: 'No.' },
      },
    );
    let block;
    let released;
    const { code, screen, text } = await onTerminal(['--exclude', '*.txt', '--strategy', 'synchronous'], {
      columns: 60,
      onScreen: ({ lines }) => {
        const start = lines.findIndex((line) => line.startsWith('copied 3 of 4') || line.startsWith('copied 2 of 4'));
        const isWhole = lines.some((line) => line.startsWith('  waits') && /\d s$/.test(line));
        if (released || start < 1 || !isWhole || !lines.some((line) => line.includes('failed 1'))) return;
        block = lines.slice(start - 1).filter((line) => line !== '');
        released = simulator.clearFaults().then(() => simulator.releaseStalls());
      },
    });
    assert.equal(code, 1, text);
    assert.ok(block.length <= 10, block.join('\n'));

    for (const line of block)
      assert.ok(Array.from(line).length < 60 && !/[\u0000-\u001F\u0080-\u009F]/.test(line), line);
    assert.match(block[0], /^http.*….*, \d\.\d s$/);
    assert.match(block[1], /^copied 2 of 4 blobs, 4\.00 KiB of 6\.00 KiB, 66 %$/);
    assert.match(block[2], /blobs\/s, .*\/s/);
    assert.match(block[3], /^skipped 0, failed 1 \(BlobImmutableDueToPolicy 1\)$/);
    assert.match(block[4], /^in flight 1 of at most \d+, 2\.00 KiB$/);
    assert.match(block[5], /^ {2}waits\\u001b\[2J\\u009b.*….*x\.end, 2\.00 KiB, \d+\.\d s$/);
    // The failure scrolled by above the block, and the block itself was removed.
    const rest = screen.lines.join('\n');
    assert.equal(rest.match(/failed: "held"/g).length, 1, rest);
    assert.doesNotMatch(rest, /in flight/);
    assert.match(rest, /^copied +3 blobs/m);
    // Nothing that a name has reaches the terminal as it is.
    assert.ok(!text.includes('\u001B[2J') && !text.includes('\u009B'), text);
    assert.doesNotMatch(text, /100 %/);
    assert.equal((await namesOf(to)).length, 3);
  });

  test('O5: many small blobs that are done are a small part of the bytes, and never 100 % before the end', async () => {
    for (let at = 0; at < 99; at += 1) await upload(from, `small ${String(at).padStart(2, '0')}`, 'x'.repeat(10));
    await upload(from, 'the big one', 'x'.repeat(99_000));
    await stall('the big one');
    let seen;
    const { code, text } = await onTerminal(['--strategy', 'synchronous'], {
      columns: 100,
      onScreen: ({ lines }) => {
        if (seen) return;
        seen = lines.find((line) => line.startsWith('copied 99 of 100 blobs'));
        if (seen) void simulator.clearFaults().then(() => simulator.releaseStalls());
      },
    });
    assert.equal(code, 0, text);
    assert.match(seen, /^copied 99 of 100 blobs, .* of 97\.\d+ KiB, 0 %$/);
    assert.doesNotMatch(text, /100 %/);
    assert.match(text, /copied +100 blobs/);
  });

  test('the block fits into a small terminal, and says that a listing continues', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await upload(from, name);
    await stall('*');
    let most = 0;
    let seen = '';
    let released;
    const { code, screen } = await onTerminal(['--page-size', '2', '--concurrency', '1'], {
      columns: 24,
      rows: 4,
      onScreen: ({ lines }) => {
        // Before the first page is taken up, nothing is known.
        const start = lines.findIndex((line) => line.startsWith('copied 0 of ≥ 2'));
        if (start < 0 || released) return;
        seen = lines[start];
        most = lines.slice(start - 1).filter((line) => line !== '').length;
        released = simulator.clearFaults().then(() => simulator.releaseStalls());
      },
    });
    assert.equal(code, 0);
    assert.ok(most > 0 && most <= 3, `${most} lines`);
    assert.match(seen, /^copied 0 of ≥ 2 blobs/);
    assert.doesNotMatch(screen.lines.join('\n'), /copied 0 of/);
  });

  test('O1: with --json, and in a pipe, nothing is drawn', async () => {
    await upload(from, 'a');
    await stall('a');
    const whenStalled = async () => {
      while ((await simulator.stalls()) === 0);
      await simulator.clearFaults();
      await simulator.releaseStalls();
    };
    const [json] = await Promise.all([onTerminal(['--json']), whenStalled()]);
    assert.equal(json.code, 0);
    assert.ok(!json.text.includes('\u001B'), json.text);
    for (const line of json.text.split('\r\n').filter(Boolean)) JSON.parse(line);
    const piped = spawn(process.execPath, [PROGRAM, 'copy', from.url, to.url], {
      env: { ...ENVIRONMENT, ...environment },
    });
    let text = '';
    for (const name of ['stdout', 'stderr']) piped[name].setEncoding('utf8').on('data', (chunk) => (text += chunk));
    assert.equal(await new Promise((resolve) => piped.once('close', resolve)), 0);
    assert.ok(!text.includes('\u001B') && !text.includes('in flight'), text);
  });
});
