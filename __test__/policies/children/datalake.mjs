import { pathToFileURL } from 'node:url';

import datalakeCalls from './datalake-calls.js';

const datalake = await import(pathToFileURL(`${process.env.DATALAKE}/dist/esm/index.js`).href);
const blob = await import(pathToFileURL(`${process.env.BLOB}/dist/${process.env.BLOB_ENTRY}`).href);
process.stdout.write(JSON.stringify(await datalakeCalls(datalake, blob)));
