'use strict';

// The service that specs work with: a simulator whose copies are pending for one poll, and in which blobs called `stalls` get no response.

const fs = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const { startSimulator } = require('../support/simulator');

/** How long tokens and signatures are good for. */
const DAY = 86_400;

/** Starts it. */
async function startService() {
  const simulator = await startSimulator();
  await simulator.copies({ pending: { polls: 1 }, progress: [0.5] });
  await simulator.faults({ which: { blob: 'stalls' }, what: { stall: true } });
  const { token, expiresOn } = await simulator.token({ expiresIn: DAY });
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'blobferry-runners-'));
  const authority = path.join(folder, 'authority.pem');
  fs.writeFileSync(authority, simulator.authority);
  const place = {
    connectionString: simulator.connectionString(),
    secureUrl: simulator.secureUrl(),
    token,
    expiresOnTimestamp: expiresOn * 1000,
  };
  return {
    simulator,
    /** What specs find it by. */
    environment: { BLOBFERRY_SERVICE: JSON.stringify(place), NODE_EXTRA_CA_CERTS: authority },
    async stop() {
      fs.rmSync(folder, { recursive: true, force: true });
      await simulator.stop();
    },
  };
}

module.exports = { startService };
