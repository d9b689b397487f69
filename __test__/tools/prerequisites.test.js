'use strict';

// The messages that a newcomer meets when something is missing.

const assert = require('node:assert/strict');
const { test } = require('node:test');

const load = () => import('../../tools/lib/prerequisites.mjs');

test('an old Node is named with the version that is needed', async () => {
  const { nodeProblem } = await load();
  assert.match(nodeProblem('18.20.4'), /needs Node 20 or newer, this is 18\.20\.4: get it from https:\/\/nodejs\.org/);
  assert.equal(nodeProblem('20.0.0'), undefined);
  assert.equal(nodeProblem('26.1.0'), undefined);
});

test('a missing cargo leads to rustup, an old one to its update', async () => {
  const { rustProblem } = await load();
  assert.match(rustProblem(undefined, '1.89'), /cargo was not found: install it with rustup/);
  assert.match(rustProblem('cargo 1.70.0 (ec8a8a0ca 2023-04-25)', '1.89'), /this is 1\.70: run `rustup update stable`/);
  assert.equal(rustProblem('cargo 1.89.0 (c24e10642 2025-06-23)', '1.89'), undefined);
  assert.equal(rustProblem('cargo 2.0.0', '1.89'), undefined);
});

test('the Rust version that is needed is the one in Cargo.toml', async () => {
  const { requiredRust } = await load();
  assert.equal(requiredRust('[package]\nrust-version = "1.89"\n'), '1.89');
});

test('a missing C compiler is named with how to get one on this platform', async () => {
  const { compilerProblem } = await load();
  assert.match(compilerProblem('linux', false), /needs a C compiler.*apt-get install build-essential/);
  assert.match(compilerProblem('darwin', false), /xcode-select --install/);
  assert.equal(compilerProblem('win32', false), undefined);
  assert.equal(compilerProblem('linux', true), undefined);
});
