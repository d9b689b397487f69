'use strict';

/**
 * The command line of a Node script that a shell or another program starts. Deno translates Node's command line only if it starts
 * itself; otherwise it needs this, or asks for each permission at the terminal.
 */
function startedByShell(script, parameters) {
  const run = process.versions.deno === undefined ? [] : ['run', '--allow-all'];
  return [process.execPath, ...run, script, ...parameters];
}

module.exports = { startedByShell };
