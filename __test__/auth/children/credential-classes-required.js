'use strict';

const credentialClasses = require('./credential-classes');

const load = async () => require('@azure/storage-common');
if (process.env.ORDER === 'before') load();

credentialClasses(require(process.env.LIBRARY), load).then((found) => process.stdout.write(JSON.stringify(found)));
