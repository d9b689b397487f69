'use strict';

const datalakeCalls = require('./datalake-calls');

datalakeCalls(require(process.env.DATALAKE)).then((outcomes) => process.stdout.write(JSON.stringify(outcomes)));
