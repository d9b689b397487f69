'use strict';

/**
 * The command line of a script of Node that a shell or another program starts. Deno takes over Node's command line only where it starts
 * itself; otherwise it takes this, or asks whoever sits at the terminal for each permission.
 */
function startedByShell(script, parameters) {
  const run = process.versions.deno === undefined ? [] : ['run', '--allow-all'];
  return [process.execPath, ...run, script, ...parameters];
}

module.exports = { startedByShell };
