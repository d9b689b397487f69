'use strict';

// The command `blobferry copy` is interrupted, and whoever reads what it prints goes away or stalls.

const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { beforeEach, describe, test } = require('node:test');

const { ENVIRONMENT, PROGRAM, command, useCommand } = require('./command');
const { namesOf, upload } = require('./helpers');
const { sendSignal } = require('../support/send-signal');
const { startedByShell } = require('../support/started-by-shell');

describe('the command, interrupted', () => {
  const { within, copy, stall, whenStalled, fresh } = useCommand();
  let simulator;
  let from;
  let to;
  let number;
  let environment;

  beforeEach(async () => {
    ({ simulator, from, to, number, environment } = await fresh());
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
          void whenStalled()
            .then(() => sendSignal(child, 'SIGINT'))
            .then(() => whenNoted(said).then(() => simulator.releaseStalls()));
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

  test('interrupted once: what is in flight is finished, and no further blob is taken up', async () => {
    for (const name of ['a', 'b', 'c']) await upload(from, name);
    await stall('a');
    const { code, stderr, stdout } = await copy(['--concurrency', '1'], {
      onText: (said, child) => {
        if (!child.interrupted && said.stderr.includes('→')) {
          child.interrupted = true;
          void whenStalled().then(() => sendSignal(child, 'SIGINT'));
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
          void whenStalled().then(() => sendSignal(child, 'SIGTERM'));
        }
        if (!child.again && said.stdout.includes('Interrupted')) {
          child.again = true;
          sendSignal(child, 'SIGINT');
        }
      },
    });
    assert.equal(code, 130);
    assert.deepEqual([events().at(-1).event, events().at(-1).exitCode], ['summary', 130]);
    await simulator.releaseStalls();
  });

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
    let again;
    const run = command(['copy', within('one', name).url, to.url, '--json'], {
      environment,
      onOutput: (stdout, process_) => {
        child = process_;
        stdout.once('data', () => {
          stdout.pause();
          sendSignal(child, 'SIGINT');
          // The second one must not come together with the first: the kernel would join them.
          again = untilNoCopies(child).then(() => sendSignal(child, 'SIGTERM'));
          child.once('exit', () => stdout.resume());
        });
      },
    });
    assert.equal((await run).code, 130);
    await again;
  });

  /** Waits until no blob is copied any more, or the process has ended. */
  async function untilNoCopies(child) {
    for (let before = -2, now = -1; now !== before;) {
      before = now;
      for (let responses = 0; responses < 20 && child.exitCode === null && child.signalCode === null; responses += 1) {
        now = (await simulator.statistics()).operations.copyBlobFromUrl;
      }
    }
  }

  const script = spawnSync('script', ['--version']).status === 0;
  test('on a terminal, one line is drawn again and again', { skip: !script && 'script is missing' }, async () => {
    for (const name of ['a', 'b']) await upload(from, name);
    await stall('a');
    const quoted = startedByShell(PROGRAM, ['copy', from.url, to.url, '--concurrency', '1'])
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
