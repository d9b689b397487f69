/** The command `blobferry`. */

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { exitCodeOf, type ExitCode } from '../bulk/exitCodes';
import { helpText } from './help';
import { Interrupts } from './Interrupts';
import { JsonReporter } from './JsonReporter';
import { messageOf } from '../errors/messageOf';
import { Output } from './Output';
import { asksForJson, parseCommand } from './parseCommand';
import { Redaction } from './redaction';
import { runCopy } from './runCopy';
import { TextReporter } from './TextReporter';

async function main(argv: readonly string[]): Promise<ExitCode> {
  const redaction = new Redaction();
  const interrupts = new Interrupts();
  // A reader that closes standard output, as `head` does, wants no more of it.
  const out = new Output(process.stdout, () => {
    interrupts.interrupt();
  });
  const log = new Output(process.stderr);
  const reporter = asksForJson(argv)
    ? new JsonReporter(out, redaction)
    : new TextReporter(out, log, process.stderr.isTTY ? process.stderr : undefined, redaction);
  interrupts.onInterrupt((isFirst) => {
    // After a second interrupt, the process does not wait for a reader either.
    if (!isFirst) out.letGo();
  });
  let exitCode: ExitCode;
  try {
    const command = parseCommand(argv);
    if (command.action === 'help') {
      await print(argv, out, helpText());
      exitCode = 0;
    } else if (command.action === 'version') {
      await print(argv, out, `${version()}\n`);
      exitCode = 0;
    } else {
      exitCode = await runCopy({ command, environment: process.env, reporter, redaction, interrupts });
    }
  } catch (error) {
    exitCode = exitCodeOf(error, false);
    const message = messageOf(error);
    const hint = exitCode === 2 ? `${/[.?]$/.test(message) ? '' : '.'} See blobferry --help.` : '';
    await reporter.error(`${message}${hint}`, { exitCode });
  }
  if (!interrupts.any) await out.flush();
  await log.flush();
  return exitCode;
}

/** Prints the requested output. With JSON, nothing else is printed. */
async function print(argv: readonly string[], out: Output, text: string): Promise<void> {
  if (asksForJson(argv)) await new JsonReporter(out, new Redaction()).note(text.trimEnd());
  else await out.write(text);
}

/** The version of the package that this file is in. */
function version(): string {
  const manifest = path.join(path.dirname(__dirname), 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

void main(process.argv.slice(2)).then((exitCode) => {
  // An interrupted process does not wait for the readers of its output. It still listens for signals: one that comes now must not replace
  // the exit code.
  process.exit(exitCode);
});
