'use strict';

// Runs the round trip on what packages of other people got when they asked for `@azure/storage-blob`.

const { roundTrip } = require('./round-trip.cjs');

const packages = [require('blobferry-check-direct'), require('blobferry-check-deep')];

Promise.all(packages.map(async ({ library, name }) => ({ ...(await roundTrip(library)), package: name }))).then(
  (results) => console.log(JSON.stringify(results)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
