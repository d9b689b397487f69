'use strict';

// Starts a simulator, says where it is controlled, and comes to its end without stopping it.

const { startSimulator } = require('../../support/simulator');

(async () => {
  try {
    const simulator = await startSimulator();
    await simulator.statistics();
    console.log(simulator.control);
  } catch (error) {
    console.log(error.message);
  }
})();
