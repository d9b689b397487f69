// Runs compiled scripts one after the other, and prints what each printed. Arguments: their folder, the input of the scripts (JSON).

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

const [, , folder, reported] = process.argv;
const { scripts, ...context } = JSON.parse(reported);
const printed = {};
for (const name of scripts) {
  const lines = (printed[name] = []);
  const shown = (value) =>
    typeof value === 'string' ? value : inspect(value, { depth: 6, breakLength: 120, sorted: true });
  const print = (...values) => lines.push(values.map(shown).join(' '));
  try {
    const { main } = await import(pathToFileURL(join(folder, `${name}.js`)).href);
    await main({ ...context, prefix: `${context.prefix}-${name}`, print });
  } catch (error) {
    print('THROWN', inspect(error));
  }
}
console.log(JSON.stringify(printed));
