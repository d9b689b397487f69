'use strict';

/** The folders of the facade. Each may import from its own line and from those below. */
const FACADE_LAYERS = [
  ['cli'],
  ['index'],
  ['shards'],
  ['clients'],
  ['bulk', 'batch', 'manifest', 'query'],
  ['copy'],
  ['transfer', 'listing', 'sas'],
  ['pipeline'],
  ['credentials'],
  ['policies'],
  ['errors'],
  ['engine'],
  ['validation'],
  // The generated models use the enumerations and the signal's type, and the handwritten types use the models.
  ['types', 'generated'],
];

module.exports = { FACADE_LAYERS };
