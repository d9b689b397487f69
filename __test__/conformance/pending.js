'use strict';

// Scenarios that the simulator cannot do yet, by name. They still run, and say on Azurite what they mean; when the simulator agrees,
// the suite fails until they are taken off this list.

module.exports = [];
