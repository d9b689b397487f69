import identity from './identity.js';

const load = async () => ({
  core: await import('@azure/core-rest-pipeline'),
  lro: await import('@azure/core-lro'),
  abort: await import('@azure/abort-controller'),
});
if (process.env.ORDER === 'before') await load();

process.stdout.write(JSON.stringify(await identity(await import(process.env.LIBRARY), load)));
