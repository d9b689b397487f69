// The instrumenter is set through the ES module of `@azure/core-tracing`: `node traces.mjs <url>` prints the span names.

import { useInstrumenter } from '@azure/core-tracing';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { makeInstrumenter } = require('../instrumenter.js');
const { spans, instrumenter } = makeInstrumenter();
useInstrumenter(instrumenter);
const { blobferry } = require('../../support/blobferry.js');
await new blobferry.BlobClient(process.argv[2]).getProperties();
console.log(JSON.stringify(spans.map(({ name, children }) => [name, children.map((child) => child.name)])));
