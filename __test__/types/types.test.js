'use strict';

// The typings: the same scripts compile against the reference and against this package.

const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');
const assert = require('node:assert/strict');
const { test } = require('node:test');

const compiler = require.resolve('typescript/bin/tsc');

async function compile(name) {
  const project = path.join(__dirname, `tsconfig.${name}.json`);
  const failure = await promisify(execFile)(process.execPath, [compiler, '-p', project]).catch((error) => error);
  assert.ok(!(failure instanceof Error), failure.stdout ?? failure.message);
}

test('what scripts write compiles against the reference', () => compile('reference'));
test('it compiles against this package, and so does what is new', () => compile('blobferry'));
test('what starts and scripts the simulator is typed', () => compile('simulator'));
