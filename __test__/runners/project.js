'use strict';

// A project as users have one, in a folder of its own: the package under test is installed in it, a test runner runs its specs, and
// what became of each spec is read from the runner's own report.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const { PACKAGE } = require('../support/blobferry');

const INSTALLED = path.join(__dirname, '..', '..', 'node_modules');
/** What specs import besides the package under test. Jest hands out its own things itself. */
const LINKED = ['@azure/storage-blob', 'vitest', 'jest-environment-jsdom'];
const PROGRAMS = {
  jest: path.join(INSTALLED, 'jest', 'bin', 'jest.js'),
  vitest: path.join(INSTALLED, 'vitest', 'vitest.mjs'),
};
/** Far more than a run takes; one that hangs would otherwise say nothing. */
const LIMIT = 180_000;

/** Makes a project with the specs of one runner. */
function makeProject(runner) {
  // Runners go by where files really are.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), `blobferry-${runner}-`)));
  for (const specs of [runner, 'shared']) fs.cpSync(path.join(__dirname, 'specs', specs), folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "name": "project", "private": true }');
  for (const name of LINKED) {
    const link = path.join(folder, 'node_modules', name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(INSTALLED, name), link);
  }
  install(path.join(folder, 'node_modules', 'blobferry'));
  let runs = 0;
  return {
    /** Lets the runner run; gives how it ended, what it printed, and what became of the specs. */
    async run(parameters, environment, flags = []) {
      runs += 1;
      const report = path.join(folder, `report-${runs}.json`);
      const ofReport = [runner === 'jest' ? '--json' : '--reporter=json', `--outputFile=${report}`];
      // A spec has as long as the whole run: a machine may be busy.
      const ofTime = [`--testTimeout=${LIMIT}`];
      const ended = await runProgram(
        [...flags, PROGRAMS[runner], ...parameters, ...ofReport, ...ofTime],
        environment,
        folder,
      );
      return { ...ended, ...readReport(report, folder) };
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * The package is copied, for runners treat what lies in `node_modules` unlike what lies elsewhere. The addon, which can have a hundred
 * megabytes, is linked.
 */
function install(place) {
  for (const name of ['package.json', 'dist', 'index.d.ts', 'index.d.mts']) {
    fs.cpSync(path.join(PACKAGE, name), path.join(place, name), { recursive: true });
  }
  for (const name of fs.readdirSync(PACKAGE).filter((file) => file.endsWith('.node'))) {
    fs.symlinkSync(path.join(PACKAGE, name), path.join(place, name));
  }
}

/** Runs a program of Node's to its end; it ends with this process at the latest. */
function runProgram(parameters, environment, folder) {
  const child = spawn(process.execPath, ['-r', path.join(__dirname, 'end-with-parent.js'), ...parameters], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', CI: '1', NO_COLOR: '1', BLOBFERRY_RUNNER: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  return new Promise((resolve, reject) => {
    let output = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, LIMIT);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.removeListener('exit', stop);
      resolve({ code, output, timedOut });
    });
  });
}

/** Both runners report alike: how many specs of each file passed, and what is wrong with others. */
function readReport(report, folder) {
  if (!fs.existsSync(report)) return { passed: {}, problems: ['there is no report'] };
  const passed = {};
  const problems = [];
  for (const { name, message, assertionResults } of JSON.parse(fs.readFileSync(report, 'utf8')).testResults) {
    const file = path.relative(folder, name);
    passed[file] = assertionResults.filter(({ status }) => status === 'passed').length;
    for (const { fullName, status, failureMessages } of assertionResults) {
      if (status !== 'passed') problems.push(`${file}, "${fullName}" ${status}: ${failureMessages?.join('\n')}`);
    }
    // A file can fail that none of its specs does: it does not load, or leaks.
    if (message) problems.push(`${file}: ${message}`);
  }
  return { passed, problems };
}

module.exports = { makeProject };
