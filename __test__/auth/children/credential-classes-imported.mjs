import credentialClasses from './credential-classes.js';

const load = () => import('@azure/storage-common');
if (process.env.ORDER === 'before') await load();

process.stdout.write(JSON.stringify(await credentialClasses(await import(process.env.LIBRARY), load)));
